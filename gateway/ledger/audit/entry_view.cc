#include "gateway/ledger/audit/entry_view.h"

namespace concordat::gateway {
namespace {

bool is_time(std::string_view text) {
  constexpr std::string_view kPattern = "dddd-dd-ddTdd:dd:dd.dddZ";
  if (text.size() != kPattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == 'd' ? !digit : text[i] != kPattern[i]) return false;
  }
  return true;
}

}  // namespace

std::string_view EntryView::text(std::string_view key) const {
  return plain_text_of(find(members, key)).value_or(std::string_view());
}

Result<void> read_entry(ByteView bytes, EntryView& entry) {
  if (const auto read = read_object(bytes, entry.members); !read) return read;
  const auto version = number_of(find(entry.members, "v"));
  if (!version) return fail(Code::kMalformed, "the entry does not say its version");
  if (*version != 1) {
    return fail(Code::kUnsupported,
                "the entry is of version " + std::to_string(*version) + ", this tool reads version 1");
  }
  entry.event = entry.text("event");
  if (entry.event.empty()) return fail(Code::kMalformed, "the entry names no event");
  entry.time = entry.text("time");
  if (!is_time(entry.time)) return fail(Code::kMalformed, "the entry has no time of the form 2026-01-31T23:59:59.000Z");
  const std::string_view sequences = find(entry.members, "seq");
  if (sequences.empty() || !read_object(sequences, entry.sequences)) {
    return fail(Code::kMalformed, "the entry has no sequence numbers");
  }
  const auto log = number_of(find(entry.sequences, "log"));
  if (!log) return fail(Code::kMalformed, "the entry has no sequence number of the log");
  entry.log_sequence = *log;
  return {};
}

}  // namespace concordat::gateway
