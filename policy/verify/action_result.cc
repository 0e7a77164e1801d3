#include "policy/verify/action_result.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>

namespace concordat::policy {
namespace {

// 9 stands for a digit, A for a capital letter, x for a digit or capital letter; anything else for itself.
bool fits(std::string_view value, std::string_view pattern) {
  if (value.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool digit = value[i] >= '0' && value[i] <= '9';
    const bool capital = value[i] >= 'A' && value[i] <= 'Z';
    const char kind = pattern[i];
    const bool fine = kind == '9' ? digit : kind == 'A' ? capital : kind == 'x' ? digit || capital : value[i] == kind;
    if (!fine) return false;
  }
  return true;
}

// How many characters a reader sees apart (UAX #29).
std::size_t characters(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(text);
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  if (U_FAILURE(error)) return text.size();
  breaks->setText(wide);
  std::size_t count = 0;
  while (breaks->next() != icu::BreakIterator::DONE) ++count;
  return count;
}

bool masked(std::string_view value, std::size_t shown) {
  const std::size_t stars = std::min(value.find_first_not_of('*'), value.size());
  const std::string_view rest = value.substr(stars);
  // What is left open must not be the whole of a value that was too short to mask.
  return rest.empty() || (stars > 0 && (rest.size() <= shown || characters(rest) <= shown));
}

// The calendar's part of a date, in pieces of four, two and two digits, each with `between` before it.
bool dated(std::string_view value, Grain finest, std::string_view between) {
  const std::string month = "9999" + std::string(between) + "99";
  const bool exists = value.substr(0, 4) != "0000";
  if (fits(value, "9999")) return exists;
  if (finest == Grain::kYear) return false;
  const std::string_view written = value.substr(0, month.size());
  if (!fits(written, month) || written.substr(month.size() - 2) < "01" || written.substr(month.size() - 2) > "12")
    return false;
  if (value.size() == month.size()) return exists;
  const std::string_view day = value.substr(value.size() - 2);
  return exists && finest == Grain::kDay && fits(value, month + std::string(between) + "99") && day >= "01" &&
         day <= "31";
}

bool outward(std::string_view value) {
  if (value == "GIR" || value == "BFPO" || value == "AI-2640") return true;
  if (value.substr(0, 2) == "ZZ") return false;  // no place
  return fits(value, "A9") || fits(value, "A9x") || fits(value, "AA9") || fits(value, "AA9x") || fits(value, "AAAA");
}

// "40-49"; or "90+", from which on no band has an end.
bool banded(std::string_view value, unsigned long width) {
  constexpr unsigned long kEndless = 90;
  unsigned long low = 0;
  unsigned long high = 0;
  const char* end = value.data() + value.size();
  const auto [dash, low_error] = std::from_chars(value.data(), end, low);
  if (low_error != std::errc() || dash == end || width < 2 || low % width != 0) return false;
  if (*dash == '+') return dash + 1 == end && low <= kEndless && low + width > kEndless;
  const auto [last, high_error] = std::from_chars(dash + 1, end, high);
  return *dash == '-' && high_error == std::errc() && last == end && high == low + width - 1 && high < kEndless;
}

bool pseudonym(std::string_view value) {
  constexpr std::size_t kHexDigits = 32;
  return value.size() == 4 + kHexDigits && value.substr(0, 4) == "psn-" &&
         value.find_first_not_of("0123456789abcdef", 4) == std::string_view::npos;
}

}  // namespace

bool looks_done(const Action& action, std::string_view value, DateForm form) {
  switch (action.kind) {
    case ActionKind::kMask: return masked(value, action.number);
    case ActionKind::kPseudonymise: return pseudonym(value);
    case ActionKind::kGeneralise:
      switch (action.grain) {
        case Grain::kYear:
        case Grain::kMonth:
        case Grain::kDay: return dated(value, action.grain, form == DateForm::kIso ? "-" : "");
        case Grain::kOutward: return outward(value);
        case Grain::kDecade: return banded(value, 10);
        case Grain::kBand: return banded(value, action.number);
        case Grain::kNone: return false;
      }
      return false;
    case ActionKind::kKeep:
    case ActionKind::kWithhold: return false;
  }
  return false;
}

bool looks_pseudonymised(std::string_view system, std::string_view key) {
  constexpr std::string_view kMark = "urn:concordat:pseudonym:";
  return system.substr(0, kMark.size()) == kMark && system.substr(kMark.size(), key.size()) == key &&
         system.substr(kMark.size() + key.size(), 1) == ":";
}

}  // namespace concordat::policy
