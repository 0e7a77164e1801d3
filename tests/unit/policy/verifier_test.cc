// The verifier against outputs that no correct redactor makes: each names the place, and no value.
#include "policy/verify/verifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/verify/action_result.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class VerifierTest : public ::testing::Test {
 protected:
  void plan(std::string_view name, std::string_view what) { plan_.items.edit()[item(name)].action = action(what); }
  void accepts(const std::string& bytes) {
    const auto verdict = Verifier().verify(bytes, plan_, verifier_index(Format::kFhir));
    EXPECT_TRUE(verdict) << bytes << "\n" << verdict.error().detail;
  }
  void rejects(const std::string& bytes, const std::string& at = "") {
    const auto verdict = Verifier().verify(bytes, plan_, verifier_index(Format::kFhir));
    ASSERT_FALSE(verdict) << bytes;
    EXPECT_EQ(verdict.error().code, Code::kVerifierMismatch);
    EXPECT_THAT(verdict.error().detail, HasSubstr(at));
    EXPECT_THAT(verdict.error().detail, Not(HasSubstr("SECRET")));
  }
  static std::string patient(const std::string& members) { return R"({"resourceType":"Patient",)" + members + "}"; }

  Plan plan_ = empty_plan();
};

TEST_F(VerifierTest, RejectsALeafOfAWithheldItem) {
  plan("person.gender", "keep");
  accepts(patient(R"("gender":"male")"));
  rejects(patient(R"("gender":"male","birthDate":"1974-12-25")"), "birthDate");
  rejects(patient(R"("gender":"male","name":[{"given":["SECRET"]}])"), "name.given");
}

TEST_F(VerifierTest, RejectsALeafThatNoItemNames) {
  plan("person.gender", "keep");
  rejects(patient(R"("gender":"male","SECRET":{"SECRET too":["x"]})"), "at ….…");
  rejects(patient(R"("gender":"male","_gender":{"id":"x"},"id":"SECRET")"), "id");
  rejects(patient(R"("gender":"male","text":{"div":"SECRET"})"), "text.div");
  rejects(patient(R"("gender":"male","extension":[{"url":"u","valueString":"SECRET"}])"), "extension");
  rejects(patient(R"("gender":"male","extension":[{"url":"SECRET"}])"), "extension");
}

TEST_F(VerifierTest, RejectsAMaskThatShowsTooMuch) {
  plan("person.contact", "mask: last-3");
  accepts(patient(R"("telecom":[{"system":"phone","value":"*********544"}])"));
  rejects(patient(R"("telecom":[{"system":"phone","value":"********2544"}])"), "telecom.value");
  rejects(patient(R"("telecom":[{"system":"phone","value":"544"}])"), "telecom.value");
  rejects(patient(R"("telecom":[{"value":"**544","extension":[{"url":"u","valueString":"SECRET"}]}])"),
          "telecom.extension");
}

TEST_F(VerifierTest, RejectsADateThatIsTooFine) {
  plan("person.birth_date", "generalise: year");
  accepts(patient(R"("birthDate":"1974")"));
  rejects(patient(R"("birthDate":"1974-12")"), "birthDate");
  rejects(patient(R"("birthDate":"1974","_birthDate":{"extension":[{"url":"u","valueDateTime":"1974-12-25"}]})"),
          "birthDate");
}

TEST_F(VerifierTest, RejectsAPseudonymUnderTheOriginalSystem) {
  plan("person.nhs_number", "pseudonymise: k");
  const std::string value = R"("value":"psn-0123456789abcdef0123456789abcdef")";
  accepts(patient(R"("identifier":[{"system":"urn:concordat:pseudonym:k:https://fhir.nhs.uk/Id/nhs-number",)" + value +
                  "}]"));
  rejects(patient(R"("identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number",)" + value + "}]"),
          "identifier.value");
  rejects(patient(R"("identifier":[{"system":"urn:concordat:pseudonym:other:https://fhir.nhs.uk/Id/nhs-number",)" +
                  value + "}]"));
  rejects(patient(
      R"("identifier":[{"system":"urn:concordat:pseudonym:k:https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}])"));
}

