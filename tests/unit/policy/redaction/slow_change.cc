#include "tests/unit/policy/redaction/slow_change.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace concordat::policy::test {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::string masked(const std::string& value, std::size_t shown) {
  std::size_t characters = 0;
  for (const char c : value) characters += continues_character(c) ? 0 : 1;
  if (shown >= characters) shown = 0;
  std::string out;
  std::size_t at = 0;
  for (const char c : value) {
    if (!continues_character(c)) ++at;
    const bool stays = at > characters - shown;
    if (stays) {
      out += c;
    } else if (!continues_character(c)) {
      out += '*';
    }
  }
  return out;
}

// A FHIR date or dateTime, or ISO 8601 with the seconds or the zone left out; of a day that exists.
bool is_date(const std::string& value) {
  static const re2::RE2 whole(
      "([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01])"
      "(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\\.[0-9]+)?)?"
      "(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?)?)?");
  std::string years;
  std::string months;
  std::string days;
  if (!re2::RE2::FullMatch(value, whole, &years, &months, &days) || years == "0000") return false;
  if (days.empty()) return true;
  const int year = std::stoi(years);
  const int month = std::stoi(months);
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int february = leap ? 29 : 28;
  const int last = month == 2 ? february : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  return std::stoi(days) <= last;
}

std::string squeezed(const std::string& value) {
  const bool path = value.find_first_of(":/") != std::string::npos;
  std::string out;
  for (const char c : value) {
    const bool mark = (c == '-' || c == '.') && !path;
    if (c != ' ' && c != '\t' && !mark) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

// Royal Mail's areas, a district of one, and the half after the space; ZZ99 is no place.
std::optional<std::string> outward(const std::string& value, bool may_be_half) {
  static const std::string areas =
      "(A[BL]|B[ABDFHLNRSTX]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUXY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|"
      "L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)";
  static const re2::RE2 half(areas + "([0-9]|[1-9][0-9]|[0-9][A-HJKMNPR-Y])");
  static const re2::RE2 whole("(" + areas + "([0-9]|[1-9][0-9]|[0-9][A-HJKMNPR-Y])|GIR)[0-9][ABD-HJLNP-UW-Z]{2}");
  static const re2::RE2 forces("BFPO[0-9]{1,4}");
  const std::string code = squeezed(value);
  if (re2::RE2::FullMatch(code, forces)) return "BFPO";
  std::string first;
  if (re2::RE2::FullMatch(code, whole, &first)) return first;
  const bool solid = value.find_first_of(" -") == std::string::npos;
  return may_be_half && solid && re2::RE2::FullMatch(code, half) ? std::optional(code) : std::nullopt;
}

// Bands begin at 0; the one that holds 90 has no end, since there are few people of that age.
std::optional<std::string> band(const std::string& value, int width) {
  static const re2::RE2 whole("0|[1-9][0-9]{0,8}");
  if (width < 2 || width > 90 || !re2::RE2::FullMatch(value, whole)) return std::nullopt;
  int low = 0;
  while (low + width <= 90 && low + width <= std::stoi(value)) low += width;
  if (low + width > 90) return std::to_string(low) + "+";
  return std::to_string(low) + "-" + std::to_string(low + width - 1);
}

// HL7 v2 DTM: the digits of a day that exists, then perhaps of a time.
std::optional<std::string> generalised_hl7(const std::string& value, Grain grain) {
  static const re2::RE2 whole(
      "([0-9]{4})(?:(0[1-9]|1[0-2])(?:(0[1-9]|[12][0-9]|3[01])"
      "(?:(?:[01][0-9]|2[0-3])(?:[0-5][0-9](?:[0-5][0-9](?:\\.[0-9]{1,4})?)?)?)?)?)?"
      "(?:[+-](?:0[0-9]|1[0-4])[0-5][0-9])?");
  std::string year;
  std::string month;
  std::string date;
  if (!re2::RE2::FullMatch(value, whole, &year, &month, &date)) return std::nullopt;
  const std::string day = year + (month.empty() ? "" : "-" + month) + (date.empty() ? "" : "-" + date);
  if (!is_date(day)) return std::nullopt;
  const std::size_t known = year.size() + month.size() + date.size();
  return value.substr(0, std::min<std::size_t>(known, grain == Grain::kYear ? 4 : grain == Grain::kMonth ? 6 : 8));
}

std::optional<std::string> generalised(const ChangeAsked& asked, const std::string& value) {
  const Grain grain = asked.action.grain;
  if (grain == Grain::kOutward) return outward(value, asked.type == ValueType::kPostcode);
  if (grain == Grain::kDecade) return band(value, 10);
  if (grain == Grain::kBand) return band(value, asked.action.number);
  if (asked.hl7) return generalised_hl7(value, grain);
  if (asked.instant || !is_date(value)) return std::nullopt;
  return value.substr(0, grain == Grain::kYear ? 4 : grain == Grain::kMonth ? 7 : 10);
}

}  // namespace

std::optional<std::string> slow_change(const ChangeAsked& asked, const std::string& value) {
  const bool must_stay_valid = asked.type == ValueType::kDate || asked.type == ValueType::kNumber ||
                               asked.type == ValueType::kReference || asked.type == ValueType::kCode;
  if (asked.action.kind == ActionKind::kGeneralise) return generalised(asked, value);
  if (must_stay_valid) return std::nullopt;
  if (asked.action.kind == ActionKind::kMask) return masked(value, asked.action.number);
  const std::string plain = squeezed(value);
  const std::string mac = plain.empty() ? "" : asked.keys.pseudonym(asked.recipient, asked.action.key, plain);
  if (mac.empty()) return std::nullopt;
  std::string out = "psn-";
  for (std::size_t i = 0; i < 16; ++i) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(mac[i]));
    out += digits;
  }
  return out;
}

std::string slow_pseudonym_system(const std::string& key, const std::string& system) {
  return "urn:concordat:pseudonym:" + key + ":" + system;
}

}  // namespace concordat::policy::test
