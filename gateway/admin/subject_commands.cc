#include "gateway/admin/subject_commands.h"

#include <algorithm>

#include "gateway/admin/answer_text.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/fork/log_origins.h"
#include "gateway/ledger/log_place.h"
#include "gateway/ledger/persons/detail.h"
#include "policy/redact/value/pseudonym.h"
#include "protocol/json/tape.h"

namespace concordat::gateway {
namespace {

namespace json = protocol::json;

constexpr std::size_t kReasonBytes = 1000;
constexpr std::size_t kMostEntries = 50'000;  // in one answer: about 20 MB

void add(std::vector<Bytes>& all, const std::vector<Bytes>& more) {
  for (const Bytes& one : more) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  }
}

}  // namespace

SubjectCommands::~SubjectCommands() {
  if (scrubbing_.joinable()) scrubbing_.join();
}

void SubjectCommands::answer(std::string_view command, const SubjectRequest& request, const Reply& reply) {
  const auto done = [&]() -> Result<void> {
    if (command == "subject") return look_up(request, reply);
    if (command == "subject-release") return release(request, reply);
    if (command == "subject-link") return link(request, reply, true);
    if (command == "subject-unlink") return link(request, reply, false);
    if (command == "subject-erase") return erase(request, reply);
    return fail(Code::kUsage, "an unknown command about a person");
  }();
  if (done) return;
  deps_.log.say({.level = Severity::kWarning,
                 .action = command,
                 .outcome = "failure",
                 .message = "a request about a person was not carried out",
                 .error_code = info(done.error().code).name});
  reply(failure(done.error()));
}

Result<SubjectCommands::Asked> SubjectCommands::read(const SubjectRequest& request, std::size_t identifiers) const {
  if (request.identifiers.size() != identifiers) {
    return fail(Code::kUsage, identifiers == 1 ? "name the person by one identifier" : "name two identifiers");
  }
  if (request.by.empty()) return fail(Code::kUsage, "name the officer who asks, as AGENCY/NAME");
  if (request.reason.empty() || request.reason.size() > kReasonBytes) {
    return fail(Code::kUsage,
                "say why, in at most " + std::to_string(kReasonBytes) + " bytes: it is kept for the person");
  }
  auto officer = deps_.officer_key(request.by);
  if (!officer) return fail(officer.error());
  Asked asked{request.by, request.reason, request.whole, std::move(*officer), deps_.mint(), {}};
  for (const std::string& identifier : request.identifiers) {
    const std::string normal = policy::normalised_identifier(identifier);
    if (normal.empty()) return fail(Code::kUsage, "an identifier is empty");
    auto all = file_.all_of(deps_.keys.subject(normal).view());
    if (!all) return fail(all.error());
    add(asked.hashes, *all);
  }
  return asked;
}

// The entry is the person's: under their tag, with who and why in their detail.
void SubjectCommands::record(std::string_view event, std::string_view category, const Asked& asked,
                             std::vector<std::pair<std::string, std::string>> fields,
                             std::vector<std::pair<Bytes, Bytes>> vault, Then then) {
  SealedDetail sealed = seal_detail(detail_json({.reason = asked.reason, .by = asked.by, .held_back = asked.whole}));
  fields.emplace_back("id", asked.id.str());
  fields.emplace_back("officer", asked.officer);
  EventRequest request{{.thread = deps_.thread, .session = kSession, .sequence = next_},
                       person_entry(event, category, std::move(fields), {detail_commitment(sealed.bytes).hex()})};
  request.id = asked.id;
  request.subjects.push_back({asked.hashes.front(), std::move(sealed.bytes), std::move(sealed.key)});
  request.vault = std::move(vault);
  waiting_.emplace(next_++, std::move(then));
  std::vector<Command> commands;
  commands.emplace_back(std::move(request));
  deps_.committer.submit(std::move(commands));
}

void SubjectCommands::say(std::string_view action, std::string_view message, const Asked& asked,
                          const EventAnswer& answer) {
  const std::string reason = "officer's key " + asked.officer;
  deps_.log.say({.level = Severity::kWarning,
                 .action = action,
                 .outcome = "success",
                 .message = message,
                 .index = answer.ledger_index,
                 .reason = reason});
}

void SubjectCommands::on_answer(const EventAnswer& answer) {
  if (answer.origin.session != kSession) return;
  auto found = waiting_.extract(answer.origin.sequence);
  if (!found.empty()) found.mapped()(answer);
}

void SubjectCommands::on_answer(const EraseAnswer& answer) {
  auto found = erasing_.extract(answer.origin.sequence);
  if (!found.empty()) found.mapped()(answer);
}

// --- Looking up -----------------------------------------------------------------------------------------------------

