#include "policy/redact/json/fhir_structure.h"

#include <array>

#include "policy/redact/json/required_elements.h"

namespace concordat::policy {
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
  // What a character may stand for in the shape: x for a hexadecimal digit, - for itself.
  static constexpr std::array<char, 256> kStandsFor = [] {
    std::array<char, 256> stands{};
    for (const char c : std::string_view("0123456789abcdefABCDEF")) stands[static_cast<unsigned char>(c)] = 'x';
    stands['-'] = '-';
    return stands;
  }();
  constexpr std::string_view kStart = "urn:uuid:";
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kStart.size() + kShape.size() || text.substr(0, kStart.size()) != kStart) return false;
  const char* const uuid = text.data() + kStart.size();
  int differences = 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    differences |= kStandsFor[static_cast<unsigned char>(uuid[i])] ^ kShape[i];
  }
  return differences == 0;
}

LabelSet security_labels_in(const protocol::json::Tape& tape, std::uint32_t security) {
  using protocol::json::Kind;
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
