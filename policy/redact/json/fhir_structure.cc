#include "policy/redact/json/fhir_structure.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "policy/redact/json/required_elements.h"

namespace concordat::policy {

using protocol::json::Kind;
using protocol::json::Tape;

namespace {

// Resource types whose `status` is a modifier. Slot, Practitioner and a few others have one that is not: they are not
// here.
constexpr std::string_view kModifyingStatus[] = {"Account",
                                                 "ActivityDefinition",
                                                 "Appointment",
                                                 "CapabilityStatement",
                                                 "CarePlan",
                                                 "CareTeam",
                                                 "ChargeItem",
                                                 "ChargeItemDefinition",
                                                 "Claim",
                                                 "ClaimResponse",
                                                 "ClinicalImpression",
                                                 "CodeSystem",
                                                 "Communication",
                                                 "CommunicationRequest",
                                                 "CompartmentDefinition",
                                                 "Composition",
                                                 "ConceptMap",
                                                 "Consent",
                                                 "Contract",
                                                 "Coverage",
                                                 "CoverageEligibilityRequest",
                                                 "CoverageEligibilityResponse",
                                                 "DetectedIssue",
                                                 "Device",
                                                 "DeviceRequest",
                                                 "DeviceUseStatement",
                                                 "DiagnosticReport",
                                                 "DocumentManifest",
                                                 "DocumentReference",
                                                 "EffectEvidenceSynthesis",
                                                 "Encounter",
                                                 "Endpoint",
                                                 "EnrollmentRequest",
                                                 "EnrollmentResponse",
                                                 "EpisodeOfCare",
                                                 "EventDefinition",
                                                 "Evidence",
                                                 "EvidenceVariable",
                                                 "ExampleScenario",
                                                 "ExplanationOfBenefit",
                                                 "FamilyMemberHistory",
                                                 "Flag",
                                                 "GraphDefinition",
                                                 "GuidanceResponse",
                                                 "ImagingStudy",
                                                 "Immunization",
                                                 "ImmunizationEvaluation",
                                                 "ImplementationGuide",
                                                 "InsurancePlan",
                                                 "Invoice",
                                                 "Library",
                                                 "List",
                                                 "Location",
                                                 "Measure",
                                                 "MeasureReport",
                                                 "Media",
                                                 "Medication",
                                                 "MedicationAdministration",
                                                 "MedicationDispense",
                                                 "MedicationKnowledge",
                                                 "MedicationRequest",
                                                 "MedicationStatement",
                                                 "MessageDefinition",
                                                 "NamingSystem",
                                                 "NutritionOrder",
                                                 "Observation",
                                                 "OperationDefinition",
                                                 "PaymentNotice",
                                                 "PaymentReconciliation",
                                                 "PlanDefinition",
                                                 "Procedure",
                                                 "Questionnaire",
                                                 "QuestionnaireResponse",
                                                 "RequestGroup",
                                                 "ResearchDefinition",
                                                 "ResearchElementDefinition",
                                                 "ResearchStudy",
                                                 "ResearchSubject",
                                                 "RiskEvidenceSynthesis",
                                                 "SearchParameter",
                                                 "ServiceRequest",
                                                 "Specimen",
                                                 "StructureDefinition",
                                                 "StructureMap",
                                                 "Subscription",
                                                 "Substance",
                                                 "SupplyDelivery",
                                                 "SupplyRequest",
                                                 "Task",
                                                 "TerminologyCapabilities",
                                                 "TestReport",
                                                 "TestScript",
                                                 "ValueSet",
                                                 "VisionPrescription"};

// The other modifiers. `use` and `comparator` of the data types are known by their names (element_part.h).
constexpr std::string_view kModifiers[] = {
    "*.implicitRules", "ActivityDefinition.doNotPerform", "AdverseEvent.actuality", "AllergyIntolerance.clinicalStatus",
    "AllergyIntolerance.verificationStatus", "AppointmentResponse.participantStatus", "Basic.code",
    "BodyStructure.active", "CarePlan.activity.detail.doNotPerform", "CarePlan.activity.detail.status",
    "CarePlan.intent", "CommunicationRequest.doNotPerform", "ConceptMap.group.element.target.equivalence",
    "Condition.clinicalStatus", "Condition.verificationStatus", "Consent.scope", "Contract.term.action.doNotPerform",
    "DeviceRequest.intent", "Goal.lifecycleStatus", "HealthcareService.active", "Immunization.isSubpotent",
    "ImmunizationRecommendation.recommendation.forecastStatus", "List.entry.deleted", "List.mode",
    "MeasureReport.improvementNotation", "MedicationRequest.doNotPerform", "MedicationRequest.intent",
    "NutritionOrder.intent", "Organization.active", "Patient.active", "Patient.deceased[x]", "Person.active",
    "RelatedPerson.active", "RequestGroup.intent", "Schedule.active", "ServiceRequest.doNotPerform",
    "ServiceRequest.intent",
    // Not isModifier in R4, and no less one than the other intents.
    "Task.intent"};

constexpr std::string_view kDemanding[] = {
    "Patient.link", "Questionnaire.item.enableWhen",
    "MedicinalProductIngredient.specifiedSubstance.strength.concentrationLowLimit",
    "MedicinalProductIngredient.specifiedSubstance.strength.presentationLowLimit"};

constexpr std::string_view kInstants[] = {"*.meta.lastUpdated",
                                          "Appointment.end",
                                          "Appointment.start",
                                          "AppointmentResponse.end",
                                          "AppointmentResponse.start",
                                          "AuditEvent.recorded",
                                          "Bundle.entry.request.ifModifiedSince",
                                          "Bundle.entry.response.lastModified",
                                          "Bundle.timestamp",
                                          "DeviceMetric.calibration.time",
                                          "DiagnosticReport.issued",
                                          "DocumentReference.date",
                                          "Media.issued",
                                          "Observation.issued",
                                          "Observation.effectiveInstant",
                                          "Provenance.recorded",
                                          "Slot.end",
                                          "Slot.start",
                                          "Subscription.end"};

bool coding(const Tape& tape, std::uint32_t value) {
  constexpr std::string_view kMembers[] = {"system", "version", "code", "display", "userSelected"};
  if (tape[value].kind != Kind::kObject) return false;
  for (std::uint32_t key = value + 1; key < tape[value].next; key = tape[key].next) {
    const std::string_view name = tape.raw(key);
    if (std::find(std::begin(kMembers), std::end(kMembers), name) == std::end(kMembers)) return false;
    if ((tape[key + 1].kind == Kind::kObject || tape[key + 1].kind == Kind::kArray) ||
        (name != "display" && !code_like(tape, key + 1)))
      return false;
  }
  return true;
}

}  // namespace

std::vector<StructuralPlace> fhir_structure() {
  std::vector<StructuralPlace> places = required_elements();
  for (const std::string_view type : kModifyingStatus) {
    places.push_back({std::string(type) + ".status", Structure::kModifier});
  }
  for (const std::string_view place : kModifiers) places.push_back({std::string(place), Structure::kModifier});
  for (const std::string_view place : kDemanding) places.push_back({std::string(place), Structure::kDemandingModifier});
  for (const std::string_view place : kInstants) places.push_back({std::string(place), Structure::kInstant});
  places.push_back({"Bundle.type", Structure::kFormat});
  places.push_back({"Bundle.entry.fullUrl", Structure::kFullUrl});
  places.push_back({"Bundle.signature", Structure::kSignature});
  places.push_back({"MessageHeader.focus", Structure::kFocus});
  places.push_back({"*.text", Structure::kNarrative});
  constexpr int kDeepestSection = 8;
  std::string section = "Composition";
  for (int depth = 0; depth < kDeepestSection; ++depth) {
    section += ".section";
    places.push_back({section + ".text", Structure::kNarrative});
  }
  for (const char* place : {"*.id", "*.note.time", "MessageHeader.response.identifier", "Binary.data", "*.photo.data",
                            "*.presentedForm.data", "*.content.attachment.data", "Media.content.data",
                            "Communication.payload.contentAttachment.data", "Consent.sourceAttachment.data"})
    places.push_back({place, Structure::kFixedForm});
  for (const char* place : {"Organization", "Patient.contact"}) places.push_back({place, Structure::kNamed});
  places.push_back({"*.meta.security", Structure::kSecurity});
  return places;
}

bool is_urn_uuid(std::string_view text) {
  static constexpr std::array<std::uint8_t, 256> kHexDigits = [] {
    std::array<std::uint8_t, 256> digits{};
    for (const char c : std::string_view("0123456789abcdefABCDEF")) digits[static_cast<unsigned char>(c)] = 1;
    return digits;
  }();
  constexpr std::string_view kStart = "urn:uuid:";
  constexpr std::size_t kSize = 36;
  constexpr int kDigits = 32;
  if (text.size() != kStart.size() + kSize || text.substr(0, kStart.size()) != kStart) return false;
  const char* const uuid = text.data() + kStart.size();
  if (uuid[8] != '-' || uuid[13] != '-' || uuid[18] != '-' || uuid[23] != '-') return false;
  int digits = 0;  // with four dashes these are all the rest
  for (std::size_t i = 0; i < kSize; ++i) digits += kHexDigits[static_cast<unsigned char>(uuid[i])];
  return digits == kDigits;
}

bool code_like(const Tape& tape, std::uint32_t token) {
  constexpr std::size_t kLongest = 128;
  if (tape[token].escaped || tape[token].length > kLongest) return false;
  const std::string_view text = tape.raw(token);
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// {"coding": [{"code": …}], "text": …} and no more than FHIR gives it. Words alone are no code.
bool coded_concept(const Tape& tape, std::uint32_t value) {
  if (tape[value].kind != Kind::kObject) return false;
  bool coded = false;
  const std::uint32_t end = tape[value].next;
  for (std::uint32_t key = value + 1; key < end; key = tape[key].next) {
    const std::uint32_t member = key + 1;
    const std::string_view name = tape.raw(key);
    if (name == "text" && tape[member].kind == Kind::kString) continue;
    if (name != "coding" || tape[member].kind != Kind::kArray) return false;
    for (std::uint32_t one = member + 1; one < tape[member].next; one = tape[one].next) {
      if (!coding(tape, one)) return false;
      coded = coded || tape.member(one, "code") != 0;
    }
  }
  return coded;
}

// Says whether an NHS number was traced: without it a number that failed tracing reads as a good one. An url and a
// coded concept, and nothing else.
bool verification_status(const Tape& tape, std::uint32_t object) {
  constexpr std::string_view kName = "NHSNumberVerificationStatus";
  const std::uint32_t url = tape.member(object, "url");
  const std::uint32_t status = tape.member(object, "valueCodeableConcept");
  if (url == 0 || status == 0 || tape[url].escaped) return false;
  const bool two_members = url < status ? status == object + 4 && tape[status].next == tape[object].next
                                        : status == object + 2 && url + 1 == tape[object].next;
  return two_members && tape.raw(url).find(kName) != std::string_view::npos && coded_concept(tape, status);
}

bool is_label(const Tape& tape, std::uint32_t object) {
  if (tape[object].next != object + 5) return false;
  const std::uint32_t system = tape.member(object, "system");
  const std::uint32_t code = tape.member(object, "code");
  return system != 0 && code != 0 && tape.raw(system) == kLabelSystem && tape.raw(code) == kLabelCode;
}

LabelSet security_labels_in(const protocol::json::Tape& tape, std::uint32_t security) {
  LabelSet labels = 0;
  std::string scratch;
  const std::uint32_t end = tape[security].next;
  for (std::uint32_t at = security; at < end; ++at) {
    if (tape[at].kind != Kind::kObject) continue;
    const std::uint32_t code = tape.member(at, "code");
    if (code == 0 || tape[code].kind != Kind::kString) continue;
    if (const auto label = security_label(tape.decoded(code, scratch))) labels |= static_cast<LabelSet>(*label);
  }
  return labels;
}

}  // namespace concordat::policy