// What is read is what was there before the look-up; the answer follows once that is in the ledger.
Result<void> SubjectCommands::look_up(const SubjectRequest& request, const Reply& reply) {
  const auto asked = read(request, 1);
  if (!asked) return fail(asked.error());
  auto entries = entries_json(*asked, request.whole);
  if (!entries) return fail(entries.error());
  record("subject-access", "Consultation", *asked, {{"whole", request.whole ? "true" : "false"}}, {},
         [this, reply, asked = *asked, entries = std::move(*entries)](const EventAnswer& answer) {
           say("subject-access", "somebody looked up what is known about a person", asked, answer);
           reply(R"({"ok":true,"request":{"id":)" + quoted(asked.id.str()) +
                 ",\"index\":" + std::to_string(answer.ledger_index) + "}," + entries + "}");
         });
  return {};
}

// Held back by its purpose then, or by the policy now; until an officer releases it.
bool SubjectCommands::hidden(const PersonEntry& entry) const {
  if (entry.released || entry.detail.empty()) return false;
  json::Tape tape;
  if (!tape.parse(entry.detail, {})) return true;
  const std::uint32_t held = tape.member(0, "held_back");
  if (held != 0 && tape[held].kind == json::Kind::kTrue) return true;
  const std::uint32_t purpose = tape.member(0, "purpose");
  std::string scratch;
  return purpose != 0 && deps_.held_from_subject(tape.decoded(purpose, scratch));
}

// "entries":[…], and for an auditor "keys":[…].
Result<std::string> SubjectCommands::entries_json(const Asked& asked, bool whole) const {
  const auto entries = file_.entries(asked.hashes);
  if (!entries) return fail(entries.error());
  if (entries->size() > kMostEntries) {
    return fail(Code::kTooLarge, std::to_string(entries->size()) + " entries are about that person, more than the " +
                                     std::to_string(kMostEntries) + " of one report: is it the number of a test?");
  }
  // What was said later about a record, a rejection's reason, is held back with it.
  std::set<RecordId> hidden_records;
  for (const PersonEntry& entry : *entries) {
    if (hidden(entry)) hidden_records.insert(entry.record);
  }
  // What a log before a fork says is an entry of that log, whose files are kept aside.
  const auto origins = LogOrigins::read(deps_.store);
  if (!origins) return fail(origins.error());
  std::string out = R"("entries":[)";
  const char* comma = "";
  for (const PersonEntry& entry : *entries) {
    const bool held = hidden_records.count(entry.record) > 0;
    if (held && !whole) continue;
    out += comma + ("{\"index\":" + std::to_string(index_of(entry.index))) +
           ",\"record\":" + quoted(entry.record.str()) +
           (log_number_of(entry.index) == origins->number()
                ? std::string()
                : ",\"log\":" + quoted(origins->name(log_number_of(entry.index)))) +
           (held ? ",\"held_back\":true" : "") + ",\"detail\":" + (entry.detail.empty() ? "{}" : entry.detail) + "}";
    comma = ",";
  }
  out += "]";
  if (!whole) return out;
  const auto keys = file_.keys(asked.hashes);
  if (!keys) return fail(keys.error());
  out += R"(,"keys":[)";
  for (const crypto::Secret& key : *keys) {
    out += (&key == keys->data() ? "" : ",") + quoted(hex(key.view()));
  }
  return out + "]";
}

// --- Releasing and linking ------------------------------------------------------------------------------------------

Result<void> SubjectCommands::release(const SubjectRequest& request, const Reply& reply) {
  const auto asked = read(request, 1);
  if (!asked) return fail(asked.error());
  const auto record_id = RecordId::parse(request.record);
  if (!record_id) return fail(Code::kUsage, "name the record by its id");
  const auto entries = file_.entries(asked->hashes);
  if (!entries) return fail(entries.error());
  const auto found = std::find_if(entries->begin(), entries->end(),
                                  [&](const PersonEntry& entry) { return entry.record == *record_id; });
  if (found == entries->end()) return fail(Code::kNotFound, "no record with that id is about that person");
  if (!hidden(*found)) return fail(Code::kConflict, "that record is not held back; the person's report tells of it");
  auto rows = file_.release(asked->hashes, *record_id, asked->officer);
  if (!rows) return fail(rows.error());
  record("subject-release", "Consultation", *asked, {{"record", record_id->str()}}, std::move(*rows),
         [this, reply, asked = *asked](const EventAnswer& answer) {
           say("subject-release", "an officer released a record for the person's own report", asked, answer);
           reply(R"({"ok":true,"index":)" + std::to_string(answer.ledger_index) + "}");
         });
  return {};
}

