#include "policy/verify/hl7/hl7_rules.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace concordat::policy {
namespace {

constexpr SegmentUses kSegments[] = {
    {"MSH", "routing 3 4 5 6 time 7 code 9 11 12 15 16 17 19 20 21 26 parsed 18 control-id 10", ""},
    {"FHS", "routing 3 4 5 6 time 7", ""},
    {"BHS", "routing 3 4 5 6 time 7", ""},
    {"BTS", "parsed 1", ""},
    {"FTS", "parsed 1", ""},
    {"MSA", "modifier 1", ""},
    {"EVN", "modifier 1", ""},
    // The person.
    {"PID", "number 1 modifier 30 31 32", ""},
    {"PD1", "modifier 12", "PID"},
    {"NK1", "number 1", "PID"},
    {"MRG", "", "PID"},
    {"ARV", "number 1 modifier 2", "PV1 PID"},
    {"DB1", "number 1", "PID PV1"},
    {"GT1", "number 1", "PID"},
    {"IN1", "number 1", "PID"},
    {"IN2", "", "IN1"},
    {"IN3", "", "IN1"},
    {"ACC", "modifier 10", "PID PV1"},
    {"PDA", "modifier 3", "PID"},
    {"CON", "number 1 modifier 11", ""},
    // The visit, and what is known of the person's health.
    {"PV1", "number 1", "PID"},
    {"PV2", "modifier 22", "PV1"},
    {"AL1", "number 1", "PID PV1"},
    {"IAM", "number 1 modifier 6 17", "PID PV1"},
    {"IAR", "", "IAM AL1"},
    {"DG1", "number 1 modifier 6 18 21", "PID PV1 OBR ORC RXO"},
    {"DRG", "", "PID PV1 DG1"},
    {"PR1", "number 1 modifier 20", "PID PV1"},
    {"ABS", "modifier 10", ""},
    {"FT1", "number 1 modifier 6", "PID PV1 ORC OBR"},
    // Problems, goals and pathways.
    {"PRB", "modifier 1 13 14", "PID"},
    {"GOL", "modifier 1", "PRB PID"},
    {"PTH", "modifier 1", "PID"},
    {"VAR", "", "PRB GOL PTH PID"},
    {"ROL", "modifier 2", "PR1 IN1 PRB GOL PTH PV1 PID"},
    // Referrals and appointments.
    {"RF1", "modifier 1", ""},
    {"PRD", "modifier 1", ""},
    {"AUT", "", "RF1 PR1 IN1"},
    {"CTD", "", "PRD AUT OBR ORC"},
    {"SCH", "modifier 25", ""},
    {"RGS", "number 1 modifier 2", ""},
    {"AIG", "number 1 modifier 2 14", "RGS SCH"},
    {"AIL", "number 1 modifier 2 12", "RGS SCH"},
    {"AIP", "number 1 modifier 2 12", "RGS SCH"},
    {"AIS", "number 1 modifier 2 10", "RGS SCH"},
    // Orders, specimens and observations.
    {"ORC", "modifier 1 5 28", "PID"},
    {"OBR", "number 1 modifier 11 25", "ORC PID"},
    {"TQ1", "number 1", "ORC OBR RXO RXE RXD RXG RXA SCH"},
    {"TQ2", "", "TQ1"},
    {"SPM", "number 1", "OBR ORC"},
    {"SAC", "", "SPM OBR"},
    {"OBX", "number 1 code 2 units 6 modifier 11", "OBR ORC SPM RXA RXE RXO RXD RXG TXA PRB GOL PID"},
    {"BLG", "", "ORC OBR"},
    {"CTI", "", "ORC OBR OBX"},
    // Medicines and vaccinations.
    {"RXA", "number 1 2 units 7 modifier 20 21", "ORC PID"},
    {"RXO", "", "ORC PID"},
    {"RXE", "", "ORC PID"},
    {"RXD", "", "ORC PID"},
    {"RXG", "", "ORC PID"},
    {"RXR", "", "RXA RXE RXO RXD RXG"},
    {"RXC", "", "RXA RXE RXO RXD RXG"},
    // Documents and notes.
    {"TXA", "number 1 modifier 17 18 19", "PID"},
    {"NTE", "number 1", "*"},
    {"PRT", "modifier 2", "*"},
};

FieldUse use_called(std::string_view word) {
  constexpr std::pair<std::string_view, FieldUse> kUses[] = {
      {"number", FieldUse::kNumber}, {"code", FieldUse::kCode},           {"modifier", FieldUse::kModifier},
      {"units", FieldUse::kUnits},   {"time", FieldUse::kTime},           {"routing", FieldUse::kRouting},
      {"parsed", FieldUse::kParsed}, {"control-id", FieldUse::kControlId}};
  for (const auto& [name, use] : kUses) {
    if (name == word) return use;
  }
  return FieldUse::kNone;
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), digit);
}

