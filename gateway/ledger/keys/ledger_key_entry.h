#pragma once
// What the ledger says of its own keys: an entry when the gateway signs with others than it last ran with, so that
// every change of keys stands in the log, between two heads, where nobody can deny it. A value of the store remembers
// them.
//
//   committer.submit(start_entries({{"policy", hash}}, *ledger_keys, *store, log));

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/commit/commands.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/runtime/event_log.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

struct LedgerKeyEntry {
  // key-change: `verifier` is the newest key, `also` those that sign beside it, `was` those that signed before. None at
  // the first start, and when nothing changed.
  std::optional<EntryDraft> change;
  std::pair<std::string, Bytes> value;
};

[[nodiscard]] Result<LedgerKeyEntry> ledger_key_entry(const LedgerKeys& keys, Store& store);

// The `start` entry with these fields, and what there is to say of the keys after it.
[[nodiscard]] std::vector<Command> start_entries(std::vector<std::pair<std::string, std::string>> fields,
                                                 const LedgerKeys& keys, Store& store, LogBuffer& log);

}  // namespace concordat::gateway
