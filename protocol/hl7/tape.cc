#include "protocol/hl7/tape.h"

#include <algorithm>

#include "protocol/hl7/parser.h"

namespace concordat::protocol::hl7 {
namespace {

constexpr std::size_t kByteCeiling = std::numeric_limits<std::uint32_t>::max() - 1;  // what 32-bit offsets can name
constexpr std::size_t kKeptValues = 64 * 1024;  // a larger tape, after a rare large text, is given back (1 MiB stays)
constexpr std::size_t kKeptSegments = 8 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Result<void> Tape::parse(std::string_view text, const Options& options) {
  clear();
  const std::size_t max_bytes = std::min(options.bytes, kByteCeiling);
  if (text.size() > max_bytes) {
    return fail(Code::kTooLarge, "longer than " + std::to_string(max_bytes) + " bytes; send less at once");
  }
  // A text has fewer values and segments than bytes, so this one cannot need the room that an earlier one did.
  if (values_.size() > kKeptValues && text.size() < kKeptValues) values_ = {};
  if (segments_.capacity() > kKeptSegments && text.size() < kKeptSegments) segments_ = {};
  byte_order_mark_ = text.starts_with(kByteOrderMark);
  if (byte_order_mark_) text.remove_prefix(kByteOrderMark.size());
  text_ = text;
  Result<void> done = Parser(options, *this).run();
  if (!done) clear();
  return done;
}

void Tape::clear() {
  text_ = {};
  segments_.clear();
  value_count_ = 0;
  delimiters_ = {};
  charset_ = Charset::kAscii;
  messages_ = 0;
  batch_ = false;
  byte_order_mark_ = false;
}

std::string_view Tape::field(const Segment& segment, std::uint16_t number) const {
  if (number == 0) return {};
  const std::span<const Value> all = values(segment);
  const auto after = std::partition_point(all.begin(), all.end(), [&](const Value& v) { return v.field < number; });
  // A header's first two fields are values, whatever they hold; every other stands after its own separator.
  if (is_header(segment.id()) && number <= 2) return raw(*after);
  const std::string_view whole = raw(segment);
  std::size_t start = kSegmentNameLength;  // the separator before field `at`, or the segment's end
  std::uint16_t at = 1;
  if (after != all.begin()) {
    const Value& before = *(after - 1);
    start = std::min(whole.find(delimiters_.field, before.offset + before.length - segment.offset), whole.size());
    at = static_cast<std::uint16_t>(before.field + 1);
  }
  for (; at < number && start < whole.size(); ++at)
    start = std::min(whole.find(delimiters_.field, start + 1), whole.size());
  if (start >= whole.size()) return {};
  const std::string_view rest = whole.substr(start + 1);
  return rest.substr(0, rest.find(delimiters_.field));
}

bool Tape::decode(const Value& value, std::string& out, std::vector<std::uint32_t>* origin) const {
  return decode_text(raw(value), delimiters_, charset_, out, origin);
}

}  // namespace concordat::protocol::hl7
