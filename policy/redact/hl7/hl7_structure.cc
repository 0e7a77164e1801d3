#include "policy/redact/hl7/hl7_structure.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace concordat::policy {
namespace {

struct FieldRole {
  std::string_view segment;
  std::uint16_t field;
  Hl7Role role;
};
constexpr auto kFormat = Hl7Role::kFormat;
constexpr auto kModifier = Hl7Role::kModifier;
constexpr auto kSetId = Hl7Role::kSetId;

// In the order of segment and field.
constexpr FieldRole kRoles[] = {
    {"ABS", 10, kModifier},
    {"ACC", 10, kModifier},
    {"AIG", 1, kSetId},
    {"AIG", 2, kModifier},
    {"AIG", 14, kModifier},
    {"AIL", 1, kSetId},
    {"AIL", 2, kModifier},
    {"AIL", 12, kModifier},
    {"AIP", 1, kSetId},
    {"AIP", 2, kModifier},
    {"AIP", 12, kModifier},
    {"AIS", 1, kSetId},
    {"AIS", 2, kModifier},
    {"AIS", 10, kModifier},
    {"AL1", 1, kSetId},
    {"ARV", 1, kSetId},
    {"ARV", 2, kModifier},
    {"BHS", 3, Hl7Role::kRouting},
    {"BHS", 4, Hl7Role::kRouting},
    {"BHS", 5, Hl7Role::kRouting},
    {"BHS", 6, Hl7Role::kRouting},
    {"BHS", 7, Hl7Role::kTime},
    {"CON", 1, kSetId},
    {"CON", 11, kModifier},
    {"DB1", 1, kSetId},
    {"DG1", 1, kSetId},
    {"DG1", 6, kModifier},
    {"DG1", 18, kModifier},
    {"DG1", 21, kModifier},
    {"EVN", 1, kModifier},
    {"FHS", 3, Hl7Role::kRouting},
    {"FHS", 4, Hl7Role::kRouting},
    {"FHS", 5, Hl7Role::kRouting},
    {"FHS", 6, Hl7Role::kRouting},
    {"FHS", 7, Hl7Role::kTime},
    {"FT1", 1, kSetId},
    {"FT1", 6, kModifier},
    {"GOL", 1, kModifier},
    {"GT1", 1, kSetId},
    {"IAM", 1, kSetId},
    {"IAM", 6, kModifier},
    {"IAM", 17, kModifier},
    {"IN1", 1, kSetId},
    {"MSA", 1, kModifier},
    {"MSH", 3, Hl7Role::kRouting},
    {"MSH", 4, Hl7Role::kRouting},
    {"MSH", 5, Hl7Role::kRouting},
    {"MSH", 6, Hl7Role::kRouting},
    {"MSH", 7, Hl7Role::kTime},
    {"MSH", 9, kFormat},
    {"MSH", 10, Hl7Role::kControlId},
    {"MSH", 11, kFormat},
    {"MSH", 12, kFormat},
    {"MSH", 15, kFormat},
    {"MSH", 16, kFormat},
    {"MSH", 17, kFormat},
    {"MSH", 18, kFormat},
    {"MSH", 19, kFormat},
    {"MSH", 20, kFormat},
    {"MSH", 21, kFormat},
    {"MSH", 26, kFormat},
    {"NK1", 1, kSetId},
    {"NTE", 1, kSetId},
    {"OBR", 1, kSetId},
    {"OBR", 11, kModifier},
    {"OBR", 25, kModifier},
    {"OBX", 1, kSetId},
    {"OBX", 2, kFormat},
    {"OBX", 6, Hl7Role::kUnits},
    {"OBX", 11, kModifier},
    {"ORC", 1, kModifier},
    {"ORC", 5, kModifier},
    {"ORC", 28, kModifier},
    {"PD1", 12, kModifier},
    {"PDA", 3, kModifier},
    {"PID", 1, kSetId},
    {"PID", 30, kModifier},
    {"PID", 31, kModifier},
    {"PID", 32, kModifier},
    {"PR1", 1, kSetId},
    {"PR1", 20, kModifier},
    {"PRB", 1, kModifier},
    {"PRB", 13, kModifier},
    {"PRB", 14, kModifier},
    {"PRD", 1, kModifier},
    {"PRT", 2, kModifier},
    {"PTH", 1, kModifier},
    {"PV1", 1, kSetId},
    {"PV2", 22, kModifier},
    {"RF1", 1, kModifier},
    {"RGS", 1, kSetId},
    {"RGS", 2, kModifier},
    {"ROL", 2, kModifier},
    {"RXA", 1, kSetId},
    {"RXA", 2, kSetId},
    {"RXA", 7, Hl7Role::kUnits},
    {"RXA", 20, kModifier},
    {"RXA", 21, kModifier},
    {"SCH", 25, kModifier},
    {"SPM", 1, kSetId},
    {"TQ1", 1, kSetId},
    {"TXA", 1, kSetId},
    {"TXA", 17, kModifier},
    {"TXA", 18, kModifier},
    {"TXA", 19, kModifier},
};

struct Speech {
  std::string_view segment;
  std::string_view of;
};
constexpr std::string_view kOfPatient = "PID";
constexpr std::string_view kOfOrder = "ORCPID";
constexpr std::string_view kOfMedicine = "RXARXERXORXDRXG";
constexpr Speech kSpeech[] = {
    {"ACC", kOfPatient},
    {"AIG", "RGSSCH"},
    {"AIL", "RGSSCH"},
    {"AIP", "RGSSCH"},
    {"AIS", "RGSSCH"},
    {"AL1", kOfPatient},
    {"ARV", "PV1PID"},
    {"AUT", "RF1PR1IN1"},
    {"BLG", "ORCOBR"},
    {"CTD", "PRDAUTOBRORC"},
    {"CTI", "OBXOBRORC"},
    {"DB1", kOfPatient},
    {"DG1", "OBRORCRXOPV1PID"},
    {"DRG", kOfPatient},
    {"FT1", "OBRORCPV1PID"},
    {"GOL", "PRBPID"},
    {"GT1", kOfPatient},
    {"IAM", kOfPatient},
    {"IAR", "IAMAL1"},
    {"IN1", kOfPatient},
    {"IN2", "IN1"},
    {"IN3", "IN1"},
    {"MRG", kOfPatient},
    {"NK1", kOfPatient},
    {"NTE", "*"},
    {"OBR", kOfOrder},
    {"OBX", "OBRSPMRXARXERXORXDRXGTXAPRBGOLORCPID"},
    {"ORC", kOfPatient},
    {"PD1", kOfPatient},
    {"PDA", kOfPatient},
    {"PR1", kOfPatient},
    {"PRB", kOfPatient},
    {"PRT", "*"},
    {"PTH", kOfPatient},
    {"PV1", kOfPatient},
    {"PV2", "PV1"},
    {"ROL", "PR1IN1PRBGOLPTHPV1PID"},
    {"RXA", kOfOrder},
    {"RXC", kOfMedicine},
    {"RXD", kOfOrder},
    {"RXE", kOfOrder},
    {"RXG", kOfOrder},
    {"RXO", kOfOrder},
    {"RXR", kOfMedicine},
    {"SAC", "SPMOBR"},
    {"SPM", "OBRORC"},
    {"TQ1", "RXARXERXORXDRXGOBRORCSCH"},
    {"TQ2", "TQ1"},
    {"TXA", kOfPatient},
    {"VAR", "PRBGOLPTHPID"},
};

struct Focus {
  std::string_view type;
  std::string_view segment;
};
constexpr Focus kFocus[] = {{"REF", "RF1"}, {"RRI", "RF1"}, {"SIU", "SCH"}, {"SRM", "SCH"}, {"MDM", "TXA"},
                            {"VXU", "RXA"}, {"ORU", "OBR"}, {"ORM", "ORC"}, {"OML", "ORC"}, {"OMP", "ORC"},
                            {"RDE", "ORC"}, {"PPR", "PRB"}, {"PGL", "GOL"}};

struct SensitiveField {
  std::string_view segment;
  std::uint16_t field;
  Hl7Sensitivity how;
};
constexpr SensitiveField kSensitive[] = {{"MSH", 26, Hl7Sensitivity::kCode}, {"TXA", 18, Hl7Sensitivity::kCode},
                                         {"ORC", 28, Hl7Sensitivity::kCode}, {"PD1", 12, Hl7Sensitivity::kYes},
                                         {"PV2", 22, Hl7Sensitivity::kYes},  {"DG1", 18, Hl7Sensitivity::kYes},
                                         {"ARV", 3, Hl7Sensitivity::kAny}};

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t leading_digits(std::string_view text) {
  return std::min(text.size(),
                  static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), digit) - text.begin()));
}

}  // namespace

