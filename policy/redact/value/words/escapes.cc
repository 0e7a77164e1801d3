#include "policy/redact/value/words/escapes.h"

#include <algorithm>
#include <string>

namespace concordat::policy {
namespace {

constexpr std::uint32_t kLastCodePoint = 0x10FFFF;

int digit_of(char c, unsigned base) {
  const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const int value = small >= '0' && small <= '9' ? small - '0' : small >= 'a' && small <= 'f' ? small - 'a' + 10 : 16;
  return value < static_cast<int>(base) ? value : -1;
}

// As many digits as there are, up to `most`; length counts them.
CodePoint number(std::string_view text, unsigned base, std::size_t most) {
  CodePoint read;
  while (read.length < text.size() && read.length < most && digit_of(text[read.length], base) >= 0) {
    read.value = read.value * base + static_cast<std::uint32_t>(digit_of(text[read.length], base));
    ++read.length;
  }
  return read;
}

bool surrogate(std::uint32_t value, std::uint32_t first) {
  return value >= first && value < first + 0x400;
}

CodePoint backslash(std::string_view text) {
  if (text.substr(0, 3) == "\\u{") {
    const CodePoint read = number(text.substr(3), 16, 6);
    const std::size_t end = 3 + read.length;
    return read.length > 0 && text.substr(end, 1) == "}" ? CodePoint{read.value, end + 1} : CodePoint{};
  }
  const bool byte = text.substr(0, 2) == "\\x";
  if (!byte && text.substr(0, 2) != "\\u") return {};
  const std::size_t digits = byte ? 2 : 4;
  const CodePoint high = number(text.substr(2), 16, digits);
  if (high.length != digits) return {};
  if (!surrogate(high.value, 0xD800)) return {high.value, 2 + digits};
  const CodePoint low = number(text.substr(std::min<std::size_t>(8, text.size())), 16, 4);
  if (text.substr(6, 2) != "\\u" || low.length != 4 || !surrogate(low.value, 0xDC00)) return {};
  return {0x10000 + ((high.value - 0xD800) << 10) + (low.value - 0xDC00), 12};
}

CodePoint entity(std::string_view text) {
  struct Named {
    std::string_view name;
    std::uint32_t value;
  };
  static constexpr Named kNamed[] = {{"&nbsp;", 0xA0}, {"&shy;", 0xAD},   {"&amp;", '&'},    {"&apos;", '\''},
                                     {"&quot;", '"'},  {"&lt;", '<'},     {"&gt;", '>'},     {"&ndash;", '-'},
                                     {"&mdash;", '-'}, {"&rsquo;", '\''}, {"&zwj;", 0x200D}, {"&zwnj;", 0x200C},
                                     {"&ensp;", ' '},  {"&emsp;", ' '},   {"&thinsp;", ' '}};
  for (const Named& named : kNamed) {
    if (text.substr(0, named.name.size()) == named.name) return {named.value, named.name.size()};
  }
  if (text.substr(0, 2) != "&#") return {};
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::size_t begin = hex ? 3 : 2;
  if (text.size() <= begin) return {};
  const CodePoint read = number(text.substr(begin), hex ? 16 : 10, 7);
  const std::size_t end = begin + read.length;
  return read.length > 0 && text.substr(end, 1) == ";" ? CodePoint{read.value, end + 1} : CodePoint{};
}

// Up to four bytes of UTF-8, each as %XX.
CodePoint percent(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 3 <= text.size() && text[at] == '%' && bytes.size() < 4; at += 3) {
    const CodePoint byte = number(text.substr(at + 1), 16, 2);
    if (byte.length != 2) break;
    bytes += static_cast<char>(byte.value);
    if (byte.value < 0x80) break;
  }
  const CodePoint read = first_code_point(bytes);
  return {read.value, read.length * 3};
}

}  // namespace

CodePoint escape_at(std::string_view text) {
  if (text.empty()) return {};
  CodePoint read;
  if (text.front() == '\\') read = backslash(text);
  if (text.front() == '&') read = entity(text);
  if (text.front() == '%') read = percent(text);
  const bool white = read.value >= '\t' && read.value <= '\r';
  const bool control = (read.value < ' ' && !white) || read.value == 0x7F;  // written, but not there
  const bool half = surrogate(read.value, 0xD800) || surrogate(read.value, 0xDC00);
  return control || half || read.value > kLastCodePoint ? CodePoint{} : read;
}

}  // namespace concordat::policy
