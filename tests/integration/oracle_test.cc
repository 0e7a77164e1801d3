// The oracle that judges the main job, judged itself: it must see each way in which a disclosure can be wrong.

#include "tests/integration/disclosure/oracle.h"

#include <gtest/gtest.h>

#include "tests/integration/disclosure/canary.h"
#include "tests/integration/disclosure/policy_of.h"
#include "tests/integration/harness/files.h"

namespace concordat::integration {
namespace {

constexpr const char* kRecord = R"({
  "record": {"kind": "discharge-notice", "destination": "urn:concordat:agency:eastshire-council", "local_id": "RST4471902"},
  "person": {"name": "Dorothea Lightfoot", "previous_name": "Ravenscroft", "religion": "none"},
  "staff": {"phone": "01632 960417"},
  "admission": {"time": "2026-02-19T23:14:00+00:00", "ward": "Kingfisher"},
  "clinical": {"summary": "Once Ravenscroft, well.", "observation_value": {"weight_kg": 61.50}},
  "bed": "12"
})";
constexpr const char* kDisclosure = R"({
  "record": {"kind": "discharge-notice", "destination": "urn:concordat:agency:eastshire-council", "local_id": "psn-0123456789abcdef0123456789abcdef"},
  "person": {"name": "Dorothea Lightfoot"},
  "staff": {"phone": "*********417"},
  "admission": {"time": "2026-02-19", "ward": "Kingfisher"},
  "clinical": {"summary": "Once [withheld], well.", "observation_value": {"weight_kg": 61.50}}
})";

class TheOracle : public testing::Test {
 protected:
  // What it says when `old_text` stands in the disclosure as `new_text`.
  std::string says(const std::string& old_text = {}, const std::string& new_text = {}) {
    std::string disclosure = kDisclosure;
    const std::size_t at = disclosure.find(old_text);
    EXPECT_NE(at, std::string::npos) << old_text;
    disclosure.replace(at, old_text.size(), new_text);
    std::string all;
    for (const std::string& fault :
         Oracle(*policy_, policy::Format::kJson, *plan_).faults(kRecord, disclosure, altered_))
      all += fault + "\n";
    return all;
  }
  std::shared_ptr<const policy::PolicySet> policy_ = policy_of(source_file("deploy/examples"));
  std::shared_ptr<const policy::Plan> plan_ = plan_of(*policy_, "discharge-notice");
  std::set<std::string> altered_;
};

using testing::AssertionResult;

AssertionResult begins(const std::string& text, const std::string& start) {
  return text.starts_with(start) ? testing::AssertionSuccess() : testing::AssertionFailure() << "it says: " << text;
}

TEST_F(TheOracle, AcceptsWhatTheAgreementAllows) {
  EXPECT_EQ(says(), "");
}

TEST_F(TheOracle, SeesAWithheldItem) {
  EXPECT_TRUE(begins(says(R"("Dorothea Lightfoot")", R"("Dorothea Lightfoot","religion": "none")"),
                     "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesWhatNoItemNames) {
  EXPECT_TRUE(begins(says(R"("admission")", R"("bed":"12","admission")"), "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesWhatTheRecordNeverHeld) {
  EXPECT_TRUE(begins(says(R"("admission")", R"("made_up":1,"admission")"), "the record has no such place"));
}

TEST_F(TheOracle, SeesAReleasedItemThatIsMissing) {
  EXPECT_TRUE(begins(says(R"(, "ward": "Kingfisher")"), "missing"));
}

TEST_F(TheOracle, AcceptsOneThatTheManifestSaysIsWithheldAfterAll) {
  altered_.insert("admission.ward");
  EXPECT_EQ(says(R"(, "ward": "Kingfisher")"), "");
}

TEST_F(TheOracle, SeesAValueThatIsNotTheRecords) {
  EXPECT_TRUE(begins(says("Kingfisher", "Heron"), "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesANumberThatWasWrittenAnew) {
  EXPECT_TRUE(begins(says("61.50", "61.5"), "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesADateThatIsTooExact) {
  EXPECT_TRUE(begins(says("2026-02-19", "2026-02-19T23"), "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesAMaskThatShowsTooMuch) {
  EXPECT_TRUE(begins(says("*********417", "********0417"), "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesAnIdentifierThatWasNotReplaced) {
  EXPECT_TRUE(begins(says("psn-0123456789abcdef0123456789abcdef", "RST4471902"), "released, and nothing allows it"));
}

TEST_F(TheOracle, SeesACopyOfAWithheldNameInAText) {
  EXPECT_NE(says("Once [withheld]", "Once Ravenscroft").find("a copy is left of"), std::string::npos);
}

TEST_F(TheOracle, SeesWordsThatWereTakenOutWithoutAMark) {
  EXPECT_TRUE(begins(says("Once [withheld], well.", "Once well."), "released, and nothing allows it"));
}

TEST(ACanary, IsFoundInEveryDress) {
  const std::string canary(kWithheldCanary);
  const auto found = [](const std::string& bytes) { return !disguises_of(kWithheldCanary, bytes).empty(); };
  EXPECT_TRUE(found("x" + canary + "y"));
  EXPECT_TRUE(found("ZQXVWITHHELDJKPW"));
  EXPECT_TRUE(found("5a7178765769746868656c644a6b7077"));
  EXPECT_TRUE(
      found(R"(\u005a\u0071\u0078\u0076\u0057\u0069\u0074\u0068\u0068\u0065\u006c\u0064\u004a\u006b\u0070\u0077)"));
  EXPECT_TRUE(found("WnF4dldpdGhoZWxkSmtwd2FiY2Q="));      // base64 of the canary and "abcd"
  EXPECT_TRUE(found("IFpxeHZXaXRoaGVsZEprcHdhYmNk"));      // and a space before it
  EXPECT_TRUE(found("ICBacXh2V2l0aGhlbGRKa3B3YWJjZA=="));  // and two
  EXPECT_FALSE(found("ZqxvReleasedJkpw"));
}

}  // namespace
}  // namespace concordat::integration
