#include "gateway/cli/subject/story.h"

#include <algorithm>
#include <charconv>

#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using protocol::json::Tape;

constexpr std::string_view kRecordKey = R"("record":")";
constexpr std::size_t kIdLength = 36;

std::string text_at(const Tape& tape, std::uint32_t object, std::string_view key) {
  const std::uint32_t at = tape.member(object, key);
  std::string scratch;
  return at == 0 ? std::string() : std::string(tape.decoded(at, scratch));
}

Plan read_plan(const Tape& tape) {
  Plan plan{.vocabulary = text_at(tape, 0, "vocabulary_hash")};
  std::string scratch;
  const std::uint32_t items = tape.member(0, "items");
  for (std::uint32_t key = items + 1; items != 0 && key < tape[items].next; key = tape[key + 1].next) {
    plan.items.emplace(tape.decoded(key, scratch),
                       PlannedItem{text_at(tape, key + 1, "action"), text_at(tape, key + 1, "clause")});
  }
  const std::uint32_t agreements = tape.member(0, "agreements");
  for (std::uint32_t at = agreements + 1; agreements != 0 && at < tape[agreements].next; at = tape[at].next) {
    const std::uint32_t version = tape.member(at, "version");
    std::uint64_t number = 0;
    if (version != 0)
      std::from_chars(tape.raw(version).data(), tape.raw(version).data() + tape.raw(version).size(), number);
    plan.agreements.emplace_back(text_at(tape, at, "id"), number);
  }
  return plan;
}

}  // namespace

Story::Story(std::set<std::uint64_t> indexes, const std::set<std::string>& records) : indexes_(std::move(indexes)) {
  for (const std::string& record : records) events_.try_emplace(record);
}

Result<void> Story::read(const gateway::LedgerFiles& files, std::uint64_t size, const gateway::Progress& progress) {
  return gateway::visit_entries(
      files, 0, size,
      [this](std::uint64_t index, ByteView bytes) -> Result<bool> {
        if (auto taken = take(index, bytes); !taken) return fail(taken.error());
        return true;
      },
      progress);
}

// Nearly every entry is nobody's: a search for the record's id decides, before anything is read.
Result<void> Story::take(std::uint64_t index, ByteView bytes) {
  const bool asked = indexes_.count(index) > 0;
  if (asked) entries_.emplace(index, Bytes(bytes));
  const bool defines = bytes.starts_with(R"({"event":"plan")") || bytes.starts_with(R"({"event":"vocabulary")");
  const std::size_t at = defines ? ByteView::npos : bytes.find(kRecordKey);
  std::unordered_map<std::string, std::vector<StoryEvent>>::iterator found = events_.end();
  if (!asked && at != ByteView::npos) {
    key_ = bytes.substr(at + kRecordKey.size(), kIdLength);
    found = events_.find(key_);
  }
  if (!defines && found == events_.end()) return {};
  if (const auto read = gateway::read_entry(bytes, view_); !read) {
    return fail(Code::kLedgerInvalid, "entry " + std::to_string(index) + " cannot be read: " + read.error().detail);
  }
  if (view_.event == "plan") learn_plan(view_);
  if (view_.event == "vocabulary") learn_vocabulary(view_);
  if (found != events_.end()) note_event(index, view_, found->first);
  return {};
}

void Story::learn_plan(const gateway::EntryView& entry) {
  const std::string text = gateway::text_of(gateway::find(entry.members, "plan_text"));
  Tape tape;
  if (!text.empty() && tape.parse(text, {.bytes = text.size()})) {
    plans_.insert_or_assign(std::string(entry.text("plan")), read_plan(tape));
  }
}

void Story::learn_vocabulary(const gateway::EntryView& entry) {
  std::vector<std::string_view> values;
  if (!gateway::read_array(gateway::find(entry.members, "items"), values)) return;
  std::vector<std::string>& items = vocabularies_[std::string(entry.text("hash"))];
  items.clear();
  for (const std::string_view value : values) items.push_back(gateway::text_of(value));
}

// Most events have their members at the top, the gateway's own under "detail".
void Story::note_event(std::uint64_t index, const gateway::EntryView& entry, const std::string& record) {
  std::vector<gateway::Member> detail;
  const std::string_view nested = gateway::find(entry.members, "detail");
  if (!nested.empty() && !gateway::read_object(nested, detail)) return;
  const auto text = [&](std::string_view key) {
    const std::string_view own = entry.text(key);
    return own.empty() ? gateway::text_of(gateway::find(detail, key)) : std::string(own);
  };
  events_[record].push_back({.index = index,
                             .time = std::string(entry.time),
                             .event = std::string(entry.event),
                             .recipient = text("recipient"),
                             .outcome = text("outcome"),
                             .reason = text("reason"),
                             .plan = text("plan")});
}

const std::vector<StoryEvent>& Story::events(const std::string& record) const {
  static const std::vector<StoryEvent> kNone;
  const auto found = events_.find(record);
  return found == events_.end() ? kNone : found->second;
}

const Plan* Story::plan(std::string_view hash) const {
  const auto found = plans_.find(hash);
  return found == plans_.end() ? nullptr : &found->second;
}

std::vector<std::string> Story::items(std::string_view vocabulary, std::string_view bitmap_hex) const {
  std::vector<std::string> named;
  const auto found = vocabularies_.find(vocabulary);
  const auto bits = parse_hex(bitmap_hex);
  if (found == vocabularies_.end() || !bits) return named;
  const std::size_t count = std::min(found->second.size(), bits->size() * 8);
  for (std::size_t i = 0; i < count; ++i) {
    if ((static_cast<std::uint8_t>((*bits)[i / 8]) >> (7 - i % 8) & 1) != 0) named.push_back(found->second[i]);
  }
  return named;
}

}  // namespace concordat::cli
