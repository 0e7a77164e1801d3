#include "policy/redact/value/transform.h"

#include <algorithm>

#include "protocol/base/bytes.h"
#include "protocol/base/utf8.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kPseudonymBytes = 16;
constexpr std::size_t kLongestNumber = 9;

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return c >= 'A' && c <= 'Z';
}

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), digit);
}

int number_of(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

bool within(std::string_view text, int low, int high) {
  return digits(text) && number_of(text) >= low && number_of(text) <= high;
}

// hh:mm:ss[.fraction](Z|±hh:mm)
bool fhir_time(std::string_view text) {
  if (text.size() < 9 || text[2] != ':' || text[5] != ':') return false;
  if (!within(text.substr(0, 2), 0, 23) || !within(text.substr(3, 2), 0, 59) || !within(text.substr(6, 2), 0, 60))
    return false;
  text.remove_prefix(8);
  if (text.front() == '.') {
    std::size_t end = 1;
    while (end < text.size() && digit(text[end])) ++end;
    if (end == 1) return false;
    text.remove_prefix(end);
  }
  if (text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && within(text.substr(1, 2), 0, 14) &&
         within(text.substr(4, 2), 0, 59);
}

std::optional<std::string> coarser_date(std::string_view value, std::size_t length) {
  if (!fhir_date(value)) return std::nullopt;
  return std::string(value.substr(0, length));
}

// The shape of an outward code, letters as A and digits as 9; the third or fourth character may also be a letter in
// London.
bool outward_code(std::string_view text) {
  std::string shape;
  for (const char c : text) shape += letter(c) ? 'A' : digit(c) ? '9' : '?';
  constexpr std::string_view kShapes[] = {"A9", "A99", "AA9", "AA99", "A9A", "AA9A"};
  return std::find(std::begin(kShapes), std::end(kShapes), shape) != std::end(kShapes) || text == "GIR";
}

bool inward_code(std::string_view text) {
  return text.size() == 3 && digit(text[0]) && letter(text[1]) && letter(text[2]);
}

std::optional<std::string> outward(std::string_view value) {
  std::string code = normalised_identifier(value);
  if (code.substr(0, 4) == "BFPO" && code.size() > 4 && code.size() <= 8 && digits(std::string_view(code).substr(4)))
    return "BFPO";
  if (code.size() >= 5 && inward_code(std::string_view(code).substr(code.size() - 3))) {
    code.resize(code.size() - 3);
    return outward_code(code) ? std::optional(code) : std::nullopt;
  }
  // Coarse already.
  return outward_code(code) || code == "BFPO" ? std::optional(code) : std::nullopt;
}

std::optional<std::string> band(std::string_view value, int width) {
  if (width < 1 || value.size() > kLongestNumber || !digits(value)) return std::nullopt;
  const int low = number_of(value) / width * width;
  return std::to_string(low) + "-" + std::to_string(low + width - 1);
}

}  // namespace

std::string mask(std::string_view value, std::size_t shown) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < value.size(); at += std::max<std::size_t>(first_code_point(value.substr(at)).length, 1))
    ++characters;
  std::size_t masked = characters > shown ? characters - shown : characters;
  std::string out(masked, '*');
  while (masked-- > 0) value.remove_prefix(std::max<std::size_t>(first_code_point(value).length, 1));
  return out.append(value);
}

std::optional<std::string> generalise(std::string_view value, Grain grain, std::uint16_t number) {
  constexpr std::size_t kYear = 4;
  constexpr std::size_t kMonth = 7;
  constexpr std::size_t kDay = 10;
  switch (grain) {
    case Grain::kYear: return coarser_date(value, kYear);
    case Grain::kMonth: return coarser_date(value, kMonth);
    case Grain::kDay: return coarser_date(value, kDay);
    case Grain::kOutward: return outward(value);
    case Grain::kDecade: return band(value, 10);
    case Grain::kBand: return band(value, number);
    case Grain::kNone: break;
  }
  return std::nullopt;
}

std::string normalised_identifier(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == ' ' || c == '\t' || c == '-') continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

std::string pseudonym_text(std::string_view hmac) {
  return "psn-" + hex(hmac.substr(0, kPseudonymBytes));
}

std::string pseudonym_system(std::string_view key, std::string_view system) {
  constexpr std::string_view kMark = "urn:concordat:pseudonym:";
  std::string out;
  out.reserve(kMark.size() + key.size() + 1 + system.size());
  return out.append(kMark).append(key).append(":").append(system);
}

bool fhir_date(std::string_view text) {
  if (text.size() < 4 || !within(text.substr(0, 4), 1, 9999)) return false;
  if (text.size() == 4) return true;
  if (text.size() < 7 || text[4] != '-' || !within(text.substr(5, 2), 1, 12)) return false;
  if (text.size() == 7) return true;
  if (text.size() < 10 || text[7] != '-' || !within(text.substr(8, 2), 1, 31)) return false;
  return text.size() == 10 || (text[10] == 'T' && fhir_time(text.substr(11)));
}

}  // namespace concordat::policy