TEST_F(VerifierTest, RejectsAReferenceThatLeadsNowhere) {
  plan("person.gender", "keep");
  plan("person.practice", "keep");
  rejects(patient(
      R"("gender":"male","generalPractitioner":[{"reference":"urn:uuid:6b1f0d5e-0004-4c1d-8a51-000000000004"}])"));
  rejects(patient(R"("gender":"male","generalPractitioner":[{"reference":"#gp"}])"));
  accepts(patient(R"("gender":"male","generalPractitioner":[{"reference":"Practitioner/1"}])"));
}

TEST_F(VerifierTest, RejectsAModifierThatTheItemWithholds) {
  plan("condition.code", "keep");
  const std::string status = R"("verificationStatus":{"coding":[{"code":"refuted"}]},)";
  rejects(R"({"resourceType":"Condition",)" + status + R"("code":{"text":"x"}})", "verificationStatus");
  plan("condition.status", "keep");
  accepts(R"({"resourceType":"Condition",)" + status + R"("code":{"text":"x"}})");
  accepts(R"({"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active"}]},"code":{"text":"x"}})");
  rejects(
      R"({"resourceType":"Condition","clinicalStatus":{"coding":[{"code":"active","id":"SECRET"}]},"code":{"text":"x"}})");
}

TEST_F(VerifierTest, RejectsStatusWhereItIsNoModifier) {
  plan("appointment.time", "keep");
  accepts(R"({"resourceType":"Appointment","status":"booked","start":"2026-01-01T00:00:00Z"})");
  rejects(R"({"resourceType":"Slot","status":"busy","start":"2026-01-01T00:00:00Z"})", "status");
  rejects(R"({"resourceType":"Appointment","status":"a SECRET plan","start":"2026-01-01T00:00:00Z"})", "status");
}

TEST_F(VerifierTest, RejectsASignatureAndWhatDoesNotParse) {
  for (PlanItem& planned : plan_.items.edit()) planned.action.kind = ActionKind::kKeep;
  rejects(R"({"resourceType":"Bundle","type":"message","signature":{"data":"SECRET"}})", "signature");
  rejects(R"({"resourceType":"Patient","gender":"male","gender":"female"})", "parse");
  rejects(R"({"Patient":{"gender":"male"}})");
  rejects("[]");
}

TEST_F(VerifierTest, AResourceInsideAnotherAnswersToItsOwnType) {
  plan("person.gender", "keep");
  rejects(
      R"({"resourceType":"Bundle","type":"message","entry":[{"fullUrl":"http://secret.example/1","resource":{"resourceType":"Patient","gender":"male"}}]})",
      "fullUrl");
  rejects(
      R"({"resourceType":"Bundle","type":"message","entry":[{"resource":{"resourceType":"Practitioner","gender":"male"}}]})",
      "gender");
}

// Every leaf that the plan took out, put back alone, is found.
TEST_F(VerifierTest, FindsAnySingleLeafThatWasPutBack) {
  Redaction redaction;
  redaction.plan("person.gender", "keep").plan("referral.reason", "keep").plan("admission.class", "keep");
  const std::string out = redaction.run(referral());
  const Plan narrow = redaction.current;
  for (const char* name :
       {"person.name", "person.nhs_number", "record.local_id", "person.birth_date", "person.address", "person.contact",
        "carer.name", "carer.contact", "referral.note", "referral.time", "admission.time"}) {
    redaction.current = narrow;
    const std::string more = redaction.plan(name, "keep").run(referral());
    ASSERT_NE(more, out) << name;
    EXPECT_FALSE(Verifier().verify(more, narrow, verifier_index(Format::kFhir))) << name;
  }
  EXPECT_TRUE(Verifier().verify(out, narrow, verifier_index(Format::kFhir)));
}

TEST(ActionResult, KnowsWhatEachActionMakes) {
  EXPECT_TRUE(looks_done(action("mask: all"), "***", DateForm::kIso));
  EXPECT_FALSE(looks_done(action("mask: all"), "**1", DateForm::kIso));
  EXPECT_TRUE(looks_done(action("generalise: outward"), "LS1", DateForm::kIso));
  EXPECT_FALSE(looks_done(action("generalise: outward"), "LS1 4HR", DateForm::kIso));
  EXPECT_TRUE(looks_done(action("generalise: decade"), "40-49", DateForm::kIso));
  EXPECT_FALSE(looks_done(action("generalise: decade"), "41-50", DateForm::kIso));
  EXPECT_FALSE(looks_done(action("generalise: band-5"), "40-49", DateForm::kIso));
  EXPECT_TRUE(looks_done(action("generalise: day"), "2026-01-05", DateForm::kIso));
  EXPECT_FALSE(looks_done(action("generalise: day"), "2026-01-05T09:00:00Z", DateForm::kIso));
}

}  // namespace
}  // namespace concordat::policy::test
