#pragma once
// UTF-8 (RFC 3629), strictly: no overlong forms, no surrogates, nothing above U+10FFFF.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace concordat {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // bytes; 0 when the text is empty or does not start with a valid sequence
};

// The code point at the start of `text`.
[[nodiscard]] CodePoint first_code_point(std::string_view text);
[[nodiscard]] bool valid_utf8(std::string_view text);

}  // namespace concordat
