#pragma once
// What a policy that comes into force adds to the ledger, each once, with the value that remembers it in the same
// commit: the vocabulary, so that the bitmaps of entries can be read for ever, and who signed what. The officer is
// named by their key's id: neither the ledger nor the log names anybody.

#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/pipeline/snapshot.h"
#include "gateway/runtime/event_log.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// Before any record is judged under it: empty where the ledger has the vocabulary. On the main thread.
[[nodiscard]] Result<std::vector<Command>> vocabulary_entries(const Snapshot& snapshot, Store& store);

// Those that the ledger has not yet. On the main thread.
[[nodiscard]] std::vector<Command> signature_entries(const Snapshot& snapshot, Store& store, LogBuffer& log);

}  // namespace concordat::gateway
