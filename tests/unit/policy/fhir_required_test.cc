// What FHIR requires: an object is never released without it, and a record is refused rather than sent as less than
// one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/own_words.h"

namespace concordat::policy::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kMasked =
    R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]})";

OwnItem kept(const char* id, const char* selectors) {
  return {id, ValueType::kText, selectors, "keep"};
}
OwnItem withheld(const char* id, const char* selectors) {
  return {id, ValueType::kText, selectors, "withhold"};
}

std::string urn(char number) {
  return std::string(R"("urn:uuid:6b1f0d5e-000)") + number + R"(-4c1d-8a51-000000000001")";
}
std::string entry(char number, const std::string& resource) {
  return R"({"fullUrl":)" + urn(number) + R"(,"resource":)" + resource + "}";
}
std::string message(const std::string& entries) {
  return R"({"resourceType":"Bundle","type":"message","entry":[)" +
         entry('0', R"({"resourceType":"MessageHeader","eventCoding":{"code":"e"},"source":{"endpoint":"u:s"}})") +
         "," + entries + "]}";
}
const OwnItem kHeader = kept("header", "MessageHeader.eventCoding MessageHeader.source.endpoint");

TEST(FhirRequired, AResultGoesNowhereWithoutTheCodeOfWhatWasMeasured) {
  const std::string result = R"({"resourceType":"Observation","status":"final","code":{"text":"c"},"valueInteger":7})";
  const std::vector<OwnItem> without{kHeader, kept("result", "Observation.valueInteger"),
                                     withheld("kind", "Observation.code"), kept("gender", "Patient.gender")};
  EXPECT_THAT(redacted(without, result), AllOf(StartsWith("refused: "), HasSubstr("Observation.code (kind)")));
  EXPECT_EQ(unlabelled(redacted(without, message(entry('1', result) + "," +
                                                 entry('2', R"({"resourceType":"Patient","gender":"male"})")))),
            message(entry('2', R"({"resourceType":"Patient","gender":"male"})")));
  EXPECT_EQ(redacted({kept("result", "Observation.valueInteger Observation.code")}, result), result);
}

TEST(FhirRequired, AnElementThatCannotBeChangedWithCertaintyIsMissingToo) {
  const OwnItem coarse{"kind", ValueType::kDate, "Observation.code.text", "generalise: year"};
  EXPECT_THAT(redacted({kept("result", "Observation.valueInteger"), coarse},
                       R"({"resourceType":"Observation","status":"final","code":{"text":"c"},"valueInteger":7})"),
              HasSubstr("Observation.code (kind)"));
}

TEST(FhirRequired, WhatTheInputLacksIsNotAskedFor) {
  const std::string body = R"({"resourceType":"Observation","status":"final","valueInteger":7})";
  EXPECT_EQ(redacted({kept("result", "Observation.valueInteger")}, body), body);
}

TEST(FhirRequired, AnOptionalElementIsWithheldWithWhatItRequires) {
  const std::string body =
      R"({"resourceType":"Patient","gender":"male","communication":[{"language":{"text":"Welsh"},"preferred":true}]})";
  EXPECT_EQ(unlabelled(redacted(
                {kept("gender", "Patient.gender"), kept("preferred", "Patient.communication.preferred")}, body)),
            R"({"resourceType":"Patient","gender":"male"})");
}

TEST(FhirRequired, ARequiredElementInARequiredElementIsNamedInTheRefusal) {
  const std::vector<OwnItem> items{kept("about", "Appointment.description"),
                                   kept("kind", "Appointment.participant.type")};
  EXPECT_THAT(
      redacted(
          items,
          R"({"resourceType":"Appointment","status":"booked","description":"x","participant":[{"type":[{"text":"t"}],"status":"accepted"}]})"),
      HasSubstr("Appointment.participant.status (which no data item names)"));
}

TEST(FhirRequired, OneOfSeveralElementsOfARequiredArrayIsEnough) {
  EXPECT_EQ(
      unlabelled(redacted(
          {kept("participation", "Appointment.participant[status=accepted]"), kept("about", "Appointment.description")},
          R"({"resourceType":"Appointment","status":"booked","description":"x","participant":[{"status":"declined"},{"status":"accepted"}]})")),
      R"({"resourceType":"Appointment","status":"booked","description":"x","participant":[{"status":"accepted"}]})");
}

TEST(FhirRequired, AReferenceThatMayNotGoIsMasked) {
  const std::string condition =
      R"({"resourceType":"Condition","code":{"text":"c"},"subject":{"reference":)" + urn('2') + R"(,"display":"Ada"}})";
  const std::string patient = entry('2', R"({"resourceType":"Patient","gender":"male"})");
  const std::vector<OwnItem> items{kHeader, kept("condition", "Condition.code")};
  const std::string out = unlabelled(redacted(items, message(entry('1', condition) + "," + patient)));
  EXPECT_EQ(out, message(entry('1', R"({"resourceType":"Condition","code":{"text":"c"},"subject":)" +
                                        std::string(kMasked) + "}")));
  EXPECT_EQ(unlabelled(redacted(items, out)), out) << "a mask is masked again";
  EXPECT_EQ(unlabelled(redacted({kHeader, kept("condition", "Condition.code"), kept("gender", "Patient.gender")},
                                message(entry('1', condition) + "," + patient))),
            message(entry('1', R"({"resourceType":"Condition","code":{"text":"c"},"subject":{"reference":)" + urn('2') +
                                   "}}") +
                    "," + patient));
}

TEST(FhirRequired, ReferencesOfEveryKindAreMaskedAlike) {
  for (const char* subject :
       {R"({"reference":"Patient/1"})", R"({"reference":"https://x.example/Patient/1"})", R"({"reference":"#p"})",
        R"({"identifier":{"value":"9434765919"}})", R"({"display":"Ada"})", R"("Patient/1")", "{}"}) {
    EXPECT_EQ(unlabelled(redacted(
                  {kept("condition", "Condition.code")},
                  R"({"resourceType":"Condition","code":{"text":"c"},"subject":)" + std::string(subject) + "}")),
              R"({"resourceType":"Condition","code":{"text":"c"},"subject":)" + std::string(kMasked) + "}");
  }
  EXPECT_EQ(unlabelled(
                redacted({kept("about", "Schedule.comment")},
                         R"({"resourceType":"Schedule","actor":[{"reference":"a"},{"reference":"b"}],"comment":"c"})")),
            R"({"resourceType":"Schedule","actor":[)" + std::string(kMasked) + R"(],"comment":"c"})");
  EXPECT_EQ(
      unlabelled(redacted(
          {kept("dose", "MedicationStatement.dosage.text")},
          R"({"resourceType":"MedicationStatement","status":"active","medicationReference":{"reference":"Medication/1"},"dosage":[{"text":"t"}]})")),
      R"({"resourceType":"MedicationStatement","status":"active","medicationReference":)" + std::string(kMasked) +
          R"(,"dosage":[{"text":"t"}]})");
}

TEST(FhirRequired, AReferenceThatAnItemKeepsIsNotMasked) {
  const std::string body =
      R"({"resourceType":"Condition","code":{"text":"c"},"subject":{"identifier":{"value":"1"},"type":"Patient"}})";
  EXPECT_EQ(redacted({kept("all", "Condition.code Condition.subject")}, body), body);
}

TEST(FhirRequired, ARequiredElementOfNothingButAReferenceStaysWithTheReferenceMasked) {
  EXPECT_EQ(
      unlabelled(redacted(
          {kept("time", "Provenance.recorded")},
          R"({"resourceType":"Provenance","target":[{"reference":"Patient/1"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"Ada"}}]})")),
      R"({"resourceType":"Provenance","target":[)" + std::string(kMasked) +
          R"(],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":)" + std::string(kMasked) + "}]}");
}

