#pragma once
// What stands between a string's quotes: its escapes (RFC 8259 section 7), read once to validate and again to decode.
//
//   Escape escape = read_escape(R"(\u0070atient)");    // value 'p', length 6
//   append_decoded(out, raw);                          // raw must have been validated: a string or key of a Tape

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::protocol::json {

struct Escape {
  std::uint32_t value = 0;   // the code point
  std::size_t length = 0;    // bytes that it takes in the text; 0 when it is refused
  const char* refusal = "";  // why, for a person
};

// The escape at the start of `text`, which begins with a backslash. A surrogate must come as a pair, and NUL is
// refused.
[[nodiscard]] Escape read_escape(std::string_view text);

// Appends the decoded value. It is never longer than `raw`.
void append_decoded(std::string& out, std::string_view raw);

// Appends `value`, which must be valid UTF-8, as a JSON string with quotes, escaping only what RFC 8259 requires, and
// as RFC 8785 section 3.2.2.2 writes it.
void append_string(std::string& out, std::string_view value);

}  // namespace concordat::protocol::json
