#pragma once
// What was pruned of this log, as the store remembers it: the newest decision and its sequence numbers, written in the
// commit of the `prune` entry. Whatever is done about it afterwards (publishing it, dropping files and rows) is done
// from this value, and done again after a crash.
//
//   Result<std::optional<PrunedPrefix>> pruned = PrunedPrefix::read(store);
//   batch.values.push_back(PrunedPrefix{note, sequences}.value());

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/ledger/retention/prune_decision.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct PrunedPrefix {
  std::string note;       // the signed decision
  std::string sequences;  // the file that it names
  std::uint64_t kept_from = 0;

  // nullopt when nothing was pruned.
  [[nodiscard]] static Result<std::optional<PrunedPrefix>> read(Store& store);
  [[nodiscard]] std::pair<std::string, Bytes> value() const;
};

// 0 when nothing was pruned.
[[nodiscard]] Result<std::uint64_t> kept_from(Store& store);

// Drops from the store what `pruned` no longer keeps. Of level 0 the hash tiles stay below which a tile of level 1 is
// not full yet: the tree is built up from them at start.
[[nodiscard]] Result<void> prune_store(Store& store, const PrunedPrefix& pruned);

}  // namespace concordat::gateway
