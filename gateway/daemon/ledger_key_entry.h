#pragma once
// What the ledger says of its own keys: an entry when the gateway signs with others than it last ran with, so that
// every change of keys stands in the log, between two heads, where nobody can deny it. A value of the store remembers
// them.
//
//   LedgerKeyEntry keys = ledger_key_entry(*ledger_keys, *store);   // at start; submit keys.change, if there is one
//   start.values.push_back(std::move(keys.value));                  // with any entry of the same step

#include <optional>
#include <string>
#include <utility>

#include "gateway/commit/committer.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

struct LedgerKeyEntry {
  // key-change: `verifier` is the newest key, `also` those that sign beside it, `was` those that signed before. None at
  // the first start, and when nothing changed.
  std::optional<EntryDraft> change;
  std::pair<std::string, Bytes> value;
};

[[nodiscard]] Result<LedgerKeyEntry> ledger_key_entry(const LedgerKeys& keys, Store& store);

}  // namespace concordat::gateway
