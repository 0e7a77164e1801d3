// Words that stand beside a value: each place where a copy of something withheld could hide, in the smallest record
// that has it.
#include <gtest/gtest.h>

#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

constexpr char kName[] = "Thornbury";

bool says(const std::string& out, const std::string& words) {
  return out.find(words) != std::string::npos;
}

// A patient of that name, and whatever else.
std::string record_with(const std::string& patient, const std::string& entries = "") {
  return R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient",)"
         R"("name":[{"family":"Thornbury"}],"gender":"female",)" +
         patient + "}}" + entries + "]}";
}

TEST(RedactionWords, ADisplayBesideAPseudonymIsSearched) {
  const std::string record = record_with(
      R"("identifier":[{"type":{"coding":[{"code":"MR","display":"number of Thornbury"}],"text":"For Thornbury"},)"
      R"("system":"urn:x-local","value":"RT-1"}])");
  for (const char* action : {"pseudonymise: k", "mask: last-2"}) {
    Redaction redaction;
    const std::string out = redaction.plan("record.local_id", action).plan("person.gender", "keep").run(record);
    EXPECT_TRUE(says(out, "\"code\":\"MR\"")) << out;
    EXPECT_FALSE(says(out, kName)) << out;
  }
}

// A modifier that no item names passes as a code, and a code has no words.
TEST(RedactionWords, InAModifierThatNoItemNamesDoNotPass) {
  const std::string words =
      R"({"coding":[{"system":"s","code":"active","display":"so says Thornbury"}],"text":"Thornbury"})";
  const std::string records[] = {
      record_with(R"("active":true)", R"(,{"resource":{"resourceType":"Condition","clinicalStatus":)" + words +
                                          R"(,"code":{"coding":[{"code":"22298006"}]}}})"),
      record_with(
          R"("identifier":[{"system":"urn:x-local","value":"RT-1","extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":)" +
          words + "}]}]")};
  for (const std::string& record : records) {
    Redaction redaction;
    redaction.plan("condition.code", "keep").plan("record.local_id", "pseudonymise: k").plan("person.gender", "keep");
    const std::string out = redaction.run(record);
    EXPECT_FALSE(says(out, kName)) << out;
  }
}

// A changed value under its old name would be a value told after all.
TEST(RedactionWords, NamesOfMembersBelowAChangedItemAreNotCopied) {
  Redaction fhir;
  fhir.plan("person.name", "mask: all").plan("person.gender", "keep");
  const std::string patient =
      fhir.run(R"({"resourceType":"Patient","gender":"female","name":[{"Thornbury":{"family":"Ada"}}]})");
  EXPECT_FALSE(says(patient, kName)) << patient;

  Redaction json(Format::kJson);
  json.plan("person.nhs_number", "pseudonymise: k").plan("person.gender", "keep");
  const std::string record =
      json.run(R"({"referral":{},"person":{"gender":"female","nhs_number":{"9434765919":"verified"}}})");
  EXPECT_FALSE(says(record, "9434765919")) << record;
}

// A refusal is logged, so it names only what the policy or FHIR has a name for.
TEST(RedactionWords, InARefusalAreNotTheSenders) {
  for (const char* record :
       {R"({"resourceType":"Thornbury","modifierExtension":[{"url":"u"}],"gender":"female"})",
        R"({"resourceType":"Patient","gender":"female","Ada Thornbury":{"modifierExtension":[{"url":"u"}]}})",
        R"({"resourceType":"Bundle","type":"message","entry":[{"resource":{"resourceType":"MessageHeader",
                                 "Ada Thornbury":[{"modifierExtension":[{"url":"u"}]}],"modifierExtension":[{"url":"u"}]}}]})"}) {
    Redaction redaction;
    const std::string out = redaction.plan("person.name", "keep").run(record);
    EXPECT_EQ(out.compare(0, 8, "refused:"), 0) << out;
    EXPECT_FALSE(says(out, kName)) << out;
  }
}

// Structure goes along whatever the plan says, so it may only be structure.
TEST(RedactionWords, InStructureDoNotPass) {
  const std::string header =
      R"(,{"resource":{"resourceType":"MessageHeader","eventCoding":{"code":"servicerequest-request",)"
      R"("extension":[{"url":"http://example.org/why","valueString":"for Thornbury"}]}}})";
  std::string record = record_with(R"("active":true)", header);
  record.replace(record.find("collection"), 10, "message");
  Redaction redaction;
  const std::string out = redaction.plan("person.gender", "keep").run(record);
  EXPECT_TRUE(says(out, "servicerequest-request")) << out;
  EXPECT_FALSE(says(out, kName)) << out;
}

}  // namespace
}  // namespace concordat::policy::test
