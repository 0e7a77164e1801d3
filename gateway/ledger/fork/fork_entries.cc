#include "gateway/ledger/fork/fork_entries.h"

#include <memory>

#include "gateway/ledger/entry.h"
#include "gateway/ledger/log_place.h"
#include "gateway/ledger/tree/tree_state.h"

namespace concordat::gateway {

EntryDraft fork_entry(const ForkPlan& plan) {
  return event_entry("fork", {{"head", base64(plan.head)},
                              {"head_origin", plan.signed_head.origin},
                              {"head_root", plan.signed_head.root.hex()},
                              {"head_size", std::to_string(plan.signed_head.size)},
                              {"store_origin", plan.held.origin},
                              {"store_root", plan.held.root.hex()},
                              {"store_size", std::to_string(plan.held.size)},
                              {"waiting", std::to_string(plan.waiting)}});
}

Result<void> append_carry(LedgerLog& log, Store& store, const LogOrigins& origins, const std::string& recipient,
                          const QueuedId& queued) {
  const auto waiting = store.waiting_at(recipient, queued.sequence);
  if (!waiting) return fail(waiting.error());
  if (!*waiting) return fail(Code::kStorageFailed, "the store's queue of " + recipient + " lacks what it lists");
  const Claimed& disclosure = **waiting;
  const std::string hash = hex(disclosure.route.plan_hash);
  // The store keeps the texts of plans across a fork; the new log has yet to say each.
  const auto text = store.value(std::string(kPlanValues) + hash);
  if (!text) return fail(text.error());
  if (*text) {
    const auto used = log.use_plan({disclosure.route.plan_hash, std::make_shared<const std::string>(**text), nullptr});
    if (!used) return used;
  }
  const auto index =
      log.append(carry_entry({.record = disclosure.record,
                              .sender = disclosure.route.sender,
                              .recipient = recipient,
                              .accept_index = index_of(disclosure.ledger_index),
                              .outcome = queued.state == SettleOutcome::kDeadLetter ? "dead-letter" : "waiting",
                              .agreements = disclosure.route.agreements,
                              .plan_hash_hex = hash,
                              .accept_log = origins.name(log_number_of(disclosure.ledger_index))}),
                 {}, {});
  if (!index) return fail(index.error());
  return {};
}

}  // namespace concordat::gateway
