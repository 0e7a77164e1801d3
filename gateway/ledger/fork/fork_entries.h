#pragma once
// What the new log of a fork says first. Pure but for reading the store.
//
//   fork: detail {head: the old log's highest head, the whole note in base64; head_origin, head_root, head_size;
//   store_origin, store_root, store_size: what the store holds; waiting: how much is carried over}
//   carry: what waited, once for each record and recipient: accept, accept_log (where it was accepted), agreements,
//   outcome (waiting or dead-letter), plan, recipient, record, sender

#include <string>

#include "gateway/ledger/fork/fork.h"
#include "gateway/ledger/log.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

[[nodiscard]] EntryDraft fork_entry(const ForkPlan& plan);

// Appends the carry entry of what is queued, and before it the plan, the first time that the new log names it.
[[nodiscard]] Result<void> append_carry(LedgerLog& log, Store& store, const LogOrigins& origins,
                                        const std::string& recipient, const QueuedId& queued);

}  // namespace concordat::gateway