// Each hash of the group has a row with the others'.
Result<void> SubjectCommands::link(const SubjectRequest& request, const Reply& reply, bool together) {
  if (linking_) return fail(Code::kConflict, "identifiers are just being linked; try again");
  const auto asked = read(request, together ? 2 : 1);
  if (!asked) return fail(asked.error());
  if (!together && asked->hashes.size() == 1) return fail(Code::kNotFound, "that identifier is linked to no other");
  std::vector<std::pair<Bytes, Bytes>> rows;
  const Bytes& lone = asked->hashes.front();
  for (const Bytes& one : asked->hashes) {
    Bytes others;
    for (const Bytes& other : asked->hashes) {
      const bool parted = !together && (one == lone || other == lone);
      if (other != one && !parted) others += other;
    }
    rows.emplace_back(link_row_key(one), std::move(others));
  }
  linking_ = true;
  record("subject-link", "Combination", *asked, {{"linked", together ? "true" : "false"}}, std::move(rows),
         [this, reply, asked = *asked](const EventAnswer& answer) {
           linking_ = false;
           say("subject-link", "identifiers were linked to one person, or parted", asked, answer);
           reply(R"({"ok":true,"index":)" + std::to_string(answer.ledger_index) + "}");
         });
  return {};
}

// --- Erasing --------------------------------------------------------------------------------------------------------

Result<void> SubjectCommands::erase(const SubjectRequest& request, const Reply& reply) {
  if (scrubbing_.joinable() || !erasing_.empty()) {
    return fail(Code::kConflict, "an erasure is being made final; ask again when it is done");
  }
  const auto asked = read(request, 1);
  if (!asked) return fail(asked.error());
  EraseRequest erase;
  erase.origin = {.thread = deps_.thread, .session = kSession, .sequence = next_};
  erase.id = asked->id;
  erase.subjects = asked->hashes;
  erase.officer = asked->officer;
  erase.discard_waiting = request.discard;
  erase.value_prefixes = {"alert/"};
  erase.note = [this](const std::vector<Bytes>& handles) {
    return deps_.erasures.append(handles, deps_.clock.unix_ms());
  };
  erasing_.emplace(next_++, [this, reply](const EraseAnswer& answer) {
    if (answer.failed) {
      return reply(failure({answer.failed->code, "nothing was erased, for the erasure list cannot be written (" +
                                                     answer.failed->detail +
                                                     "): set erasure_list in gateway.yaml to a file that the gateway "
                                                     "may write, and restart it"}));
    }
    if (!answer.waiting.empty()) {
      std::string what;
      for (const auto& [recipient, record_id] : answer.waiting) what += " " + record_id.str() + " for " + recipient;
      return reply(failure({Code::kConflict, "nothing was erased: " + std::to_string(answer.waiting.size()) +
                                                 " deliveries about that person still wait (" + what.substr(1) +
                                                 "); let them end, or ask with --discard-waiting"}));
    }
    if (answer.handles.empty()) return reply(failure({Code::kNotFound, "nothing is kept about that person"}));
    std::string done = R"({"ok":true,"index":)" + std::to_string(answer.ledger_index) +
                       ",\"records\":" + std::to_string(answer.records) + ",\"handles\":[";
    for (const Bytes& handle : answer.handles)
      done += (&handle == answer.handles.data() ? "" : ",") + quoted(hex(handle));
    scrub([reply, done = done + "]}"](const Result<void>& scrubbed) {
      reply(scrubbed ? done : failure(scrubbed.error()));
    });
  });
  std::vector<Command> commands;
  commands.emplace_back(std::move(erase));
  deps_.committer.submit(std::move(commands));
  return {};
}

// The mark that it is still to be done goes last, so that a crash does it again.
void SubjectCommands::scrub(std::function<void(const Result<void>&)> done) {
  scrubbing_ = std::thread([this, done = std::move(done)] {
    auto scrubbed = deps_.store.scrub();
    deps_.post([this, done, scrubbed = std::move(scrubbed)] {
      scrubbing_.join();
      scrubbing_ = {};
      deps_.log.say({.level = scrubbed ? Severity::kWarning : Severity::kError,
                     .action = "erase",
                     .outcome = scrubbed ? "success" : "failure",
                     .message = scrubbed ? "a person was erased: no file of the store holds anything of them"
                                         : "an erasure is not final yet; it is made so at the next start",
                     .reason = scrubbed ? std::string() : scrubbed.error().detail});
      if (scrubbed) {
        EventRequest finished{{.thread = deps_.thread, .session = kSession, .sequence = next_++}, {}};
        finished.values.emplace_back(std::string(kScrubPending), Bytes());
        std::vector<Command> commands;
        commands.emplace_back(std::move(finished));
        deps_.committer.submit(std::move(commands));
      }
      done(scrubbed);
    });
  });
}

void SubjectCommands::resume_scrub() {
  const auto pending = deps_.store.value(kScrubPending);
  if (pending && *pending) scrub([](const Result<void>&) {});
}

}  // namespace concordat::gateway
