#include "gateway/ledger/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "protocol/base/utf8.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Printable ASCII that stands for itself.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\t': out += "\\t"; return;
    case '\n': out += "\\n"; return;
    case '\f': out += "\\f"; return;
    case '\r': out += "\\r"; return;
    default: break;
  }
  const auto octet = static_cast<std::uint8_t>(c);
  out += "\\u00";
  out += kHexDigits[octet >> 4];
  out += kHexDigits[octet & 15];
}

// The UTF-16 code units of a code point, as one number that sorts like them.
std::uint32_t utf16_order(std::uint32_t code_point) {
  if (code_point < 0x10000) return code_point << 16;
  const std::uint32_t offset = code_point - 0x10000;
  return (0xD800 + (offset >> 10)) << 16 | (0xDC00 + (offset & 0x3FF));
}

struct Date {
  unsigned year, month, day;
};

// Days since 1970-01-01 in the proleptic Gregorian calendar. A year is counted from March, so that the leap day comes
// last.
Date date_of(std::uint64_t days) {
  const std::uint64_t shifted = days + 719'468;  // since 0000-03-01
  const std::uint64_t era = shifted / 146'097;
  const auto day_of_era = static_cast<unsigned>(shifted % 146'097);
  const unsigned year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned month_from_march = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const unsigned month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const auto year = static_cast<unsigned>(year_of_era + era * 400) + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

void put_digits(char* at, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && kPlain[static_cast<std::uint8_t>(text[run])]) ++run;
    out.append(text.data(), run);
    text.remove_prefix(run);
    if (text.empty()) break;
    if (static_cast<std::uint8_t>(text.front()) < 0x80) {
      append_escaped(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = first_code_point(text).length;
    out.append(length == 0 ? kReplacement : text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

bool key_before(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const CodePoint left = first_code_point(a);
    const CodePoint right = first_code_point(b);
    if (left.length == 0 || right.length == 0) return a < b;  // not UTF-8: any order will do
    if (left.value != right.value) return utf16_order(left.value) < utf16_order(right.value);
    a.remove_prefix(left.length);
    b.remove_prefix(right.length);
  }
  return a.empty() && !b.empty();
}

void append_time(std::string& out, std::int64_t unix_ms) {
  constexpr std::int64_t kLast = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z
  const auto ms = static_cast<std::uint64_t>(std::clamp<std::int64_t>(unix_ms, 0, kLast));
  const Date date = date_of(ms / 86'400'000);
  const auto of_day = static_cast<unsigned>(ms % 86'400'000);
  std::array<char, 24> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                            '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
  put_digits(&text[0], date.year, 4);
  put_digits(&text[5], date.month, 2);
  put_digits(&text[8], date.day, 2);
  put_digits(&text[11], of_day / 3'600'000, 2);
  put_digits(&text[14], of_day / 60'000 % 60, 2);
  put_digits(&text[17], of_day / 1000 % 60, 2);
  put_digits(&text[20], of_day % 1000, 3);
  out.append(text.data(), text.size());
}

}  // namespace concordat::gateway
