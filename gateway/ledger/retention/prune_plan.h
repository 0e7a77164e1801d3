#pragma once
// How much of the ledger may be pruned: whole bundles of 256 entries, all older than a day, in which every accepted
// disclosure has come to its end. Reads the store beside the running gateway; takes about a second for a million
// entries, and plans at most kPrunedAtOnce of them.
//
//   Result<PrunePlan> plan = plan_prune(store, log, "2019-11-22");   // decision's party and reason are the caller's

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ledger/log.h"
#include "gateway/ledger/retention/prune_decision.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr std::uint64_t kPrunedAtOnce = std::uint64_t{1} << 24;

struct PrunePlan {
  PruneDecision decision;
  std::string sequences;            // the file that the decision names
  std::uint64_t pruned_before = 0;  // entries that are gone already
  bool more = false;                // another decision could prune more
  std::vector<Bytes> plans;         // hashes of the plans whose entries go: they are said again first
  // Values of the store that remember what was said once and goes now (vocabularies, signatures): without them the
  // gateway says it again at its next start.
  std::vector<std::string> said;
};

// `before` is a time as entries write it, or its beginning. kNotFound, saying what stands in the way, when there is
// nothing to prune.
[[nodiscard]] Result<PrunePlan> plan_prune(Store& store, const LedgerLog& log, const std::string& origin,
                                           std::string_view before);

}  // namespace concordat::gateway
