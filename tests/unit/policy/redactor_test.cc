// What leaves the gateway, feature by feature. Every run is checked by the verifier, too (redaction.h).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string patient(const std::string& members) {
  return R"({"resourceType":"Patient",)" + members + "}";
}
constexpr const char* kLabelled =
    R"({"resourceType":"Patient","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"REDACTED"}]},)";
std::string labelled(const std::string& members) {
  return kLabelled + members + "}";
}

TEST(Redactor, KeepsWhatTheItemKeepsByteForByte) {
  Redaction redaction;
  redaction.plan("person.name", "keep");
  EXPECT_EQ(redaction.run(patient(R"("name" : [ {"family" : "Th\u006frn  bury", "given":["A"] } ])")),
            patient(R"("name":[{"family":"Th\u006frn  bury","given":["A"]}])"));
  EXPECT_EQ(redaction.out.unnamed, 0u);
}

TEST(Redactor, WithholdsWhatNoItemNames) {
  Redaction redaction;
  redaction.keep_all();
  EXPECT_EQ(
      redaction.run(patient(R"("gender":"female","unheardOf":{"x":["secret"]},"maritalStatus":{"text":"secret"})")),
      labelled(R"("gender":"female")"));
  EXPECT_EQ(redaction.out.unnamed, 2u);
}

TEST(Redactor, RefusesWhenNothingIsReleased) {
  Redaction redaction;
  EXPECT_THAT(redaction.run(referral()), HasSubstr("refused: nothing"));
  EXPECT_EQ(redaction.error.code, Code::kRefusedByPolicy);
}

TEST(Redactor, KeepsNumbersDigitForDigit) {
  Redaction redaction;
  redaction.plan("observation.value", "keep");
  const std::string body =
      R"({"resourceType":"Observation","status":"final","valueQuantity":{"value":1.10E+2,"unit":"mm","comparator":"<"}})";
  EXPECT_EQ(redaction.run(body), body);
}

TEST(Redactor, TheLongerSelectorDecides) {
  Redaction redaction;
  redaction.plan("person.postcode", "generalise: outward");
  EXPECT_EQ(redaction.run(patient(R"("address":[{"use":"old","line":["4 Mill Lane"],"postalCode":"LS1 4HR"}])")),
            labelled(R"("address":[{"use":"old","postalCode":"LS1"}])"));
}