// One word of printable ASCII, too short for a sentence.
bool single_word(std::string_view raw) {
  return raw.size() <= 64 && std::all_of(raw.begin(), raw.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// "mm Hg", "10*9/L": a few short words; too few digits for an identifier.
bool units(std::string_view raw) {
  return raw.size() <= 32 && std::all_of(raw.begin(), raw.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
         std::count(raw.begin(), raw.end(), ' ') <= 2 && std::count_if(raw.begin(), raw.end(), digit) <= 4;
}

// YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 v2.8, 2A.22)
bool time(std::string_view raw) {
  const std::size_t zone = raw.find_first_of("+-");
  if (zone != std::string_view::npos) {
    const std::string_view offset = raw.substr(zone + 1);
    if (offset.size() != 4 || !all_digits(offset)) return false;
    raw = raw.substr(0, zone);
  }
  const std::size_t point = raw.find('.');
  if (point != std::string_view::npos) {
    const std::string_view fraction = raw.substr(point + 1);
    if (fraction.empty() || fraction.size() > 4 || !all_digits(fraction)) return false;
    raw = raw.substr(0, point);
  }
  return raw.size() >= 4 && raw.size() <= 14 && raw.size() % 2 == 0 && all_digits(raw);
}

// Twenty digits of a hash.
bool control_id(std::string_view raw) {
  return raw.size() == 20 && raw.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::span<const SegmentUses> segment_uses() {
  return kSegments;
}

std::vector<FieldUse> field_uses(std::string_view segment) {
  std::vector<FieldUse> uses;
  const auto* known = std::find_if(std::begin(kSegments), std::end(kSegments),
                                   [&](const SegmentUses& each) { return each.name == segment; });
  if (known == std::end(kSegments)) return uses;
  FieldUse use = FieldUse::kNone;
  for (std::string_view rest = known->fields; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    std::size_t field = 0;
    if (!digit(word[0])) {
      use = use_called(word);
      continue;
    }
    std::from_chars(word.data(), word.data() + word.size(), field);
    if (uses.size() <= field) uses.resize(field + 1, FieldUse::kNone);
    uses[field] = use;
  }
  return uses;
}

bool fits(FieldUse use, std::string_view raw) {
  switch (use) {
    case FieldUse::kNone: return false;
    case FieldUse::kNumber: return raw.size() <= 5 && all_digits(raw);
    case FieldUse::kCode:
    case FieldUse::kModifier:
    case FieldUse::kRouting: return single_word(raw);
    case FieldUse::kUnits: return units(raw);
    case FieldUse::kTime: return time(raw);
    case FieldUse::kControlId: return control_id(raw);
    case FieldUse::kParsed: return true;
  }
  return false;
}

bool stands_bare(std::string_view segment, std::string_view message_type) {
  if (segment == "EVN" || segment == "PID") return true;
  if (segment == "RF1") return message_type == "REF" || message_type == "RRI";
  if (segment == "SCH") return message_type == "SIU" || message_type == "SRM";
  return segment == "TXA" && message_type == "MDM";
}

Component component_of(ValueType type, std::uint8_t number) {
  const auto chosen = [number](std::string_view values, std::string_view beside) {
    constexpr std::string_view kLetters = " 123456789ABC";  // 10, 11 and 12
    const char letter = number < kLetters.size() ? kLetters[number] : ' ';
    if (values.find(letter) != std::string_view::npos) return Component::kValue;
    return beside.find(letter) != std::string_view::npos ? Component::kBeside : Component::kNeither;
  };
  switch (type) {
    case ValueType::kIdentifier: return chosen("1", "45");        // beside: assigning authority, type
    case ValueType::kName: return chosen("123456", "7");          // type
    case ValueType::kAddress: return chosen("12345689A", "7");    // type
    case ValueType::kContact: return chosen("1456789ABC", "23");  // use, equipment
    case ValueType::kCode: return chosen("12459", "3678");        // coding systems and their versions
    case ValueType::kNumber: return chosen("1", "2");             // units
    case ValueType::kDate: return chosen("12", "");
    case ValueType::kText:
    case ValueType::kPostcode:
    case ValueType::kFreeText:
    case ValueType::kReference: return Component::kValue;
  }
  return Component::kNeither;
}

}  // namespace concordat::policy
