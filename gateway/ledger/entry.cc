#include "gateway/ledger/entry.h"

#include <algorithm>
#include <array>

#include "gateway/ledger/json_text.h"
#include "gateway/ledger/persons/detail.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kTypicalBytes = 1024;  // one allocation for nearly every entry
constexpr std::size_t kTailBytes = 1024;     // what finish_entry may add: sequence numbers, tags, time

// `key` is written as it stands: a comma, the key in quotes, a colon.
void add_text(std::string& out, std::string_view key, std::string_view value) {
  out += key;
  append_string(out, value);
}

void add_optional(std::string& out, std::string_view key, std::string_view value) {
  if (!value.empty()) add_text(out, key, value);
}

void add_number(std::string& out, std::string_view key, std::uint64_t value) {
  out += key;
  append_number(out, value);
}

void add_list(std::string& out, std::string_view key, const std::vector<std::string>& values) {
  out += key;
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_string(out, values[i]);
  }
  out += ']';
}

void add_bitmap(std::string& out, std::string_view key, const std::vector<std::uint16_t>& items) {
  if (!items.empty()) add_text(out, key, bitmap_hex(items));
}

void add_optional_list(std::string& out, std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) add_list(out, key, values);
}

// Pairs as an object: in order of their keys, of equal keys the first.
template <typename Value, typename Append>
void add_object(std::string& out, const std::vector<std::pair<std::string, Value>>& members, Append append) {
  const auto before = [](const auto& a, const auto& b) { return key_before(a.first, b.first); };
  if (!std::is_sorted(members.begin(), members.end(), before)) {
    auto sorted = members;
    std::stable_sort(sorted.begin(), sorted.end(), before);
    return add_object(out, sorted, append);
  }
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0 && members[i].first == members[i - 1].first) continue;
    if (i > 0) out += ',';
    append_string(out, members[i].first);
    out += ':';
    append(out, members[i].second);
  }
  out += '}';
}

void add_recipient(std::string& out, const EntryRecipient& recipient, bool name_agreements) {
  out += '{';
  const std::size_t start = out.size();
  if (recipient.permit) add_bitmap(out, R"("absent":)", recipient.absent);
  add_text(out, out.size() == start ? R"("agency":)" : R"(,"agency":)", recipient.agency);
  if (recipient.permit) {
    if (name_agreements && !recipient.agreements.empty()) {
      add_list(out, R"(,"agreements":)", recipient.agreements);
    }
    add_bitmap(out, R"(,"altered":)", recipient.altered);
    add_number(out, R"(,"bytes":)", recipient.bytes);
    add_text(out, R"(,"commitment":)", recipient.commitment_hex);
    add_text(out, R"(,"plan":)", recipient.plan_hash_hex);
  } else {
    add_text(out, R"(,"reason":)", recipient.reason);
  }
  out += '}';
}

EntryDraft judged_entry(const JudgedEntry& judged, std::string_view category, std::string_view event,
                        std::string_view outcome) {
  EntryDraft draft;
  std::string& head = draft.head;
  head.reserve(kTypicalBytes);
  head += R"({"agreements":)";
  add_object(head, judged.agreements, append_number);
  if (judged.break_glass) head += R"(,"break_glass":true)";
  add_number(head, R"(,"bytes":)", judged.bytes);
  add_text(head, R"(,"category":)", category);
  add_text(head, R"(,"commitment":)", judged.commitment_hex);
  add_optional_list(head, R"(,"details":)", judged.details_hex);
  add_text(head, R"(,"event":)", event);
  add_text(head, R"(,"fingerprint":)", judged.fingerprint_hex);
  add_list(head, R"(,"kinds":)", judged.kinds);
  add_text(head, R"(,"outcome":)", outcome);
  add_text(head, R"(,"policy":)", judged.policy_hash_hex);
  add_text(head, R"(,"purpose":)", judged.purpose);
  add_optional(head, R"(,"reason":)", judged.reason);
  head += R"(,"recipients":[)";
  for (std::size_t i = 0; i < judged.recipients.size(); ++i) {
    if (i > 0) head += ',';
    add_recipient(head, judged.recipients[i], judged.recipients.size() > 1);
  }
  head += ']';
  add_text(head, R"(,"record":)", judged.record.str());
  add_text(head, R"(,"sender":)", judged.sender);
  head += ',';
  draft.agreements.reserve(judged.agreements.size());
  for (const auto& [id, version] : judged.agreements) draft.agreements.push_back(id);
  return draft;
}

