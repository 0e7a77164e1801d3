#include "policy/redact/value/transform.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "policy/redact/value/postcode.h"

namespace concordat::policy {
namespace {

// What a reader takes for one character: a letter with its accents, a flag, a family of emoji (UAX #29).
struct Character {
  std::size_t begin;  // in the bytes of the value
  bool visible;
};

bool visible(UChar32 c) {
  return !u_isUWhiteSpace(c) && !u_iscntrl(c) && !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

std::size_t utf8_length(UChar32 c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

// None when the library has no rules to go by, or when the value is no UTF-8: then nobody can say what would be shown.
std::vector<Character> unicode_characters(std::string_view value) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  if (U_FAILURE(error)) return {};
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(value);
  breaks->setText(text);
  std::vector<Character> out;
  std::size_t bytes = 0;
  std::int32_t at = breaks->first();
  for (std::int32_t end = breaks->next(); end != icu::BreakIterator::DONE; end = breaks->next()) {
    Character character{bytes, false};
    while (at < end) {
      const UChar32 c = text.char32At(at);
      character.visible = character.visible || visible(c);
      bytes += utf8_length(c);
      at = text.moveIndex32(at, 1);
    }
    out.push_back(character);
  }
  if (bytes != value.size()) return {};
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string ascii_mask(std::string_view value, std::size_t shown) {
  const auto seen =
      static_cast<std::size_t>(std::count_if(value.begin(), value.end(), [](char c) { return c > ' ' && c != 0x7F; }));
  const std::size_t masked = seen <= shown ? value.size() : value.size() - shown;
  return std::string(masked, '*').append(value.substr(masked));
}

// A whole number in plain digits: no sign, fraction, exponent, unit or leading zero, each of which leaves a doubt.
std::optional<unsigned> whole_number(std::string_view text) {
  constexpr std::size_t kLongest = 9;
  if (text.empty() || text.size() > kLongest || (text.front() == '0' && text.size() > 1)) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

// There are so few people of 90 and over that their ages alone can point to one of them: the band that holds 90 has no
// end. Nothing says which numbers are ages, so it has none for any. A band that would hold all ages says nothing.
std::optional<std::string> band(std::string_view value, unsigned width) {
  constexpr unsigned kOldest = kWidestBand;
  const std::optional<unsigned> number = whole_number(value);
  if (!number || width < kNarrowestBand || width > kWidestBand) return std::nullopt;
  const unsigned open = kOldest / width * width;
  if (*number >= open) return std::to_string(open) + "+";
  const unsigned low = *number / width * width;
  return std::to_string(low) + "-" + std::to_string(low + width - 1);
}

std::optional<std::string> pseudonym(std::string_view value, const Action& action, const Addressee& to) {
  const std::string normal = normalised_identifier(value);
  if (normal.empty()) return std::nullopt;
  const std::string hmac = to.keys.pseudonym(to.recipient, action.key, normal);
  return hmac.empty() ? std::nullopt : std::optional(pseudonym_text(hmac));
}

}  // namespace

std::string mask(std::string_view value, std::size_t shown) {
  if (is_ascii(value)) return ascii_mask(value, shown);
  const std::vector<Character> characters = unicode_characters(value);
  const auto seen = static_cast<std::size_t>(
      std::count_if(characters.begin(), characters.end(), [](const Character& c) { return c.visible; }));
  if (seen <= shown || shown == 0) return std::string(std::max<std::size_t>(characters.size(), 1), '*');
  const std::size_t masked = characters.size() - shown;
  return std::string(masked, '*').append(value.substr(characters[masked].begin));
}

std::optional<std::string> generalise(std::string_view value, const Action& action, ValueType type, DateForm form) {
  if (!can_be_done(action, type)) return std::nullopt;
  constexpr unsigned kDecade = 10;
  switch (action.grain) {
    case Grain::kYear:
    case Grain::kMonth:
    case Grain::kDay: return coarser_date(value, action.grain, form);
    case Grain::kOutward:
      return outward_part(value, type == ValueType::kPostcode ? PostcodePart::kMayBeOutward : PostcodePart::kWhole);
    case Grain::kDecade: return band(value, kDecade);
    case Grain::kBand: return band(value, action.number);
    case Grain::kNone: break;
  }
  return std::nullopt;
}

std::optional<std::string> transformed(std::string_view value, const Action& action, ValueType type,
                                       const Addressee& to) {
  if (!can_be_done(action, type)) return std::nullopt;
  switch (action.kind) {
    case ActionKind::kMask: return mask(value, action.number);
    case ActionKind::kGeneralise: return generalise(value, action, type, to.dates);
    case ActionKind::kPseudonymise: return pseudonym(value, action, to);
    case ActionKind::kWithhold:
    case ActionKind::kKeep: break;
  }
  return std::nullopt;
}

}  // namespace concordat::policy
