#pragma once
// One token of the tape: sixteen bytes that name a span of the parsed text. Tokens stand in the order of the text, so a
// container is followed by all it holds and `next` leaps over it.
//
//   {"a":[1]}   ->   kObject next=4, kKey "a" next=4, kArray next=4, kNumber "1" next=4

#include <cstdint>
#include <string_view>

namespace concordat::protocol::json {

enum class Kind : std::uint8_t { kObject, kArray, kKey, kString, kNumber, kTrue, kFalse, kNull };

struct Token {
  std::uint32_t offset;  // of the first byte; for strings and keys, after the opening quote
  std::uint32_t length;  // in bytes; strings and keys without quotes; containers from bracket to bracket
  std::uint32_t
      next;  // index of the token after this one and all it holds (for a key: of its value, which is the next token)
  Kind kind;
  bool escaped;       // a string or key that holds at least one backslash
  std::uint16_t tag;  // of a key's bytes, as name_tag() gives it
};
static_assert(sizeof(Token) == 16);

// Sixteen bits of a name: where they differ the names do. Public, so anybody can choose names that share them: for
// telling most names apart at once, never for telling that two are the same.
[[nodiscard]] constexpr std::uint16_t name_tag(std::string_view name) {
  if (name.empty()) return 0;
  const auto byte = [name](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(name.data()[at]));
  };
  const std::size_t size = name.size();
  const std::uint32_t mixed =
      byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16 | static_cast<std::uint32_t>(size) << 24;
  return static_cast<std::uint16_t>((mixed * 0x9E3779B1u) >> 16);
}

}  // namespace concordat::protocol::json
