#include "policy/redact/json/required_elements.h"

#include <sstream>

namespace concordat::policy {
namespace {

// A resource type and its required elements; > marks a reference, which may also be released masked. tests/fhir
// compares the table with the published definitions.
struct Row {
  const char* type;
  const char* elements;
};
constexpr Row kRows[] = {
    {"*", "note.text text.status text.div"},
    {"Account", "coverage.coverage> guarantor.party>"},
    {"ActivityDefinition", "participant.type dynamicValue.path dynamicValue.expression"},
    {"AdverseEvent", "subject> suspectEntity.instance>"},
    {"AllergyIntolerance", "patient> reaction.manifestation"},
    {"Appointment", "participant participant.status"},
    {"AppointmentResponse", "appointment>"},
    {"AuditEvent",
     "type recorded agent agent.requestor source source.observer> entity.detail.type "
     "entity.detail.value[x]"},
    {"Binary", "contentType"},
    {"BodyStructure", "patient>"},
    {"Bundle",
     "type link.relation link.url entry.request.method entry.request.url entry.response.status "
     "entry.link.relation entry.link.url"},
    {"CapabilityStatement",
     "date kind software.name implementation.description fhirVersion format rest.mode "
     "rest.resource.type rest.resource.interaction.code rest.resource.searchParam.name "
     "rest.resource.searchParam.type rest.resource.operation.name "
     "rest.resource.operation.definition rest.interaction.code messaging.endpoint.protocol "
     "messaging.endpoint.address messaging.supportedMessage.mode "
     "messaging.supportedMessage.definition document.mode document.profile"},
    {"CarePlan", "subject> activity.progress.text"},
    {"CatalogEntry", "orderable referencedItem> relatedEntry.relationtype relatedEntry.item>"},
    {"ChargeItem", "code subject> performer.actor>"},
    {"ChargeItemDefinition", "url propertyGroup.priceComponent.type"},
    {"Claim",
     "type use patient> created provider> priority payee.type careTeam.sequence "
     "careTeam.provider> supportingInfo.sequence supportingInfo.category diagnosis.sequence "
     "diagnosis.diagnosis[x] procedure.sequence procedure.procedure[x] insurance "
     "insurance.sequence insurance.focal insurance.coverage> accident.date item.sequence "
     "item.productOrService item.detail.sequence item.detail.productOrService "
     "item.detail.subDetail.sequence item.detail.subDetail.productOrService"},
    {"ClaimResponse",
     "type use patient> created insurer> outcome item.itemSequence item.adjudication "
     "item.adjudication.category item.detail.detailSequence item.detail.adjudication "
     "item.detail.subDetail.subDetailSequence addItem.productOrService addItem.adjudication "
     "addItem.detail.productOrService addItem.detail.adjudication "
     "addItem.detail.subDetail.productOrService addItem.detail.subDetail.adjudication "
     "total.category total.amount payment.type payment.amount processNote.text insurance.sequence "
     "insurance.focal insurance.coverage> error.code"},
    {"ClinicalImpression", "subject> investigation.code"},
    {"CodeSystem",
     "content filter.code filter.operator filter.value property.code property.type concept.code "
     "concept.designation.value concept.property.code concept.property.value[x]"},
    {"Communication", "payload.content[x]"},
    {"CommunicationRequest", "payload.content[x]"},
    {"CompartmentDefinition", "url name code search resource.code"},
    {"Composition",
     "type date author> title attester.mode relatesTo.code relatesTo.target[x] "
     "section.text.status section.text.div"},
    {"ConceptMap",
     "group.element group.element.target.dependsOn.property group.element.target.dependsOn.value "
     "group.unmapped.mode"},
    {"Condition", "subject>"},
    {"Consent",
     "category verification.verified provision.actor.role provision.actor.reference> "
     "provision.data.meaning provision.data.reference>"},
    {"Contract",
     "contentDefinition.type contentDefinition.publicationStatus "
     "term.securityLabel.classification term.offer term.offer.party.reference> "
     "term.offer.party.role term.offer.answer.value[x] term.action.type "
     "term.action.subject.reference> term.action.intent term.action.status signer.type "
     "signer.party> signer.signature signer.signature.type signer.signature.when "
     "signer.signature.who> friendly.content[x] legal.content[x] rule.content[x]"},
    {"Coverage",
     "beneficiary> payor> class.type class.value costToBeneficiary.value[x] "
     "costToBeneficiary.exception.type"},
    {"CoverageEligibilityRequest",
     "purpose patient> created insurer> supportingInfo.sequence supportingInfo.information> "
     "insurance.coverage>"},
    {"CoverageEligibilityResponse",
     "purpose patient> created request> outcome insurer> insurance.coverage> "
     "insurance.item.benefit.type error.code"},
    {"DetectedIssue", "mitigation.action"},
    {"Device", "deviceName.name deviceName.type specialization.systemType version.value property.type"},
    {"DeviceDefinition",
     "udiDeviceIdentifier.deviceIdentifier udiDeviceIdentifier.issuer "
     "udiDeviceIdentifier.jurisdiction deviceName.name deviceName.type specialization.systemType "
     "capability.type property.type material.substance classification.type"},
    {"DeviceMetric", "type category"},
    {"DeviceRequest", "code[x] subject>"},
    {"DeviceUseStatement", "subject> device>"},
    {"DiagnosticReport", "code media.link>"},
    {"DocumentManifest", "content>"},
    {"DocumentReference", "relatesTo.code relatesTo.target> content content.attachment"},
    {"EffectEvidenceSynthesis",
     "population> exposure> exposureAlternative> outcome> "
     "resultsByExposure.riskEvidenceSynthesis>"},
    {"Encounter",
     "statusHistory.status statusHistory.period class classHistory.class classHistory.period "
     "diagnosis.condition> location.location>"},
    {"Endpoint", "connectionType payloadType address"},
    {"EpisodeOfCare", "statusHistory.status statusHistory.period diagnosis.condition> patient>"},
    {"EventDefinition", "trigger"},
    {"Evidence", "exposureBackground>"},
    {"EvidenceVariable",
     "characteristic.definitionByTypeAndValue.type "
     "characteristic.definitionByTypeAndValue.value[x] "
     "characteristic.definitionByCombination.code "
     "characteristic.definitionByCombination.characteristic"},
    {"ExampleScenario",
     "actor.actorId actor.type instance.resourceId instance.resourceType "
     "instance.version.versionId instance.version.description "
     "instance.containedInstance.resourceId process.title process.step.operation.number "
     "process.step.alternative.title"},
    {"ExplanationOfBenefit",
     "type use patient> created insurer> provider> outcome careTeam.sequence careTeam.provider> "
     "supportingInfo.sequence supportingInfo.category diagnosis.sequence diagnosis.diagnosis[x] "
     "procedure.sequence procedure.procedure[x] insurance insurance.focal insurance.coverage> "
     "item.sequence item.productOrService item.adjudication.category item.detail.sequence "
     "item.detail.productOrService item.detail.subDetail.sequence "
     "item.detail.subDetail.productOrService addItem.productOrService "
     "addItem.detail.productOrService addItem.detail.subDetail.productOrService total.category "
     "total.amount benefitBalance.category benefitBalance.financial.type"},
    {"FamilyMemberHistory", "patient> relationship condition.code"},
    {"Flag", "code subject>"},
    {"Goal", "description subject>"},
    {"GraphDefinition",
     "name start link.target.type link.target.compartment.use link.target.compartment.code "
     "link.target.compartment.rule"},
    {"Group",
     "type actual characteristic.code characteristic.value[x] characteristic.exclude "
     "member.entity>"},
    {"GuidanceResponse", "module[x]"},
    {"HealthcareService", "notAvailable.description"},
    {"ImagingStudy",
     "subject> series.uid series.modality series.performer.actor> series.instance.uid "
     "series.instance.sopClass"},
    {"Immunization", "vaccineCode patient> occurrence[x] performer.actor> protocolApplied.doseNumber[x]"},
    {"ImmunizationEvaluation", "patient> targetDisease immunizationEvent> doseStatus"},
    {"ImmunizationRecommendation",
     "patient> date recommendation recommendation.dateCriterion.code "
     "recommendation.dateCriterion.value"},
    {"ImplementationGuide",
     "url name packageId fhirVersion dependsOn.uri global.type global.profile "
     "definition.grouping.name definition.resource definition.resource.reference> "
     "definition.page.name[x] definition.page.title definition.page.generation "
     "definition.parameter.code definition.parameter.value definition.template.code "
     "definition.template.source manifest.resource manifest.resource.reference> "
     "manifest.page.name"},
    {"InsurancePlan",
     "coverage.type coverage.benefit coverage.benefit.type plan.specificCost.category "
     "plan.specificCost.benefit.type plan.specificCost.benefit.cost.type"},
    {"Invoice", "participant.actor> lineItem.chargeItem[x] lineItem.priceComponent.type"},
    {"Library", "type"},
    {"Linkage", "item item.type item.resource>"},
    {"List", "entry.item>"},
    {"Location", "position.longitude position.latitude"},
    {"Measure", "group.population.criteria group.stratifier.component.criteria supplementalData.criteria"},
    {"MeasureReport",
     "type measure period group.stratifier.stratum.component.code "
     "group.stratifier.stratum.component.value"},
    {"Media", "content"},
    {"Medication", "ingredient.item[x]"},
    {"MedicationAdministration", "medication[x] subject> effective[x] performer.actor>"},
    {"MedicationDispense", "medication[x] performer.actor> substitution.wasSubstituted"},
    {"MedicationKnowledge",
     "relatedMedicationKnowledge.type relatedMedicationKnowledge.reference> ingredient.item[x] "
     "cost.type cost.cost administrationGuidelines.dosage.type "
     "administrationGuidelines.dosage.dosage "
     "administrationGuidelines.patientCharacteristics.characteristic[x] "
     "medicineClassification.type regulatory.regulatoryAuthority> regulatory.substitution.type "
     "regulatory.substitution.allowed regulatory.schedule.schedule "
     "regulatory.maxDispense.quantity"},
    {"MedicationRequest", "medication[x] subject> substitution.allowed[x]"},
    {"MedicationStatement", "medication[x] subject>"},
    {"MedicinalProduct",
     "name name.productName name.namePart.part name.namePart.type name.countryLanguage.country "
     "name.countryLanguage.language"},
    {"MedicinalProductAuthorization", "procedure.type"},
    {"MedicinalProductContraindication", "otherTherapy.therapyRelationshipType otherTherapy.medication[x]"},
    {"MedicinalProductIndication", "otherTherapy.therapyRelationshipType otherTherapy.medication[x]"},
    {"MedicinalProductIngredient",
     "role specifiedSubstance.code specifiedSubstance.group "
     "specifiedSubstance.strength.presentation "
     "specifiedSubstance.strength.referenceStrength.strength substance.code"},
    {"MedicinalProductInteraction", "interactant.item[x]"},
    {"MedicinalProductManufactured", "manufacturedDoseForm quantity"},
    {"MedicinalProductPackaged", "batchIdentifier.outerPackaging packageItem packageItem.type packageItem.quantity"},
    {"MedicinalProductPharmaceutical",
     "administrableDoseForm characteristics.code routeOfAdministration routeOfAdministration.code "
     "routeOfAdministration.targetSpecies.code "
     "routeOfAdministration.targetSpecies.withdrawalPeriod.tissue "
     "routeOfAdministration.targetSpecies.withdrawalPeriod.value"},
    {"MessageDefinition", "date event[x] focus.code focus.min allowedResponse.message"},
    {"MessageHeader", "event[x] destination.endpoint source source.endpoint response.identifier response.code"},
    {"MolecularSequence", "coordinateSystem quality.type repository.type"},
    {"NamingSystem", "name kind date uniqueId uniqueId.type uniqueId.value"},
    {"NutritionOrder", "patient> dateTime"},
    {"Observation",
     "code valueSampledData.origin valueSampledData.period valueSampledData.dimensions "
     "component.code component.valueSampledData.origin component.valueSampledData.period "
     "component.valueSampledData.dimensions"},
    {"ObservationDefinition", "code"},
    {"OperationDefinition",
     "name kind code system type instance parameter.name parameter.use parameter.min "
     "parameter.max parameter.binding.strength parameter.binding.valueSet "
     "parameter.referencedFrom.source"},
    {"OperationOutcome", "issue issue.severity issue.code"},
    {"Parameters", "parameter.name"},
    {"Patient", "communication.language link.other> link.type"},
    {"PaymentNotice", "created payment> recipient> amount"},
    {"PaymentReconciliation", "created paymentDate paymentAmount detail.type"},
    {"Person", "link.target>"},
    {"PlanDefinition",
     "goal.description action.condition.kind action.relatedAction.actionId "
     "action.relatedAction.relationship action.participant.type"},
    {"Practitioner", "qualification.code"},
    {"PractitionerRole", "notAvailable.description"},
    {"Procedure", "subject> performer.actor> focalDevice.manipulated>"},
    {"Provenance",
     "target> recorded agent agent.who> entity.role entity.what> signature.type signature.when "
     "signature.who>"},
    {"Questionnaire",
     "item.linkId item.type item.enableWhen.question item.enableWhen.operator "
     "item.enableWhen.answer[x] item.answerOption.value[x] item.initial.value[x]"},
    {"QuestionnaireResponse", "item.linkId item.item.linkId item.item.item.linkId item.answer.item.linkId"},
    {"RelatedPerson", "patient> communication.language"},
    {"RequestGroup", "action.condition.kind action.relatedAction.actionId action.relatedAction.relationship"},
    {"ResearchDefinition", "population>"},
    {"ResearchElementDefinition", "type characteristic characteristic.definition[x]"},
    {"ResearchStudy", "arm.name associatedParty.role progressStatus.state comparisonGroup.name"},
    {"ResearchSubject", "study> individual>"},
    {"RiskAssessment", "status subject>"},
    {"RiskEvidenceSynthesis", "population> outcome>"},
    {"Schedule", "actor>"},
    {"SearchParameter", "url name description code base type component.definition component.expression"},
    {"ServiceRequest", "subject>"},
    {"Slot", "schedule> status start end"},
    {"SpecimenDefinition", "typeTested.preference typeTested.container.additive.additive[x]"},
    {"StructureDefinition",
     "url name mapping.identity kind abstract context.type context.expression type "
     "snapshot.element differential.element"},
    {"StructureMap",
     "url name structure.url structure.mode group group.name group.typeMode group.input "
     "group.input.name group.input.mode group.rule group.rule.name group.rule.source "
     "group.rule.source.context group.rule.target.parameter.value[x] group.rule.dependent.name "
     "group.rule.dependent.variable"},
    {"Subscription", "reason criteria channel channel.type"},
    {"Substance", "code ingredient.substance[x]"},
    {"SubstanceSpecification", "name.name"},
    {"SupplyRequest", "item[x] quantity"},
    {"Task", "intent input.type input.value[x] output.type output.value[x]"},
    {"TerminologyCapabilities",
     "date kind software.name implementation.description codeSystem.version.filter.code "
     "codeSystem.version.filter.op expansion.parameter.name validateCode.translations "
     "translation.needsMap"},
    {"TestReport",
     "testScript> result participant.type participant.uri setup.action "
     "setup.action.operation.result setup.action.assert.result test.action teardown.action "
     "teardown.action.operation"},
    {"TestScript",
     "url name origin.index origin.profile destination.index destination.profile "
     "metadata.link.url metadata.capability metadata.capability.required "
     "metadata.capability.validated metadata.capability.capabilities fixture.autocreate "
     "fixture.autodelete variable.name setup.action setup.action.operation.encodeRequestUrl "
     "setup.action.operation.requestHeader.field setup.action.operation.requestHeader.value "
     "setup.action.assert.warningOnly test.action teardown.action teardown.action.operation"},
    {"ValueSet",
     "compose.include compose.include.concept.code compose.include.concept.designation.value "
     "compose.include.filter.property compose.include.filter.op compose.include.filter.value "
     "expansion.timestamp expansion.parameter.name"},
    {"VerificationResult", "status validator.organization>"},
    {"VisionPrescription",
     "created patient> dateWritten prescriber> lensSpecification lensSpecification.product "
     "lensSpecification.eye lensSpecification.prism.amount lensSpecification.prism.base"},
};

// Invariants of R4 that make one element require another, which is there whenever the first is.
constexpr Row kInvariants[] = {
    // bdl-3, bdl-4: in a batch, a transaction, a history and the answers to them
    {"Bundle", "entry.request entry.response"},
    // att-1: what the bytes are
    {"*", "photo.contentType presentedForm.contentType content.attachment.contentType"},
    {"Communication", "payload.contentAttachment.contentType"},
    {"Consent", "sourceAttachment.contentType"},
    {"Media", "content.contentType"},
    {"QuestionnaireResponse", "item.answer.valueAttachment.contentType"},
    // app-1; app-2, app-3: an appointment has a time unless it was never made or is called off
    {"Appointment", "participant.actor> start end"},
};

}  // namespace

std::vector<StructuralPlace> required_elements() {
  std::vector<StructuralPlace> places;
  const auto add = [&places](const Row& row) {
    std::istringstream elements(row.elements);
    for (std::string element; elements >> element;) {
      const bool reference = element.back() == '>';
      if (reference) element.pop_back();
      places.push_back(
          {std::string(row.type) + "." + element, reference ? Structure::kRequiredReference : Structure::kRequired});
    }
  };
  for (const Row& row : kRows) add(row);
  for (const Row& row : kInvariants) add(row);
  return places;
}

}  // namespace concordat::policy
