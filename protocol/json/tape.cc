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
  tokens_.clear();
  text_ = {};
  const std::size_t max_bytes = std::min(parse_limits.bytes, kByteCeiling);
  if (text.size() > max_bytes) {
    return fail(Code::kTooLarge, "longer than " + std::to_string(max_bytes) + " bytes");
  }
  // A text has fewer tokens than bytes, so this one cannot need the room that an earlier one did.
  if (tokens_.capacity() > kKeptTokens && text.size() < kKeptTokens) tokens_ = {};
  Result<void> done = Tokeniser(text, parse_limits, tokens_, names_).run();
  if (done) {
    text_ = text;
  } else {
    tokens_.clear();
  }
  return done;
}

std::string_view Tape::decoded(std::uint32_t index, std::string& scratch) const {
  if (!tokens_[index].escaped) return raw(index);
  scratch.clear();
  append_decoded(scratch, raw(index));
  return scratch;
}

std::uint32_t Tape::member(std::uint32_t object, std::string_view key) const {
  if (tokens_[object].kind != Kind::kObject) return 0;
  std::string scratch;
  for (std::uint32_t index = object + 1; index < tokens_[object].next; index = tokens_[index].next) {
    const Token& at = tokens_[index];
    const std::string_view name(text_.data() + at.offset, at.length);
    if (name == key && !at.escaped) return index + 1;
    if (at.escaped && decoded(index, scratch) == key) return index + 1;
  }
  return 0;
}

}  // namespace concordat::protocol::json