TEST(Redactor, ConditionsChooseAmongElementsOfAnArray) {
  Redaction redaction;
  redaction.plan("person.nhs_number", "keep");
  EXPECT_EQ(
      redaction.run(patient(
          R"("identifier":[{"system":"urn:other","value":"1"},{"value":"2","system":"https://fhir.nhs.uk/Id/nhs-number"}])")),
      labelled(R"("identifier":[{"value":"2","system":"https://fhir.nhs.uk/Id/nhs-number"}])"));
}

TEST(Redactor, MasksPrimaryValuesAndKeepsTheirCompanions) {
  Redaction redaction;
  redaction.plan("person.contact", "mask: last-3");
  EXPECT_EQ(
      redaction.run(patient(
          R"("telecom":[{"system":"phone","value":"07736 312544","use":"home","rank":1,"period":{"start":"2020"}}])")),
      labelled(R"("telecom":[{"system":"phone","value":"*********544","use":"home","rank":1}])"));
}

TEST(Redactor, PseudonymChangesTheSystemToo) {
  Redaction redaction;
  redaction.plan("person.nhs_number", "pseudonymise: asc-2026");
  const std::string out =
      redaction.run(patient(R"("identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"943 476 5919"}])"));
  EXPECT_THAT(
      out, HasSubstr(R"("system":"urn:concordat:pseudonym:asc-2026:https://fhir.nhs.uk/Id/nhs-number","value":"psn-)"));
  EXPECT_EQ(
      redaction.run(patient(R"("identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}])")),
      out);
}

TEST(Redactor, WithoutTheKeyAPseudonymIsWithheld) {
  Redaction redaction;
  redaction.plan("person.nhs_number", "pseudonymise: missing").plan("person.gender", "keep");
  EXPECT_EQ(
      redaction.run(patient(
          R"("gender":"male","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}])")),
      labelled(R"("gender":"male")"));
  EXPECT_THAT(redaction.out.altered, ElementsAre(item("person.nhs_number")));
}

TEST(Redactor, GeneralisesDatesAndLeavesCoarserOnesAlone) {
  Redaction redaction;
  redaction.plan("person.birth_date", "generalise: month");
  EXPECT_EQ(redaction.run(patient(R"("birthDate":"1974-12-25")")), labelled(R"("birthDate":"1974-12")"));
  EXPECT_EQ(redaction.run(patient(R"("birthDate":"1974")")), labelled(R"("birthDate":"1974")"));
}

TEST(Redactor, AnInstantCannotBeGeneralised) {
  Redaction redaction;
  redaction.plan("observation.time", "generalise: day").plan("observation.code", "keep");
  const std::string out = redaction.run(
      R"({"resourceType":"Observation","status":"final","code":{"text":"x"},"issued":"2021-10-12T12:30:30+00:00"})");
  EXPECT_THAT(out, Not(HasSubstr("issued")));
  EXPECT_THAT(redaction.out.altered, ElementsAre(item("observation.time")));
}

TEST(Redactor, PrimitiveExtensionsBelongToTheirElement) {
  Redaction redaction;
  redaction.plan("person.birth_date", "keep");
  const std::string body = patient(
      R"("birthDate":"1974-12-25","_birthDate":{"extension":[{"url":"u","valueDateTime":"1974-12-25T14:35:45Z"}]})");
  EXPECT_EQ(redaction.run(body), body);
  redaction.plan("person.birth_date", "generalise: year");
  EXPECT_EQ(redaction.run(body), labelled(R"("birthDate":"1974")"));
}

TEST(Redactor, AlignedArraysKeepTheirPlaces) {
  Redaction redaction;
  redaction.plan("person.name", "keep");
  const std::string body =
      patient(R"("name":[{"given":["A",null],"_given":[null,{"extension":[{"url":"u","valueCode":"unknown"}]}]}])");
  EXPECT_EQ(redaction.run(body), body);
  redaction.plan("person.name", "mask: all");
  EXPECT_EQ(redaction.run(body), labelled(R"("name":[{"given":["*"]}])"));
}

TEST(Redactor, ReferencesFollowTheEntriesThatRemain) {
  Redaction redaction;
  redaction.plan("referral.reason", "keep").plan("person.gender", "keep");
  const std::string out = redaction.run(referral());
  EXPECT_THAT(out, HasSubstr(R"("focus":[{"reference":"urn:uuid:6b1f0d5e-0002-4c1d-8a51-000000000002"}])"));
  EXPECT_THAT(out, HasSubstr(R"("subject":{"reference":"urn:uuid:6b1f0d5e-0003-4c1d-8a51-000000000003"})"));
  EXPECT_THAT(out, Not(HasSubstr("6b1f0d5e-0004")));
  EXPECT_THAT(out, Not(HasSubstr("Ada")));
}

TEST(Redactor, ContainedResourcesAnswerToTheirOwnType) {
  Redaction redaction;
  redaction.plan("referral.reason", "keep").plan("staff.role", "keep").plan("staff.name", "withhold");
  const std::string out = redaction.run(
      R"({"resourceType":"ServiceRequest","status":"active","intent":"order","contained":[{"resourceType":"Practitioner","id":"p","name":[{"family":"Secretname"}]},)"
      R"({"resourceType":"PractitionerRole","id":"r","code":[{"text":"Nurse"}]}],"requester":{"reference":"#r"},"performer":[{"reference":"#p"}],"category":[{"text":"c"}]})");
  EXPECT_THAT(
      out,
      HasSubstr(
          R"("contained":[{"resourceType":"PractitionerRole","id":"r","code":[{"text":"Nurse"}]}],"requester":{"reference":"#r"},"category")"));
  EXPECT_THAT(out, Not(HasSubstr("Secretname")));
}

TEST(Redactor, ModifiersGoWithWhatTheyModify) {
  Redaction redaction;
  redaction.plan("condition.code", "keep").plan("condition.status", "keep");
  const std::string body =
      R"({"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"s","code":"resolved"}]},"verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"Dementia"}})";
  EXPECT_EQ(redaction.run(body), body);
}

TEST(Redactor, AWithheldModifierOfTheFocusRefusesTheRecord) {
  Redaction redaction;
  redaction.plan("condition.code", "keep");
  const std::string body =
      R"({"resourceType":"Condition","verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"Dementia"}})";
  EXPECT_THAT(redaction.run(body), HasSubstr("condition.status"));
  EXPECT_EQ(redaction.error.code, Code::kRefusedByPolicy);
}

