#include "gateway/cli/subject/subject_report.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "gateway/cli/output/form.h"
#include "gateway/cli/subject/story.h"
#include "gateway/ledger/audit/prove.h"
#include "policy/compile/compiled.h"
#include "policy/report/terms.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using gateway::find;
using gateway::text_of;
using protocol::json::Kind;
using protocol::json::Tape;

// One row of what the gateway keeps about the person.
struct Kept {
  std::uint64_t index = 0;
  std::string record;
  bool held_back = false;
  std::string identifier, senders_id, reason, by, vocabulary, held;
  std::uint64_t persons = 1;
};

struct Answer {
  std::uint64_t request_index = 0;
  std::string request_id;
  std::vector<Kept> kept;
  std::vector<std::string> keys;
};

std::string text_at(const Tape& tape, std::uint32_t object, std::string_view key) {
  const std::uint32_t at = tape.member(object, key);
  std::string scratch;
  return at == 0 || tape[at].kind != Kind::kString ? std::string() : std::string(tape.decoded(at, scratch));
}

std::uint64_t number_at(const Tape& tape, std::uint32_t object, std::string_view key, std::uint64_t otherwise = 0) {
  const std::uint32_t at = tape.member(object, key);
  std::uint64_t value = otherwise;
  if (at != 0) std::from_chars(tape.raw(at).data(), tape.raw(at).data() + tape.raw(at).size(), value);
  return value;
}

Kept read_kept(const Tape& tape, std::uint32_t at) {
  const std::uint32_t detail = tape.member(at, "detail"), held = tape.member(at, "held_back");
  Kept kept{.index = number_at(tape, at, "index"), .record = text_at(tape, at, "record")};
  kept.held_back = held != 0 && tape[held].kind == Kind::kTrue;
  if (detail == 0) return kept;
  kept.identifier = text_at(tape, detail, "identifier");
  kept.senders_id = text_at(tape, detail, "senders_id");
  kept.reason = text_at(tape, detail, "reason");
  kept.by = text_at(tape, detail, "by");
  kept.vocabulary = text_at(tape, detail, "vocabulary");
  kept.held = text_at(tape, detail, "held");
  kept.persons = number_at(tape, detail, "persons", 1);
  return kept;
}

Result<Answer> read_answer(std::string_view text) {
  Tape tape;
  if (auto parsed = tape.parse(text, {.bytes = text.size()}); !parsed) return fail(parsed.error());
  const std::uint32_t request = tape.member(0, "request"), entries = tape.member(0, "entries");
  if (request == 0 || entries == 0) return fail(Code::kMalformed, "the gateway's answer is not that of a look-up");
  Answer answer{.request_index = number_at(tape, request, "index"), .request_id = text_at(tape, request, "id")};
  for (std::uint32_t at = entries + 1; at < tape[entries].next; at = tape[at].next)
    answer.kept.push_back(read_kept(tape, at));
  const std::uint32_t keys = tape.member(0, "keys");
  std::string scratch;
  for (std::uint32_t at = keys + 1; keys != 0 && at < tape[keys].next; at = tape[at].next)
    answer.keys.emplace_back(tape.decoded(at, scratch));
  return answer;
}

// Builds the report's records from the story.
class Teller {
 public:
  Teller(const Story& story, const policy::PolicySet* policy) : story_(story), policy_(policy) {}

  // `said`: what was said in words at later entries about the record, by their index.
  Result<ReportedRecord> record(const Kept& kept, ByteView bytes, const std::map<std::uint64_t, std::string>& said) {
    gateway::EntryView entry;
    if (auto read = gateway::read_entry(bytes, entry); !read) return fail(read.error());
    ReportedRecord told{.index = kept.index,
                        .record = kept.record,
                        .time = std::string(entry.time),
                        .sender = std::string(entry.text("sender")),
                        .purpose = std::string(entry.text("purpose")),
                        .reason = std::string(entry.text("reason")),
                        .accepted = entry.event == "accept",
                        .held_back = kept.held_back,
                        .identifier = kept.identifier,
                        .senders_id = kept.senders_id,
                        .words = kept.reason,
                        .persons = kept.persons,
                        .entry = std::string(bytes)};
    std::vector<std::string_view> values;
    if (gateway::read_array(find(entry.members, "kinds"), values)) {
      for (const std::string_view kind : values) told.kinds.push_back(text_of(kind));
    }
    std::vector<gateway::Member> versions, members;
    if (auto read = gateway::read_object(find(entry.members, "agreements"), versions); !read) return fail(read.error());
    if (auto read = gateway::read_array(find(entry.members, "recipients"), values); !read) return fail(read.error());
    for (const std::string_view value : values) {
      if (auto read = gateway::read_object(value, members); !read) return fail(read.error());
      told.recipients.push_back(recipient(kept, versions, members, said));
    }
    return told;
  }

