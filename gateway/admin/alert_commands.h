#pragma once
// The alerts of emergency disclosures over the control socket: an operator reads them, and says which of the officers
// whom the agreement names has looked at one. That closes it: the ledger's entry and the erased alert are one commit,
// and the answer comes when it is durable. On one thread.
//
//   AlertCommands commands({alerts, committer, log, officer_key, control_thread});
//   std::string answer = commands.list();
//   commands.acknowledge(record, "Caldicott Guardian", reply);      // replies from on_answer(), or at once with why
//   not

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "gateway/alerts/open_alerts.h"
#include "gateway/commit/committer.h"
#include "gateway/runtime/event_log.h"

namespace concordat::gateway {

class AlertCommands {
 public:
  using Reply = std::function<void(std::string)>;
  struct Dependencies {
    const OpenAlerts& alerts;
    Committer& committer;
    LogBuffer& log;
    // The id of the officer's key under the policy in force, or why there is none (gateway/alerts/officers.h).
    std::function<Result<std::string>(const Alert& alert, std::string_view officer)> officer_key;
    std::uint32_t thread = 0;  // whose answers are brought to on_answer()
  };
  explicit AlertCommands(Dependencies dependencies) : deps_(std::move(dependencies)) {}

  [[nodiscard]] std::string list();
  void acknowledge(const RecordId& record, std::string_view officer, const Reply& reply);
  // A commit's answer to what acknowledge() asked for.
  void on_answer(const EventAnswer& answer);

 private:
  struct Waiting {
    RecordId record;
    std::string key;
    Reply reply;
  };
  Result<void> close(const RecordId& record, std::string_view officer, const Reply& reply);

  Dependencies deps_;
  std::map<std::uint64_t, Waiting> waiting_;  // for their commit, by the sequence in their origin
  std::uint64_t next_ = 1;
};

}  // namespace concordat::gateway
