#pragma once
// Who signed what, for the ledger: an entry for each signature that counts, once, with the value that remembers it in
// the same commit. The officer is named by their key's id: neither the ledger
// nor the log names anybody.

#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/pipeline/snapshot.h"
#include "gateway/runtime/event_log.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

// Those that the ledger has not yet. On the main thread.
[[nodiscard]] std::vector<Command> signature_entries(const Snapshot& snapshot, Store& store, LogBuffer& log);

}  // namespace concordat::gateway
