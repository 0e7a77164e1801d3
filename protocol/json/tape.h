#pragma once
// JSON (RFC 8259) as a flat tape of tokens over the text that was parsed. Strict: what cannot be read with certainty is
// refused, never repaired: duplicate keys (compared after decoding escapes), invalid UTF-8, lone surrogates, NUL, a
// byte-order mark, numbers that the grammar does not allow, depth over the limit, anything after the value. Iterative:
// no recursion, whatever the input.
//
// The tape is what the redactor and the verifier share, and all that they share. A token names its bytes in the text,
// so numbers keep their digits and strings their escapes. A Tape is reused from record to record: parsing allocates
// only when it must grow.
//
//   Tape tape;
//   if (auto ok = tape.parse(text, {}); !ok) return fail(ok.error());       // "line 3, column 14: duplicate key"
//   for (std::uint32_t i = 1; i < tape[0].next;) {                          // members of the root object
//     std::string_view key = tape.raw(i); std::uint32_t value = i + 1;
//     i = tape[value].next;
//   }

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "protocol/json/member_names.h"
#include "protocol/json/text.h"
#include "protocol/json/token.h"
#include "protocol/limits.h"

namespace concordat::protocol::json {

struct ParseLimits {
  std::size_t bytes = limits::kRecordBytes;
  std::size_t depth = limits::kNestingDepth;
  std::size_t tokens = limits::kTokens;
};

class Tape {
 public:
  // Parses exactly one value. `text` must outlive the tape's use. On error the tape is empty and the detail says line,
  // column and what was wrong, and quotes nothing of the text.
  Result<void> parse(std::string_view text, const ParseLimits& parse_limits);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] const Token& operator[](std::uint32_t index) const { return room_[index]; }
  [[nodiscard]] std::string_view text() const { return text_; }
  // The token's bytes as they stand in the text (strings without quotes, escapes untouched).
  [[nodiscard]] std::string_view raw(std::uint32_t index) const {
    const Token& at = room_[index];
    return {text_.data() + at.offset, at.length};
  }
  // The decoded value of a string or key: `raw` itself when nothing was escaped, else decoded into `scratch`.
  [[nodiscard]] std::string_view decoded(std::uint32_t index, std::string& scratch) const {
    return room_[index].escaped ? unescaped(index, scratch) : raw(index);
  }
  // The value of member `key` of the object at `object`, or 0 (never a member's index) if it has none or is no object.
  // Linear.
  [[nodiscard]] std::uint32_t member(std::uint32_t object, std::string_view key) const;

  // What the tokens take, in bytes.
  [[nodiscard]] std::size_t footprint() const { return room_.capacity() * sizeof(Token); }

 private:
  std::string_view unescaped(std::uint32_t index, std::string& scratch) const;

  std::string_view text_;
  std::vector<Token> room_;  // the first size_ of them are the tape
  std::uint32_t size_ = 0;
  MemberNames names_;
};

}  // namespace concordat::protocol::json
