#pragma once
// What can be asked over the control socket. Each request is a JSON object with "command"; each answer one with "ok"
// and, if false, "error" (a code's name) and "detail" (for a person).
//
//   {"command":"status"}        -> {"ok":true,"ready":true,"faults":[],"ledger_size":12,…,
//                                   "open_alerts":0,"witnessed":null,"waiting":{"eastshire-council":{"records":3,…}}}
//   {"command":"queues"}        -> {"ok":true,"queues":{"eastshire-council":["<record id>",…]}}
//   {"command":"dead-letters"}  -> {"ok":true,"dead_letters":[{"recipient":…,"record":…,"attempts":…,"accepted":…},…]}
//   {"command":"revive","recipient":…,"record":…}    a dead letter waits again
//   {"command":"discard","recipient":…,"record":…}   ends a waiting disclosure or dead letter; the ledger says so
//   {"command":"alerts"}        -> {"ok":true,"alerts":[{"record":…,"sender":…,"recipients":[…],"justification":…},…]}
//   {"command":"acknowledge","record":…,"by":…}      closes an alert, once the ledger says so durably
//   {"command":"keys"}           -> {"ok":true,"keys":[{"key":"asc-2026","generation":1,…},…]}: those of pseudonyms
//   {"command":"rotate-key","key":…,"days":"30"}     a new generation; the one before is kept for so many days
//   {"command":"end-overlap","key":…}                destroys the generation before
//   {"command":"link","key":…,"recipient":…,"identifiers":[…]}  -> {"ok":true,"pseudonyms":[{"before":…,"now":…},…]}
//   {"command":"prune-plan",…}, {"command":"prune","note":…}    gateway/admin/prune_commands.h
//   {"command":"subject",…}     what is known about a person, and its erasure: subject_commands.h
//   {"command":"reload"}        policy, certificates and log files anew, as HUP does

#include <functional>
#include <string>
#include <string_view>

#include "gateway/admin/alert_commands.h"
#include "gateway/admin/key_commands.h"
#include "gateway/admin/prune_commands.h"
#include "gateway/admin/subject_commands.h"
#include "gateway/commit/committer.h"
#include "gateway/ledger/log.h"
#include "gateway/runtime/health.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

class ControlCommands {
 public:
  struct Dependencies {
    Store& store;
    Committer& committer;
    const LedgerLog& ledger;
    const Health& health;
    std::function<std::string()> policy_hash_hex;
    std::function<Result<void>()> reload;
    std::function<void(const std::string& recipient)> announce;
    AlertCommands::Dependencies alerts;
    KeyCommands::Dependencies keys;
    SubjectCommands::Dependencies subjects;
    PruneCommands::Dependencies prune;
    std::function<std::string()> witnessed;  // JSON: what witnesses have cosigned, or null
  };
  using Reply = std::function<void(std::string)>;
  explicit ControlCommands(Dependencies dependencies)
      : deps_(std::move(dependencies)),
        alerts_(deps_.alerts),
        keys_(deps_.keys),
        subjects_(deps_.subjects),
        prune_(deps_.prune) {}
  // Replies at once, but for what has to be durable first: that is replied to from on_answer().
  void answer(std::string_view request, const Reply& reply);
  void on_answer(const EventAnswer& answer) {
    if (answer.origin.session == SubjectCommands::kSession) return subjects_.on_answer(answer);
    if (answer.origin.session == PruneCommands::kSession) return prune_.on_answer(answer);
    alerts_.on_answer(answer);
  }
  void on_answer(const EraseAnswer& answer) { subjects_.on_answer(answer); }
  [[nodiscard]] SubjectCommands& subjects() { return subjects_; }
  [[nodiscard]] KeyCommands& keys() { return keys_; }

 private:
  [[nodiscard]] std::string status();
  [[nodiscard]] std::string queues();
  [[nodiscard]] std::string dead_letters();
  [[nodiscard]] std::string revive(const std::string& recipient, RecordId record);
  [[nodiscard]] std::string discard(const std::string& recipient, RecordId record);
  Result<QueuedId> find_queued(const std::string& recipient, RecordId record);
  Dependencies deps_;
  AlertCommands alerts_;
  KeyCommands keys_;
  SubjectCommands subjects_;
  PruneCommands prune_;
};

}  // namespace concordat::gateway
