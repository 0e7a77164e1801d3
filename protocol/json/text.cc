#include "protocol/json/text.h"

#include "protocol/base/bytes.h"
#include "protocol/json/scan.h"

namespace concordat::protocol::json {
namespace {

constexpr std::size_t kUnicodeEscapeBytes = 6;  // \u and four digits

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The sixteen bits of the \u escape at the start of `text`, or -1.
std::int32_t code_unit(std::string_view text) {
  if (text.size() < kUnicodeEscapeBytes || text[0] != '\\' || text[1] != 'u') return -1;
  std::int32_t unit = 0;
  for (const char c : text.substr(2, 4)) {
    const int digit = hex_digit(c);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

bool is_high_surrogate(std::int32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(std::int32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

Escape read_unicode_escape(std::string_view text) {
  const std::int32_t unit = code_unit(text);
  if (unit < 0) return {0, 0, "\\u without four hexadecimal digits"};
  if (unit == 0) return {0, 0, "NUL character"};
  if (is_low_surrogate(unit)) return {0, 0, "lone surrogate"};
  if (!is_high_surrogate(unit)) return {static_cast<std::uint32_t>(unit), kUnicodeEscapeBytes, ""};
  const std::int32_t low = code_unit(text.substr(kUnicodeEscapeBytes));
  if (!is_low_surrogate(low)) return {0, 0, "lone surrogate"};
  return {static_cast<std::uint32_t>(0x10000 + ((unit - 0xD800) << 10 | (low - 0xDC00))), 2 * kUnicodeEscapeBytes, ""};
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: out += "\\u00" + hex({&c, 1});
  }
}

}  // namespace

Escape read_escape(std::string_view text) {
  if (text.size() < 2) return {0, 0, "unexpected end of the text"};
  switch (text[1]) {
    case '"': return {'"', 2, ""};
    case '\\': return {'\\', 2, ""};
    case '/': return {'/', 2, ""};
    case 'b': return {'\b', 2, ""};
    case 'f': return {'\f', 2, ""};
    case 'n': return {'\n', 2, ""};
    case 'r': return {'\r', 2, ""};
    case 't': return {'\t', 2, ""};
    case 'u': return read_unicode_escape(text);
    default: return {0, 0, "unknown escape in a string"};
  }
}

void append_decoded(std::string& out, std::string_view raw) {
  while (true) {
    const std::size_t backslash = raw.find('\\');
    out += raw.substr(0, backslash);
    if (backslash == std::string_view::npos) return;
    raw.remove_prefix(backslash);
    const Escape escape = read_escape(raw);
    append_utf8(out, escape.value);
    raw.remove_prefix(escape.length);
  }
}

void append_string(std::string& out, std::string_view value) {
  out += '"';
  const char* p = value.data();
  const char* const end = p + value.size();
  while (p != end) {
    const char* stop = plain_run_end(p, end);
    while (stop != end && static_cast<signed char>(*stop) < 0) stop = plain_run_end(stop + 1, end);
    out.append(p, stop);
    p = stop;
    if (p != end) append_escaped(out, *p++);
  }
  out += '"';
}

}  // namespace concordat::protocol::json
