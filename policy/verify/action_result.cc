#include "policy/verify/action_result.h"

#include <charconv>

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

bool masked(std::string_view value, std::size_t shown) {
  const std::size_t stars = std::min(value.find_first_not_of('*'), value.size());
  std::size_t rest = 0;
  for (const char c : value.substr(stars)) rest += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  // What is left open must not be the whole of a value that was too short to mask.
  return rest == 0 || (stars > 0 && rest <= shown);
}

bool dated(std::string_view value, Grain finest) {
  if (fits(value, "9999")) return true;
  if (finest == Grain::kYear) return false;
  if (fits(value, "9999-99")) return true;
  return finest == Grain::kDay && fits(value, "9999-99-99");
}

bool outward(std::string_view value) {
  return value == "GIR" || value == "BFPO" || fits(value, "A9") || fits(value, "A9x") || fits(value, "AA9") ||
         fits(value, "AA9x");
}

bool banded(std::string_view value, unsigned long width) {
  unsigned long low = 0;
  unsigned long high = 0;
  const char* end = value.data() + value.size();
  const auto [dash, low_error] = std::from_chars(value.data(), end, low);
  if (low_error != std::errc() || dash == end || *dash != '-') return false;
  const auto [last, high_error] = std::from_chars(dash + 1, end, high);
  return high_error == std::errc() && last == end && width > 0 && low % width == 0 && high == low + width - 1;
}

bool pseudonym(std::string_view value) {
  constexpr std::size_t kHexDigits = 32;
  return value.size() == 4 + kHexDigits && value.substr(0, 4) == "psn-" &&
         value.find_first_not_of("0123456789abcdef", 4) == std::string_view::npos;
}

}  // namespace

bool looks_done(const Action& action, std::string_view value) {
  switch (action.kind) {
    case ActionKind::kMask: return masked(value, action.number);
    case ActionKind::kPseudonymise: return pseudonym(value);
    case ActionKind::kGeneralise:
      switch (action.grain) {
        case Grain::kYear:
        case Grain::kMonth:
        case Grain::kDay: return dated(value, action.grain);
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
