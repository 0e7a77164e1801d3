#include "gateway/ledger/audit/show.h"

#include <charconv>

#include "crypto/merkle/entry_bundle.h"
#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

Result<std::string> time_of(const LedgerFiles& files, std::uint64_t index, std::uint64_t size) {
  std::string time;
  EntryView entry;
  const auto read = visit_entries(files, index, size, [&](std::uint64_t, ByteView bytes) -> Result<bool> {
    if (const auto understood = read_entry(bytes, entry); !understood) return fail(understood.error());
    time = entry.time;
    return false;
  });
  if (!read) return fail(read.error());
  return time;
}

// The first entry of the last bundle that starts before `since`: times never go back, so bisection finds it.
Result<std::uint64_t> first_bundle(const LedgerFiles& files, std::string_view since, std::uint64_t first,
                                   std::uint64_t size) {
  std::uint64_t low = first / crypto::kTileWidth;
  std::uint64_t high = (size + crypto::kTileWidth - 1) / crypto::kTileWidth;
  while (low + 1 < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto time = time_of(files, middle * crypto::kTileWidth, size);
    if (!time) return fail(time.error());
    (std::string_view(*time) < since ? low : high) = middle;
  }
  return std::max(first, low * crypto::kTileWidth);
}

}  // namespace

bool matches(const EntryView& entry, const EntryFilter& filter) {
  if (!filter.event.empty() && entry.event != filter.event && entry.text("outcome") != filter.event) return false;
  if (!filter.since.empty() && entry.time < filter.since) return false;
  if (!filter.until.empty() && entry.time.substr(0, filter.until.size()) > filter.until) return false;
  if (!filter.record.empty() && entry.text("record") != filter.record) return false;
  return filter.agreement.empty() || !find(entry.sequences, filter.agreement).empty();
}

Result<std::uint64_t> show(const LedgerFiles& files, const EntryFilter& filter, std::uint64_t first,
                           const EntryVisitor& visit) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  if (first >= head->size) return first;
  std::uint64_t next = first;
  if (!filter.since.empty()) {
    const auto start = first_bundle(files, filter.since, first, head->size);
    if (!start) return start;
    next = *start;
  }
  EntryView entry;
  const auto shown = visit_entries(files, next, head->size, [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
    if (const auto read = read_entry(bytes, entry); !read) {
      return fail(Code::kLedgerInvalid, "entry " + std::to_string(index) + ": " + read.error().detail);
    }
    next = index + 1;
    return !matches(entry, filter) || visit(index, bytes, entry);
  });
  if (!shown) return fail(shown.error());
  return next;
}

Result<std::string> parse_since(std::string_view text, std::int64_t now_unix_ms) {
  constexpr std::string_view kPattern = "dddd-dd-ddTdd:dd:dd.dddZ";
  constexpr std::int64_t kMinute = 60'000;
  std::int64_t count = 0;
  const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && after + 1 == text.data() + text.size() && count >= 0 && count < 1'000'000) {
    const std::int64_t unit = *after == 'm'   ? kMinute
                              : *after == 'h' ? 60 * kMinute
                              : *after == 'd' ? 24 * 60 * kMinute
                                              : 0;
    if (unit != 0) {
      std::string since;
      append_time(since, now_unix_ms - count * unit);
      return since;
    }
  }
  // A beginning of a time sorts before all times that begin so.
  const bool with_zone = text.size() > 10 && text.back() == 'Z';
  const std::string_view beginning = with_zone ? text.substr(0, text.size() - 1) : text;
  bool fits = beginning.size() == 10 || beginning.size() == 16 || beginning.size() == 19 || beginning.size() == 23;
  for (std::size_t i = 0; fits && i < beginning.size(); ++i) {
    const bool digit = beginning[i] >= '0' && beginning[i] <= '9';
    fits = kPattern[i] == 'd' ? digit : beginning[i] == kPattern[i];
  }
  if (fits) return std::string(beginning);
  return fail(Code::kUsage,
              "\"" + printable(text) +
                  "\" is no time: write 2026-11-22, 2026-11-22T17:30 (UTC), or 90m, 24h, 7d for as long ago");
}

}  // namespace concordat::gateway
