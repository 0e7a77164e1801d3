#include "policy/verify/json/fhir_rules.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace concordat::policy {
namespace {

// One line a member, and the types where it is a modifier.
struct ModifierRow {
  std::string_view member;
  std::string_view types;
};
constexpr ModifierRow kRows[] = {
    {"status",
     "Account ActivityDefinition Appointment CapabilityStatement CarePlan CareTeam ChargeItem ChargeItemDefinition "
     "Claim "
     "ClaimResponse ClinicalImpression CodeSystem Communication CommunicationRequest CompartmentDefinition Composition "
     "ConceptMap "
     "Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device "
     "DeviceRequest "
     "DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter "
     "Endpoint "
     "EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario "
     "ExplanationOfBenefit FamilyMemberHistory Flag GraphDefinition GuidanceResponse ImagingStudy Immunization "
     "ImmunizationEvaluation ImplementationGuide InsurancePlan Invoice Library List Location Measure MeasureReport "
     "Media "
     "Medication MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement "
     "MessageDefinition NamingSystem NutritionOrder Observation OperationDefinition PaymentNotice "
     "PaymentReconciliation "
     "PlanDefinition Procedure Questionnaire QuestionnaireResponse RequestGroup ResearchDefinition "
     "ResearchElementDefinition "
     "ResearchStudy ResearchSubject RiskEvidenceSynthesis SearchParameter ServiceRequest Specimen StructureDefinition "
     "StructureMap Subscription Substance SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport "
     "TestScript "
     "ValueSet VisionPrescription"},
    {"intent", "CarePlan DeviceRequest MedicationRequest NutritionOrder RequestGroup ServiceRequest Task"},
    {"active", "BodyStructure HealthcareService Organization Patient Person RelatedPerson Schedule"},
    {"doNotPerform", "ActivityDefinition CommunicationRequest MedicationRequest ServiceRequest"},
    {"clinicalStatus", "AllergyIntolerance Condition"},
    {"verificationStatus", "AllergyIntolerance Condition"},
    {"deceasedBoolean", "Patient"},
    {"deceasedDateTime", "Patient"},
    {"actuality", "AdverseEvent"},
    {"participantStatus", "AppointmentResponse"},
    {"code", "Basic"},
    {"scope", "Consent"},
    {"lifecycleStatus", "Goal"},
    {"isSubpotent", "Immunization"},
    {"mode", "List"},
    {"improvementNotation", "MeasureReport"},
    {"activity.detail.doNotPerform", "CarePlan"},
    {"activity.detail.status", "CarePlan"},
    {"term.action.doNotPerform", "Contract"},
    {"group.element.target.equivalence", "ConceptMap"},
    {"recommendation.forecastStatus", "ImmunizationRecommendation"},
    {"entry.deleted", "List"},
};

bool word_in(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const bool starts = at == 0 || words[at - 1] == ' ';
    const bool ends = at + word.size() == words.size() || words[at + word.size()] == ' ';
    if (starts && ends) return true;
  }
  return false;
}

constexpr std::array<std::uint8_t, 256> kHexDigits = [] {
  std::array<std::uint8_t, 256> is_digit{};
  for (const char c : std::string_view("0123456789abcdefABCDEF")) is_digit[static_cast<unsigned char>(c)] = 1;
  return is_digit;
}();

const std::unordered_map<std::string_view, std::string_view>& rows() {
  static const auto table = [] {
    std::unordered_map<std::string_view, std::string_view> by_member;
    for (const ModifierRow& row : kRows) by_member.emplace(row.member, row.types);
    return by_member;
  }();
  return table;
}

bool modifies(std::string_view type, std::string_view member) {
  if (member == "implicitRules") return true;
  const auto row = rows().find(member);
  return row != rows().end() && word_in(row->second, type);
}

}  // namespace

bool within_coding(std::string_view name) {
  return name == "system" || name == "version" || name == "code" || name == "display" || name == "userSelected" ||
         name == "text";
}

bool modifier_path(std::string_view path) {
  const std::size_t type_end = path.find('.');
  if (type_end == std::string_view::npos) return false;
  const std::string_view type = path.substr(0, type_end);
  const std::string_view members = path.substr(type_end + 1);
  if (modifies(type, members)) return true;
  for (std::size_t dot = members.find('.'); dot != std::string_view::npos; dot = members.find('.', dot + 1)) {
    std::string_view rest = members.substr(dot + 1);
    if (rest.substr(0, 7) == "coding.") rest.remove_prefix(7);
    if (within_coding(rest) && modifies(type, members.substr(0, dot))) return true;
  }
  return false;
}

bool modifier_member(std::string_view name) {
  return name == "use" || name == "comparator";
}

bool common_member(std::string_view name) {
  return within_coding(name) || modifier_member(name) ||
         word_in(
             "coding family given prefix suffix line city district state postalCode country value period start end "
             "rank "
             "unit url reference identifier type id meta security entry fullUrl resource contained extension "
             "modifierExtension div data hash size title status signature",
             name);
}

bool single_token(std::string_view raw) {
  if (raw.size() > 128) return false;
  for (const char c : raw) {
    if (c <= ' ' || c == '\\' || c == 0x7f) return false;
  }
  return true;
}

bool bundle_url(std::string_view text) {
  if (text.size() != 45 || text.substr(0, 9) != "urn:uuid:") return false;
  if (text[17] != '-' || text[22] != '-' || text[27] != '-' || text[32] != '-') return false;
  // Four of the 36 are dashes, so all others are digits if 32 are.
  int digits = 0;
  for (const char c : text.substr(9)) digits += kHexDigits[static_cast<unsigned char>(c)];
  return digits == 32;
}

}  // namespace concordat::policy
