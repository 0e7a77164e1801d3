#include "gateway/admin/control_commands.h"

#include <array>
#include <ctime>

#include "gateway/admin/answer_text.h"
#include "protocol/base/bytes.h"
#include "protocol/json/tape.h"

namespace concordat::gateway {
namespace {

namespace json = protocol::json;

// RFC 3339, to the second.
std::string time_text(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, sizeof "2027-01-15T08:00:00Z" + 8> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

struct ControlRequest {
  std::string command, recipient, record, by, key, days, reason;
  bool whole = false, discard = false;
  std::vector<std::string> identifiers;
  std::string before, note;
};

Result<ControlRequest> parse(std::string_view text) {
  json::Tape tape;
  if (auto ok = tape.parse(text, {}); !ok) return fail(ok.error());
  if (tape[0].kind != json::Kind::kObject) return fail(Code::kMalformed, "a request is a JSON object");
  const auto member = [&](std::string_view key) {
    std::string scratch;
    const std::uint32_t at = tape.member(0, key);
    return at == 0 || tape[at].kind != json::Kind::kString ? std::string() : std::string(tape.decoded(at, scratch));
  };
  const auto flag = [&](std::string_view key) {
    const std::uint32_t at = tape.member(0, key);
    return at != 0 && tape[at].kind == json::Kind::kTrue;
  };
  ControlRequest request{.command = member("command"),
                         .recipient = member("recipient"),
                         .record = member("record"),
                         .by = member("by"),
                         .key = member("key"),
                         .days = member("days"),
                         .reason = member("reason"),
                         .whole = flag("whole"),
                         .discard = flag("discard"),
                         .identifiers = {},
                         .before = member("before"),
                         .note = member("note")};
  const std::uint32_t list = tape.member(0, "identifiers");
  const bool listed = list != 0 && tape[list].kind == json::Kind::kArray;
  for (std::uint32_t at = list + 1; listed && at < tape[list].next; at = tape[at].next) {
    std::string scratch;
    if (tape[at].kind == json::Kind::kString) request.identifiers.emplace_back(tape.decoded(at, scratch));
  }
  return request;
}

}  // namespace

void ControlCommands::answer(std::string_view request, const Reply& reply) {
  auto asked = parse(request);
  if (!asked) return reply(failure(asked.error()));
  const std::string& command = asked->command;
  if (command == "status") return reply(status());
  if (command == "queues") return reply(queues());
  if (command == "dead-letters") return reply(dead_letters());
  if (command == "alerts") return reply(alerts_.list());
  if (command == "keys") return reply(keys_.list());
  if (command == "rotate-key") return reply(keys_.rotate(asked->key, asked->days));
  if (command == "end-overlap") return reply(keys_.end_overlap(asked->key));
  if (command == "link") return reply(keys_.link(asked->key, asked->recipient, asked->identifiers));
  if (command == "prune-plan") return prune_.plan(asked->before, asked->key, asked->reason, reply);
  if (command == "prune") return prune_.prune(asked->note, reply);
  if (command == "reload") {
    auto done = deps_.reload();
    return reply(done ? std::string("{\"ok\":true}") : failure(done.error()));
  }
  if (SubjectCommands::knows(command)) {
    return subjects_.answer(
        command, {asked->identifiers, asked->record, asked->by, asked->reason, asked->whole, asked->discard}, reply);
  }
  const auto record = RecordId::parse(asked->record);
  if (command == "acknowledge") {
    if (!record || asked->by.empty())
      return reply(failure({Code::kUsage, "name the record id, and by whom it is acknowledged"}));
    return alerts_.acknowledge(*record, asked->by, reply);
  }
  if (command == "revive" || command == "discard") {
    if (!record || asked->recipient.empty())
      return reply(failure({Code::kUsage, "name the recipient and the record id"}));
    return reply(command == "revive" ? revive(asked->recipient, *record) : discard(asked->recipient, *record));
  }
  reply(failure({Code::kUsage,
                 "an unknown command; known are status, queues, dead-letters, revive, discard, alerts, acknowledge, "
                 "keys, rotate-key, end-overlap, link, prune-plan, prune, reload, subject, subject-release, "
                 "subject-link, subject-unlink, "
                 "subject-erase"}));
}

std::string ControlCommands::status() {
  const auto open_alerts = deps_.alerts.alerts.count();
  if (!open_alerts) return failure(open_alerts.error());
  std::string out = "{\"ok\":true,\"ready\":";
  out += deps_.health.refuses().empty() ? "true" : "false";
  out += ",\"faults\":[";
  const char* comma = "";
  for (const std::string& fault : deps_.health.faults()) {
    out += comma + quoted(fault);
    comma = ",";
  }
  out += "],\"policy\":" + quoted(deps_.policy_hash_hex()) + ",\"ledger_size\":" + std::to_string(deps_.ledger.size()) +
         ",\"pending\":" + std::to_string(deps_.committer.pending()) +
         ",\"open_alerts\":" + std::to_string(open_alerts->number) +
         ",\"witnessed\":" + (deps_.witnessed ? deps_.witnessed() : "null") + ",\"waiting\":{";
  comma = "";
  for (const auto& [recipient, waiting] : deps_.store.waiting()) {
    out += comma + quoted(recipient) + ":{\"records\":" + std::to_string(waiting.records) +
           ",\"bytes\":" + std::to_string(waiting.bytes) + ",\"dead_letters\":" + std::to_string(waiting.dead_letters) +
           ",\"oldest_unix_ms\":" + std::to_string(waiting.oldest_unix_ms) + "}";
    comma = ",";
  }
  return out + "}}";
}

std::string ControlCommands::queues() {
  std::string out = "{\"ok\":true,\"queues\":{";
  const char* comma = "";
  for (const auto& [recipient, waiting] : deps_.store.waiting()) {
    auto queued = deps_.store.queued(recipient);
    if (!queued) return failure(queued.error());
    out += comma + quoted(recipient) + ":[";
    comma = "";
    for (const QueuedId& id : *queued) {
      out += comma + quoted(id.record.str());
      comma = ",";
    }
    out += "]";
    comma = ",";
  }
  return out + "}}";
}

std::string ControlCommands::dead_letters() {
  std::string out = "{\"ok\":true,\"dead_letters\":[";
  const char* comma = "";
  for (const auto& [recipient, waiting] : deps_.store.waiting()) {
    if (waiting.dead_letters == 0) continue;
    auto queued = deps_.store.queued(recipient);
    if (!queued) return failure(queued.error());
    for (const QueuedId& id : *queued) {
      if (id.state != SettleOutcome::kDeadLetter) continue;
      out += comma;
      out += "{\"recipient\":" + quoted(recipient) + ",\"record\":" + quoted(id.record.str()) +
             ",\"attempts\":" + std::to_string(id.attempts) +
             ",\"accepted\":" + quoted(time_text(id.accepted_unix_ms)) + "}";
      comma = ",";
    }
  }
  return out + "]}";
}

Result<QueuedId> ControlCommands::find_queued(const std::string& recipient, RecordId record) {
  auto queued = deps_.store.queued(recipient);
  if (!queued) return fail(queued.error());
  for (const QueuedId& id : *queued) {
    if (id.record == record) return id;
  }
  return fail(Code::kNotFound, "no such record waits for that recipient");
}

std::string ControlCommands::revive(const std::string& recipient, RecordId record) {
  auto found = find_queued(recipient, record);
  if (!found) return failure(found.error());
  if (found->state != SettleOutcome::kDeadLetter)
    return failure({Code::kConflict, "that record is no dead letter; it waits already"});
  if (auto done = deps_.store.revive(recipient, found->sequence); !done) return failure(done.error());
  deps_.announce(recipient);
  return "{\"ok\":true}";
}

std::string ControlCommands::discard(const std::string& recipient, RecordId record) {
  auto found = find_queued(recipient, record);
  if (!found) return failure(found.error());
  std::vector<Command> commands;
  commands.emplace_back(SettleRequest{{}, recipient, {found->sequence}, SettleOutcome::kDiscarded, "operator", {}});
  deps_.committer.submit(std::move(commands));
  return "{\"ok\":true}";
}

}  // namespace concordat::gateway
