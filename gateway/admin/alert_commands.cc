#include "gateway/admin/alert_commands.h"

#include <algorithm>

#include "gateway/admin/answer_text.h"
#include "gateway/ledger/entry.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kAction = "alert-acknowledged";  // in the log, and the ledger's name for it

}  // namespace

std::string AlertCommands::list() {
  const auto alerts = deps_.alerts.list();
  if (!alerts) return failure(alerts.error());
  std::string out = R"({"ok":true,"alerts":[)";
  for (const Alert& alert : *alerts) out += (&alert == alerts->data() ? "" : ",") + alert_json(alert);
  // They say why somebody was in danger, so it is said that somebody read them.
  if (alerts->empty()) return out + "]}";
  deps_.log.say({.action = "alerts-shown",
                 .outcome = "success",
                 .message = "an operator was shown the open alerts: " + std::to_string(alerts->size())});
  return out + "]}";
}

void AlertCommands::acknowledge(const RecordId& record, std::string_view officer, const Reply& reply) {
  const auto asked = close(record, officer, reply);
  if (asked) return;
  // Neither the name that was given nor whom the agreement names: the log names nobody.
  deps_.log.say({.level = Severity::kWarning,
                 .action = kAction,
                 .outcome = "failure",
                 .message = "an alert was not acknowledged",
                 .record = record,
                 .error_code = info(asked.error().code).name});
  reply(failure(asked.error()));
}

Result<void> AlertCommands::close(const RecordId& record, std::string_view officer, const Reply& reply) {
  const auto alert = deps_.alerts.find(record);
  if (!alert) return fail(alert.error());
  if (!*alert) return fail(Code::kNotFound, "no open alert is of that record; it may have been acknowledged already");
  const bool being_closed = std::any_of(waiting_.begin(), waiting_.end(),
                                        [&](const auto& waiting) { return waiting.second.record == record; });
  if (being_closed) return fail(Code::kConflict, "that alert is just being acknowledged");
  auto key = deps_.officer_key(**alert, officer);
  if (!key) return fail(key.error());

  EventRequest request{
      {.thread = deps_.thread, .session = 0, .sequence = next_},
      event_entry(kAction, {{"officer", *key}, {"record", record.str()}}),
  };
  for (const auto& [id, version] : (*alert)->agreements) request.entry.agreements.push_back(id);
  request.values.emplace_back(alert_name(record), Bytes());
  waiting_.emplace(next_++, Waiting{record, std::move(*key), reply});
  std::vector<Command> commands;
  commands.emplace_back(std::move(request));
  deps_.committer.submit(std::move(commands));
  return {};
}

void AlertCommands::on_answer(const EventAnswer& answer) {
  auto found = waiting_.extract(answer.origin.sequence);
  if (found.empty()) return;
  const Waiting& waiting = found.mapped();
  deps_.log.say({.action = kAction,
                 .outcome = "success",
                 .message = "somebody whom the agreement names has looked at an emergency disclosure",
                 .record = waiting.record,
                 .index = answer.ledger_index,
                 .reason = "officer's key " + waiting.key});
  waiting.reply(R"({"ok":true,"ledger_index":)" + std::to_string(answer.ledger_index) + "}");
}

}  // namespace concordat::gateway