std::vector<std::string_view> hl7_segments() {
  std::vector<std::string_view> out;
  for (const FieldRole& known : kRoles) out.push_back(known.segment);
  for (const SensitiveField& known : kSensitive) out.push_back(known.segment);
  for (const Focus& known : kFocus) out.push_back(known.segment);
  for (const Speech& known : kSpeech) {
    out.push_back(known.segment);
    for (std::string_view of = known.of; of.size() >= 3; of.remove_prefix(3)) out.push_back(of.substr(0, 3));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Hl7Role hl7_role(std::string_view segment, std::uint16_t field) {
  const auto* found = std::find_if(std::begin(kRoles), std::end(kRoles), [&](const FieldRole& known) {
    return known.field == field && known.segment == segment;
  });
  return found == std::end(kRoles) ? Hl7Role::kNone : found->role;
}

std::string_view hl7_speaks_of(std::string_view segment) {
  const auto* found = std::find_if(std::begin(kSpeech), std::end(kSpeech),
                                   [&](const Speech& known) { return known.segment == segment; });
  return found == std::end(kSpeech) ? std::string_view() : found->of;
}

std::string_view hl7_focus(std::string_view message_type) {
  const auto* found = std::find_if(std::begin(kFocus), std::end(kFocus),
                                   [&](const Focus& known) { return known.type == message_type; });
  return found == std::end(kFocus) ? "PID" : found->segment;
}

bool hl7_stays(std::string_view segment, bool focus) {
  if (segment == "EVN") return true;
  return focus && (segment == "PID" || segment == "RF1" || segment == "SCH" || segment == "TXA");
}

bool hl7_code(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  if (text == "UNICODE UTF-8") return true;  // table 0211: without it the bytes could not be read
  return text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool hl7_units(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  constexpr int kMostSpaces = 2;
  constexpr int kMostDigits = 4;
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  return text.size() <= kLongest && printable && std::count(text.begin(), text.end(), ' ') <= kMostSpaces &&
         std::count_if(text.begin(), text.end(), digit) <= kMostDigits;
}

bool hl7_time(std::string_view text) {
  constexpr std::size_t kWhole = 14;  // YYYYMMDDHHMMSS
  std::size_t digits = leading_digits(text);
  if (digits < 4 || digits > kWhole || digits % 2 != 0) return false;
  text.remove_prefix(digits);
  if (!text.empty() && text.front() == '.') {
    digits = leading_digits(text.substr(1));
    if (digits == 0 || digits > 4) return false;
    text.remove_prefix(digits + 1);
  }
  if (text.empty()) return true;
  return (text.front() == '+' || text.front() == '-') && text.size() == 5 && leading_digits(text.substr(1)) == 4;
}

bool hl7_set_id(std::string_view text) {
  constexpr std::size_t kLongest = 5;
  return !text.empty() && text.size() <= kLongest && leading_digits(text) == text.size();
}

Hl7Sensitivity hl7_sensitivity(std::string_view segment, std::uint16_t field) {
  const auto* found = std::find_if(std::begin(kSensitive), std::end(kSensitive), [&](const SensitiveField& known) {
    return known.field == field && known.segment == segment;
  });
  return found == std::end(kSensitive) ? Hl7Sensitivity::kNone : found->how;
}

}  // namespace concordat::policy