TEST(FhirRequired, AMessageNeedsItsHeader) {
  const std::string body = message(entry('1', R"({"resourceType":"Patient","gender":"male"})"));
  EXPECT_THAT(redacted({kept("gender", "Patient.gender"), kept("event", "MessageHeader.eventCoding")}, body),
              AllOf(StartsWith("refused: "), HasSubstr("MessageHeader.source.endpoint (which no data item names)")));
  EXPECT_EQ(redacted({kept("gender", "Patient.gender"), kHeader}, body), body);
}

TEST(FhirRequired, ADocumentNeedsItsComposition) {
  const std::string body =
      R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","status":"final","type":{"text":"t"},"date":"2026","author":[{"display":"Dr Moss"}],"title":"Plan"}},{"resource":{"resourceType":"Patient","gender":"male"}}]})";
  EXPECT_THAT(redacted({kept("gender", "Patient.gender")}, body),
              AllOf(StartsWith("refused: "), HasSubstr("Composition.")));
  EXPECT_EQ(
      unlabelled(redacted(
          {kept("gender", "Patient.gender"), kept("document", "Composition.type Composition.date Composition.title")},
          body)),
      R"({"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","status":"final","type":{"text":"t"},"date":"2026","author":[)" +
          std::string(kMasked) + R"(],"title":"Plan"}},{"resource":{"resourceType":"Patient","gender":"male"}}]})");
}

TEST(FhirRequired, ATransactionIsNotSentWithoutItsInstructions) {
  const std::string body =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","gender":"male"},"request":{"method":"PUT","url":"Patient?identifier=9434765919"}}]})";
  EXPECT_THAT(redacted({kept("gender", "Patient.gender")}, body),
              AllOf(StartsWith("refused: "), HasSubstr("Bundle.entry.request"), Not(HasSubstr("9434765919"))));
  EXPECT_EQ(redacted({kept("gender", "Patient.gender"), kept("request", "Bundle.entry.request")}, body), body);
  const std::string nothing_of_it =
      R"({"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"DELETE","url":"Patient/1"}},{"resource":{"resourceType":"Patient","gender":"male"}}]})";
  EXPECT_THAT(redacted({kept("gender", "Patient.gender")}, nothing_of_it), Not(HasSubstr("DELETE")));
}

TEST(FhirRequired, AContactOrAnOrganisationMustBeSomebody) {
  EXPECT_EQ(
      unlabelled(redacted(
          {kept("gender", "Patient.gender"), kept("relation", "Patient.contact.relationship")},
          R"({"resourceType":"Patient","gender":"male","contact":[{"relationship":[{"text":"daughter"}],"name":{"text":"Ada"}}]})")),
      R"({"resourceType":"Patient","gender":"male"})");
  EXPECT_THAT(redacted({kept("phone", "Organization.telecom")},
                       R"({"resourceType":"Organization","name":"n","telecom":[{"system":"phone","value":"1"}]})"),
              HasSubstr("Organization.name"));
}

TEST(FhirRequired, IdsAndTimesAreNeverMasked) {
  const OwnItem id{"id", ValueType::kIdentifier, "Patient.id", "mask: all"};
  EXPECT_EQ(unlabelled(redacted({id, kept("gender", "Patient.gender")},
                                R"({"resourceType":"Patient","id":"p-1","gender":"male"})")),
            R"({"resourceType":"Patient","gender":"male"})");
}

}  // namespace
}  // namespace concordat::policy::test
