#include "policy/redact/value/postcode.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "policy/redact/value/pseudonym.h"

namespace concordat::policy {
namespace {

// The letters that a district begins with (Royal Mail's postcode areas, the Crown dependencies, Gibraltar's GX, the
// forces' BF and the non-geographic BX).
constexpr std::string_view kAreas[] = {
    "AB", "AL", "B",  "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF", "CH", "CM",
    "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",  "EC", "EH", "EN", "EX",
    "FK", "FY", "G",  "GL", "GU", "GX", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV",
    "JE", "KA", "KT", "KW", "KY", "L",  "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M",  "ME", "MK", "ML", "N",  "NE",
    "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S",  "SA", "SE",
    "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS",
    "TW", "UB", "W",  "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE"};

// Overseas territories, each with the one postcode 1ZZ.
constexpr std::string_view kTerritories[] = {"ASCN", "BBND", "BIQQ", "FIQQ", "PCRN", "SIQQ", "STHL", "TDCU", "TKCA"};

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return c >= 'A' && c <= 'Z';
}

static_assert(std::is_sorted(std::begin(kAreas), std::end(kAreas)));
static_assert(std::is_sorted(std::begin(kTerritories), std::end(kTerritories)));

template <std::size_t N>
bool one_of(std::string_view text, const std::string_view (&names)[N]) {
  return std::binary_search(std::begin(names), std::end(names), text);
}

// An area, then one or two digits, or a digit and one of the letters that divide central London's districts (BS 7666).
bool district(std::string_view text) {
  constexpr std::string_view kAfterOneLetter = "ABCDEFGHJKPSTUW";
  constexpr std::string_view kAfterTwoLetters = "ABEHMNPRVWXY";
  const std::size_t area = text.size() > 1 && letter(text[1]) ? 2 : 1;
  if (text.size() < area + 1 || text.size() > area + 2 || !one_of(text.substr(0, area), kAreas)) return false;
  if (!digit(text[area])) return false;
  if (text.size() == area + 1) return true;
  const std::string_view letters = area == 1 ? kAfterOneLetter : kAfterTwoLetters;
  return digit(text[area + 1]) ? text[area] != '0' : letters.find(text[area + 1]) != std::string_view::npos;
}

bool inward(std::string_view text) {
  constexpr std::string_view kNever = "CIKMOV";
  return text.size() == 3 && digit(text[0]) && letter(text[1]) && letter(text[2]) &&
         kNever.find(text[1]) == std::string_view::npos && kNever.find(text[2]) == std::string_view::npos;
}

bool forces(std::string_view code) {
  constexpr std::string_view kName = "BFPO";
  constexpr std::size_t kMostDigits = 4;
  const std::string_view number = code.substr(std::min(code.size(), kName.size()));
  return code.substr(0, kName.size()) == kName && !number.empty() && number.size() <= kMostDigits &&
         std::all_of(number.begin(), number.end(), digit);
}

std::optional<std::string> of_whole(std::string_view code) {
  if (forces(code)) return "BFPO";
  if (code == "AI2640") return "AI-2640";  // all of Anguilla: there is nothing coarser, and no outward half
  if (code.size() < 5) return std::nullopt;
  const std::string_view last = code.substr(code.size() - 3);
  const std::string_view first = code.substr(0, code.size() - 3);
  const bool fine =
      (inward(last) && district(first)) || (last == "1ZZ" && one_of(first, kTerritories)) || code == "GIR0AA";
  return fine ? std::optional(std::string(first)) : std::nullopt;
}

bool has_gap(std::string_view value) {
  return std::any_of(value.begin(), value.end(),
                     [](char c) { return !digit(c) && !letter(c) && !(c >= 'a' && c <= 'z'); });
}

}  // namespace

std::optional<std::string> outward_part(std::string_view value, PostcodePart part) {
  std::string code = normalised_identifier(value);
  if (auto outward = of_whole(code)) return outward;
  // "LS1 4" is a sector, no district LS14.
  if (part == PostcodePart::kWhole || has_gap(value)) return std::nullopt;
  const bool fine = district(code) || code == "BFPO" || code == "GIR" || one_of(code, kTerritories);
  return fine ? std::optional(std::move(code)) : std::nullopt;
}

}  // namespace concordat::policy