TEST(Redactor, AnUnknownModifierExtensionWithholdsItsElement) {
  Redaction redaction;
  redaction.plan("condition.code", "keep")
      .plan("condition.status", "keep")
      .plan("condition.note", "withhold")
      .plan("person.gender", "keep");
  EXPECT_THAT(redaction.run(patient(R"("gender":"male","modifierExtension":[{"url":"u","valueBoolean":true}])")),
              HasSubstr("refused"));
  redaction.plan("person.contact", "keep");
  EXPECT_EQ(
      redaction.run(patient(
          R"("gender":"male","contact":[{"modifierExtension":[{"url":"u","valueBoolean":true}],"name":{"text":"x"}}])")),
      labelled(R"("gender":"male")"));
}

TEST(Redactor, AModifierThatCouldHoldASentenceIsNotPassedOn) {
  Redaction redaction;
  redaction.plan("person.gender", "keep").plan("person.postcode", "keep");
  EXPECT_THAT(redaction.run(patient(R"("gender":"male","active":"a quick brown secret")")), HasSubstr("refused"));
  EXPECT_EQ(redaction.run(patient(R"("gender":"male","address":[{"use":"a quick secret","postalCode":"LS1 4HR"}])")),
            labelled(R"("gender":"male")"));
  EXPECT_THAT(redaction.out.altered, ElementsAre(item("person.postcode")));
}

TEST(Redactor, TheVerificationStatusGoesWithTheNumber) {
  Redaction redaction;
  const std::string body = patient(
      R"("identifier":[{"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"code":"02"}]}},{"url":"other","valueString":"secret"}],"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9476719931"}])");
  redaction.plan("person.nhs_number", "mask: last-3");
  const std::string out = redaction.run(body);
  EXPECT_THAT(
      out,
      HasSubstr(
          R"("extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"code":"02"}]}}],"system")"));
  EXPECT_THAT(out, HasSubstr("*******931"));
  EXPECT_THAT(out, Not(HasSubstr("secret")));
}

TEST(Redactor, NarrativeIsReleasedOnlyByAnItemThatNamesIt) {
  Redaction redaction;
  redaction.plan("person.gender", "keep");
  const std::string body = patient(
      R"("text":{"status":"generated","div":"<div>Thornbury, 07700 900123</div>"},"gender":"male","name":[{"family":"Thornbury"}])");
  EXPECT_EQ(redaction.run(body), labelled(R"("gender":"male")"));
  redaction.plan("narrative", "keep");
  EXPECT_EQ(redaction.run(body),
            labelled(R"("text":{"status":"generated","div":"<div>[withheld], [withheld]</div>"},"gender":"male")"));
}

TEST(Redactor, FreeTextIsScrubbedOfWhatIsWithheldElsewhere) {
  Redaction redaction;
  redaction.plan("referral.note", "keep");
  EXPECT_THAT(redaction.run(referral()),
              HasSubstr(R"("note":[{"text":"Ada lives alone at [withheld]. No known allergies. Call [withheld]."}])"));
  EXPECT_EQ(redaction.out.scrubbed, 2u);
  redaction.plan("person.contact", "keep");
  EXPECT_THAT(redaction.run(referral()), HasSubstr("Call 0161 496 0123."));
}

TEST(Redactor, ANoteThatCannotBeScrubbedIsWithheldWhole) {
  Redaction redaction;
  redaction.plan("referral.note", "keep").plan("referral.reason", "keep");
  std::string body = referral();
  for (std::size_t at; (at = body.find("Thornbury")) != std::string::npos;) body.replace(at, 9, "Allergies");
  const std::string out = redaction.run(body);
  EXPECT_THAT(out, HasSubstr(R"("note":[{"text":"[withheld]"}])"));
  EXPECT_THAT(redaction.out.altered, ElementsAre(item("referral.note")));
}

TEST(Redactor, LabelsTheOutputOnce) {
  Redaction redaction;
  redaction.plan("person.gender", "keep");
  const std::string once = redaction.run(patient(R"("gender":"male","birthDate":"1974")"));
  EXPECT_EQ(once, labelled(R"("gender":"male")"));
  EXPECT_EQ(redaction.run(once), once);
  EXPECT_EQ(redaction.out.unnamed, 0u);
}

