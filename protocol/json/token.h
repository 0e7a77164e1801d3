#pragma once
// One token of the tape: sixteen bytes that name a span of the parsed text. Tokens stand in the order of the text, so a
// container is followed by all it holds and `next` leaps over it.
//
//   {"a":[1]}   ->   kObject next=4, kKey "a" next=4, kArray next=4, kNumber "1" next=4

#include <cstdint>

namespace concordat::protocol::json {

enum class Kind : std::uint8_t { kObject, kArray, kKey, kString, kNumber, kTrue, kFalse, kNull };

struct Token {
  std::uint32_t offset;  // of the first byte; for strings and keys, after the opening quote
  std::uint32_t length;  // in bytes; strings and keys without quotes; containers from bracket to bracket
  std::uint32_t
      next;  // index of the token after this one and all it holds (for a key: of its value, which is the next token)
  Kind kind;
  bool escaped;         // a string or key that holds at least one backslash
  std::uint16_t depth;  // 0 for the root; a key's depth is that of its value
};
static_assert(sizeof(Token) == 16);

}  // namespace concordat::protocol::json
