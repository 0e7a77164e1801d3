#include "tests/unit/policy/redaction/slow_change.h"

#include <cctype>
#include <cstdio>
#include <regex>

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

// FHIR R4 datatypes: date and dateTime.
bool is_date(const std::string& value) {
  static const std::regex whole(
      "([0-9]{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])"
      "(T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?)?)?");
  return std::regex_match(value, whole) && value.substr(0, 4) != "0000";
}

std::string squeezed(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c != ' ' && c != '-' && c != '\t') out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

std::optional<std::string> outward(const std::string& value) {
  static const std::regex whole(
      "([A-Z][0-9]|[A-Z][0-9]{2}|[A-Z]{2}[0-9]|[A-Z]{2}[0-9]{2}|[A-Z][0-9][A-Z]|"
      "[A-Z]{2}[0-9][A-Z]|GIR)([0-9][A-Z]{2})?");
  static const std::regex forces("BFPO[0-9]{0,4}");
  const std::string code = squeezed(value);
  if (std::regex_match(code, forces)) return "BFPO";
  std::smatch found;
  if (!std::regex_match(code, found, whole)) return std::nullopt;
  return found[1].str();
}

std::optional<std::string> band(const std::string& value, int width) {
  static const std::regex whole("[0-9]{1,9}");
  if (width < 1 || !std::regex_match(value, whole)) return std::nullopt;
  const int low = std::stoi(value) - std::stoi(value) % width;
  return std::to_string(low) + "-" + std::to_string(low + width - 1);
}

std::optional<std::string> generalised(const ChangeAsked& asked, const std::string& value) {
  const Grain grain = asked.action.grain;
  if (grain == Grain::kOutward) return outward(value);
  if (grain == Grain::kDecade) return band(value, 10);
  if (grain == Grain::kBand) return band(value, asked.action.number);
  if (asked.instant || !is_date(value)) return std::nullopt;
  return value.substr(0, grain == Grain::kYear ? 4 : grain == Grain::kMonth ? 7 : 10);
}

}  // namespace

std::optional<std::string> slow_change(const ChangeAsked& asked, const std::string& value) {
  const bool must_stay_valid =
      asked.type == ValueType::kDate || asked.type == ValueType::kNumber || asked.type == ValueType::kReference;
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