TEST(Redactor, TheLabelJoinsWhatRemainsOfMeta) {
  Redaction redaction;
  redaction.plan("person.gender", "keep");
  EXPECT_EQ(
      redaction.run(patient(R"("meta":{"profile":["p"],"versionId":"1"},"gender":"male")")),
      R"({"resourceType":"Patient","meta":{"profile":["p"],"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"REDACTED"}]},"gender":"male"})");
}

TEST(Redactor, SaysWhatWasWithheldAndWhatWasAbsent) {
  Redaction redaction;
  redaction.plan("person.gender", "keep").plan("person.birth_date", "generalise: year");
  redaction.run(patient(R"("gender":"male","name":[{"family":"X"}])"));
  EXPECT_THAT(redaction.out.withheld, ElementsAre(item("person.name")));
  EXPECT_THAT(redaction.out.absent, ElementsAre(item("person.birth_date")));
}

TEST(Redactor, PlainJsonKeepsOnlyWhatIsNamed) {
  Redaction redaction(Format::kJson);
  redaction.plan("person.name", "keep")
      .plan("record.local_id", "mask: last-2")
      .plan("person.postcode", "generalise: outward");
  EXPECT_EQ(
      redaction.run(
          R"({"person":{"name":"Ada","age":84,"identifiers":[{"type":"local","value":"RT-20871"},{"type":"nhs","value":"9"}],"address":{"line":"4 Mill Lane","postcode":"LS1 4HR"}},"x":null})"),
      R"({"person":{"name":"Ada","identifiers":[{"type":"local","value":"******71"}],"address":{"postcode":"LS1"}}})");
}

TEST(Redactor, PlainJsonKeepsEmptyAndNullValuesOfAnItem) {
  Redaction redaction(Format::kJson);
  redaction.plan("person.name", "keep");
  EXPECT_EQ(redaction.run(R"({"person":{"name":[null,{},[],{"a":-0.0}]}})"),
            R"({"person":{"name":[null,{},[],{"a":-0.0}]}})");
}

TEST(Record, KnowsItsKindDestinationAndSubject) {
  Record record;
  ASSERT_TRUE(record.read(Format::kFhir, referral(), record_index(Format::kFhir)));
  EXPECT_EQ(record.kinds(), 1u);
  EXPECT_THAT(record.destinations(), ElementsAre("http://fhir.nhs.uk/Id/dos-service-id|111111111"));
  EXPECT_THAT(record.subjects(), ElementsAre("9434765919"));
}

TEST(Record, WithMorePeopleOrDestinationsThanItCanNoteIsRefusedNeverCut) {
  const auto read = [](const std::string& before, int count, const std::string& after) {
    std::string elements;
    for (int i = 0; i < count; ++i) elements += (i == 0 ? "" : ",") + before + std::to_string(i) + after;
    Record record;
    const std::string body = patient(R"("contained":[)" + elements + "]");
    return record.read(Format::kFhir, body, record_index(Format::kFhir)).map_error([](const Error& e) {
      return e.code;
    });
  };
  const std::string person =
      R"({"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":")";
  const std::string header = R"({"resourceType":"MessageHeader","destination":[{"endpoint":"place-)";
  EXPECT_TRUE(read(person, 256, "\"}]}"));
  EXPECT_EQ(read(person, 257, "\"}]}").error(), Code::kTooLarge);
  EXPECT_TRUE(read(header, 256, "\"}]}"));
  EXPECT_EQ(read(header, 257, "\"}]}").error(), Code::kTooLarge);
}

TEST(Record, RefusesWhatIsNotCertainlyFhir) {
  Record record;
  for (
      const char* body :
      {"[]", "{}", R"({"resourceType":3})", R"({"resourceType":"A secret"})",
       R"({"resourceType":"Bundle","entry":[{"resource":{"id":"x"}}]})",
       R"({"resourceType":"Patient","contained":[{"id":"x"}]})", R"({"resourceType":"Patient","contained":["x"]})",
       R"({"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:6b1f0d5e-0004-4c1d-8a51-000000000004"},{"fullUrl":"urn:uuid:6b1f0d5e-0004-4c1d-8a51-000000000004"}]})"}) {
    const auto read = record.read(Format::kFhir, body, record_index(Format::kFhir));
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().code, Code::kMalformed) << body;
  }
}

}  // namespace
}  // namespace concordat::policy::test