 private:
  ReportedRecipient recipient(const Kept& kept, const std::vector<gateway::Member>& versions,
                              const std::vector<gateway::Member>& members,
                              const std::map<std::uint64_t, std::string>& said) {
    ReportedRecipient told{.agency = text_of(find(members, "agency")), .reason = text_of(find(members, "reason"))};
    const std::string hash = text_of(find(members, "plan"));
    told.shared = !hash.empty();
    std::vector<std::string_view> named;
    const bool few = gateway::read_array(find(members, "agreements"), named).has_value();
    for (const gateway::Member& version : versions) {
      const std::string id(version.key);
      const bool meant = !few || std::any_of(named.begin(), named.end(), [&](auto one) { return text_of(one) == id; });
      if (meant) add_agreement(id, gateway::number_of(version.value).value_or(0), told);
    }
    std::vector<const Plan*> plans{story_.plan(hash)};
    for (const StoryEvent& event : story_.events(kept.record)) {
      if (event.recipient != told.agency) continue;
      if (event.event == "narrow") plans.push_back(story_.plan(event.plan));
      const auto words = said.find(event.index);
      told.events.push_back({.time = event.time,
                             .what = event.outcome.empty() ? event.event : event.outcome,
                             .reason = event.reason,
                             .words = words == said.end() ? std::string() : words->second,
                             .index = event.index});
    }
    if (told.shared) add_items(kept, plans, text_of(find(members, "altered")), told);
    return told;
  }

  void add_agreement(const std::string& id, std::uint64_t version, ReportedRecipient& told) const {
    told.agreements.push_back(id + " v" + std::to_string(version));
    if (policy_ == nullptr) return;
    for (const policy::Agreement& agreement : policy_->compiled().policy.agreements) {
      if (agreement.id.str() != id || agreement.version != version) continue;
      for (const policy::LawfulBasis& basis : agreement.bases) {
        for (const std::string& words : policy::in_words(basis)) told.bases.push_back(basis.party.text + ": " + words);
      }
    }
  }

  // An item goes as the narrowest of the plans lets it: the one under which it was accepted, and those of later
  // policies that narrowed it before it left.
  void add_items(const Kept& kept, const std::vector<const Plan*>& plans, const std::string& altered_hex,
                 ReportedRecipient& told) const {
    if (std::find(plans.begin(), plans.end(), nullptr) != plans.end()) return;
    const std::vector<std::string> held = story_.items(kept.vocabulary, kept.held);
    told.items_known = !held.empty();
    const std::vector<std::string> altered = story_.items(plans.front()->vocabulary, altered_hex);
    for (const std::string& item : held) {
      ReportedItem reported{item, label(item), {}};
      std::string action = "keep", why;
      for (const Plan* plan : plans) {
        const auto planned = plan->items.find(item);
        if (planned == plan->items.end()) {
          action = "withhold";
          why = "the agreement does not name it";
        } else if (planned->second.action == "withhold") {
          action = "withhold";
          why = planned->second.clause;
        } else if (action == "keep") {
          action = planned->second.action;
        }
      }
      if (action != "withhold" && std::find(altered.begin(), altered.end(), item) != altered.end()) {
        action = "withhold";
        why = "it could not be changed, or shared safely, as agreed";
      }
      reported.how = action == "withhold" ? why : action == "keep" ? "" : action_in_words(action);
      auto& list = action == "withhold" ? told.withheld : action == "keep" ? told.released : told.changed;
      list.push_back(std::move(reported));
    }
  }

  [[nodiscard]] std::string label(const std::string& item) const {
    if (policy_ != nullptr) {
      for (const policy::Item& known : policy_->vocabulary().items) {
        if (known.id.str() == item) return known.label;
      }
    }
    return item;
  }

  const Story& story_;
  const policy::PolicySet* policy_;
};

Result<ReportedLookup> lookup(const Kept& kept, ByteView bytes) {
  gateway::EntryView entry;
  if (auto read = gateway::read_entry(bytes, entry); !read) return fail(read.error());
  return ReportedLookup{.index = kept.index,
                        .time = std::string(entry.time),
                        .event = std::string(entry.event),
                        .by = kept.by,
                        .reason = kept.reason,
                        .entry = std::string(bytes)};
}

}  // namespace

Result<SubjectReport> make_report(std::string_view answer_text, const gateway::LedgerFiles& files,
                                  const policy::PolicySet* policy, const gateway::Progress& progress) {
  auto answer = read_answer(answer_text);
  if (!answer) return fail(answer.error());
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  std::set<std::uint64_t> indexes;
  std::set<std::string> records;
  for (const Kept& kept : answer->kept) {
    indexes.insert(kept.index);
    records.insert(kept.record);
  }
  Story story(indexes, records);
  if (!indexes.empty()) {
    if (auto read = story.read(files, head->size, progress); !read) return fail(read.error());
  }
  SubjectReport report{.origin = head->origin,
                       .request_id = answer->request_id,
                       .request_index = answer->request_index,
                       .size = head->size,
                       .keys_hex = std::move(answer->keys)};
  Teller teller(story, policy);
  std::map<std::uint64_t, std::string> said;
  for (const Kept& kept : answer->kept) said.emplace(kept.index, kept.reason);
  for (const Kept& kept : answer->kept) {
    const auto found = story.entries().find(kept.index);
    if (found == story.entries().end()) continue;  // pruned: nothing is left that could be proven
    auto proved = gateway::prove(files, kept.index);
    if (!proved) return fail(proved.error());
    gateway::EntryView entry;
    if (auto read = gateway::read_entry(found->second, entry); !read) return fail(read.error());
    if (entry.event == "accept" || entry.event == "refuse") {
      auto told = teller.record(kept, found->second, said);
      if (!told) return fail(told.error());
      told->proof = std::move(proved->proof);
      report.records.push_back(std::move(*told));
    } else if (entry.event.starts_with("subject-")) {
      auto told = lookup(kept, found->second);
      if (!told) return fail(told.error());
      told->proof = std::move(proved->proof);
      report.lookups.push_back(std::move(*told));
    }
  }
  return report;
}

}  // namespace concordat::cli
