#include "protocol/json/tape.h"

#include <algorithm>
#include <limits>

#include "protocol/json/tokeniser.h"

namespace concordat::protocol::json {
namespace {

constexpr std::size_t kByteCeiling = std::numeric_limits<std::uint32_t>::max() - 1;  // what 32-bit offsets can name
constexpr std::size_t kKeptTokens = 64 * 1024;  // a larger tape, after a rare large record, is given back (1 MiB stays)

}  // namespace

Result<void> Tape::parse(std::string_view text, const ParseLimits& parse_limits) {
  size_ = 0;
  text_ = {};
  const std::size_t max_bytes = std::min(parse_limits.bytes, kByteCeiling);
  if (text.size() > max_bytes) {
    return fail(Code::kTooLarge, "longer than " + std::to_string(max_bytes) + " bytes");
  }
  // A text has fewer tokens than bytes, so this one cannot need the room that an earlier one did.
  if (room_.capacity() > kKeptTokens && text.size() < kKeptTokens) room_ = {};
  Tokeniser tokeniser(text, parse_limits, room_, names_);
  if (auto done = tokeniser.run(); !done) return done;
  text_ = text;
  size_ = tokeniser.size();
  return {};
}

std::string_view Tape::unescaped(std::uint32_t index, std::string& scratch) const {
  scratch.clear();
  append_decoded(scratch, raw(index));
  return scratch;
}

std::uint32_t Tape::member(std::uint32_t object, std::string_view key) const {
  const Token* const tokens = room_.data();
  if (tokens[object].kind != Kind::kObject) return 0;
  const std::uint16_t tag = name_tag(key);
  for (std::uint32_t index = object + 1; index < tokens[object].next; index = tokens[index].next) {
    const Token& at = tokens[index];
    if (at.tag == tag && !at.escaped && std::string_view(text_.data() + at.offset, at.length) == key) return index + 1;
    if (!at.escaped) continue;
    std::string scratch;
    if (unescaped(index, scratch) == key) return index + 1;
  }
  return 0;
}

}  // namespace concordat::protocol::json
