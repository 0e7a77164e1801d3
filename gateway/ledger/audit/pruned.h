#pragma once
// What a ledger's files say of entries that were pruned: the newest decision, and the numbers that it names. Nothing
// here is trusted until an entry of the log names the decision (verify.h).
//
//   Result<std::optional<Pruned>> pruned = read_pruned(files);

#include <optional>
#include <string>

#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/retention/prune_decision.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct Pruned {
  PruneDecision decision;
  std::string decision_hex;  // SHA-256 of the signed note, as the log's entry names it
  LastSequences last;
};

// nullopt when nothing was pruned. An error when the decision cannot be read or its file of numbers is another one.
[[nodiscard]] Result<std::optional<Pruned>> read_pruned(const LedgerFiles& files);

// Whether this entry of the log records the decision: a `prune` entry with its hash, place and root.
[[nodiscard]] bool records(ByteView entry, const Pruned& pruned);

}  // namespace concordat::gateway