// What was done to the person's data (Law Enforcement Directive 2016/680, article 25). Setting aside does nothing to
// it.
std::string_view category_of(std::string_view outcome) {
  constexpr std::array kDisclosed = {SettleOutcome::kDelivered, SettleOutcome::kRejected};
  constexpr std::array kErased = {SettleOutcome::kStopped, SettleOutcome::kExpired, SettleOutcome::kRecalled,
                                  SettleOutcome::kDiscarded};
  const auto is = [&](SettleOutcome candidate) { return name(candidate) == outcome; };
  if (std::any_of(kDisclosed.begin(), kDisclosed.end(), is)) return "Disclosure";
  if (std::any_of(kErased.begin(), kErased.end(), is)) return "Erasure";
  return {};
}

}  // namespace

EntryDraft accept_entry(const JudgedEntry& judged) {
  return judged_entry(judged, "Collection", "accept", "accepted");
}

EntryDraft refuse_entry(const JudgedEntry& judged) {
  return judged_entry(judged, "Consultation", "refuse", "refused");
}

EntryDraft settle_entry(const SettleEntry& settled) {
  EntryDraft draft;
  std::string& head = draft.head;
  head.reserve(kTypicalBytes / 2);
  add_number(head, R"({"accept":)", settled.accept_index);
  add_optional(head, R"(,"category":)", category_of(settled.outcome));
  add_optional_list(head, R"(,"details":)", settled.details_hex);
  head += R"(,"event":"settle")";
  add_optional(head, R"(,"fingerprint":)", settled.fingerprint_hex);
  add_text(head, R"(,"outcome":)", settled.outcome);
  add_text(head, R"(,"plan":)", settled.plan_hash_hex);
  add_optional(head, R"(,"reason":)", settled.reason);
  add_text(head, R"(,"recipient":)", settled.recipient);
  add_text(head, R"(,"record":)", settled.record.str());
  add_text(head, R"(,"sender":)", settled.sender);
  head += ',';
  draft.agreements = settled.agreements;
  return draft;
}

EntryDraft plan_entry(std::string_view plan_hash_hex, std::string_view text) {
  EntryDraft draft;
  draft.head = R"({"event":"plan")";
  add_text(draft.head, R"(,"plan":)", plan_hash_hex);
  const std::size_t without_text = draft.head.size();
  add_text(draft.head, R"(,"plan_text":)", text);
  if (draft.head.size() + kTailBytes > limits::kEntryBytes) draft.head.resize(without_text);
  draft.head += ',';
  return draft;
}

EntryDraft event_entry(std::string_view event, std::vector<std::pair<std::string, std::string>> fields) {
  EntryDraft draft;
  draft.head = '{';
  if (!fields.empty()) {
    draft.head += R"("detail":)";
    add_object(draft.head, fields, append_string);
    draft.head += ',';
  }
  add_text(draft.head, R"("event":)", event);
  draft.head += ',';
  return draft;
}

EntryDraft person_entry(std::string_view event, std::string_view category,
                        std::vector<std::pair<std::string, std::string>> fields,
                        const std::vector<std::string>& details_hex) {
  EntryDraft draft;
  add_text(draft.head, R"({"category":)", category);
  draft.head += R"(,"detail":)";
  add_object(draft.head, fields, append_string);
  add_optional_list(draft.head, R"(,"details":)", details_hex);
  add_text(draft.head, R"(,"event":)", event);
  draft.head += ',';
  return draft;
}

EntryDraft vocabulary_entry(std::string_view hash_hex, const std::vector<std::string>& items) {
  EntryDraft draft;
  draft.head = R"({"event":"vocabulary")";
  add_text(draft.head, R"(,"hash":)", hash_hex);
  add_list(draft.head, R"(,"items":)", items);
  draft.head += ',';
  return draft;
}

std::string finish_entry(const EntryDraft& draft, const std::vector<std::pair<std::string, std::uint64_t>>& sequences,
                         const std::vector<std::string>& subject_tags_hex, std::int64_t unix_ms) {
  std::string entry;
  entry.reserve(draft.head.size() + 40 * sequences.size() + 68 * subject_tags_hex.size() + 64);
  entry += draft.head;
  entry += R"("seq":)";
  add_object(entry, sequences, append_number);
  if (!subject_tags_hex.empty()) add_list(entry, R"(,"subjects":)", subject_tags_hex);
  entry += R"(,"time":")";
  append_time(entry, unix_ms);
  entry += R"(","v":1})";
  return entry;
}

}  // namespace concordat::gateway
