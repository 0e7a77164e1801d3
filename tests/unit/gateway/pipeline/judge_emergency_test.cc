// Break-glass: what an emergency disclosure needs, and what it leaves behind.

#include <gmock/gmock.h>

#include "gateway/alerts/alert.h"
#include "tests/unit/gateway/pipeline/judge_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr const char* kAgreement = "agreements/isa-2026-036-safeguarding-emergency.yaml";
constexpr const char* kWhy = "A man in a grey coat took her, against the doctor's word.";

class EmergencyTest : public JudgeTest {
 protected:
  EmergencyTest() {
    change_policy(kAgreement, "status: draft", "status: active");
    send_json(example_record("safeguarding-emergency-1.json"));
    submit_.set_purpose("safeguarding-emergency");
    submit_.set_justification(kWhy);
    submit_.add_recipients("eastshire-police");
  }
  Alert alert_of(const Judgement& judgement) {
    EXPECT_THAT(judgement.submission.values, SizeIs(1));
    const auto& [name, sealed] = judgement.submission.values.at(0);
    EXPECT_EQ(name, alert_name(judgement.submission.record));
    return unseal(judgement.submission.record, sealed, *keys_).value();
  }
};

TEST_F(EmergencyTest, IsMarkedAndRaisesAnAlertThatSaysWhoSharedWhatAndWhy) {
  const Judgement judgement = judged();
  ASSERT_TRUE(judgement.submission.accepted) << judgement.summary.reason;
  EXPECT_TRUE(judgement.summary.break_glass);
  EXPECT_THAT(judgement.submission.entry.head, HasSubstr(R"("break_glass":true)"));
  const Alert alert = alert_of(judgement);
  EXPECT_EQ(alert.record, judgement.submission.record);
  EXPECT_EQ(alert.sender, "riverside-trust");
  EXPECT_THAT(alert.recipients, ElementsAre("eastshire-council", "eastshire-police"));
  EXPECT_EQ(alert.purpose, "safeguarding-emergency");
  EXPECT_THAT(alert.agreements, ElementsAre(Pair("ISA-2026-036", 1U)));
  EXPECT_THAT(alert.acknowledged_by, ElementsAre("Caldicott Guardian"));
  EXPECT_EQ(alert.justification, kWhy);
  EXPECT_EQ(alert.unix_ms, clock_.unix_ms());
}

TEST_F(EmergencyTest, NothingThatLeavesTheJudgeShowsTheJustification) {
  const Judgement judgement = judged();
  std::string all = all_of(judgement) + judgement.summary.shadow;
  for (const auto& [name, sealed] : judgement.submission.values) all += name + sealed;
  for (const NewDisclosure& disclosure : judgement.submission.disclosures)
    all += delivery_of(disclosure).SerializeAsString();
  EXPECT_THAT(all, Not(HasSubstr("grey coat")));
}

TEST_F(EmergencyTest, TheAlertNamesOnlyThoseWhoMayHaveIt) {
  submit_.add_recipients("westmoor-trust");
  const Judgement judgement = judged();
  ASSERT_TRUE(judgement.submission.accepted);
  EXPECT_THAT(alert_of(judgement).recipients, ElementsAre("eastshire-council", "eastshire-police"));
}

TEST_F(EmergencyTest, WithoutAJustificationIsRefusedAndRaisesNoAlert) {
  for (const char* nothing : {"", " \t\n "}) {
    submit_.set_justification(nothing);
    const Judgement judgement = refused(Code::kRefusedByPolicy);
    EXPECT_THAT(judgement.summary.reason, HasSubstr("justification"));
    EXPECT_FALSE(judgement.summary.break_glass);
    EXPECT_THAT(judgement.submission.entry.head, Not(HasSubstr("break_glass")));
    EXPECT_THAT(judgement.submission.values, IsEmpty());
  }
}

TEST_F(EmergencyTest, AJustificationThatIsNoTextIsNotJudged) {
  for (const std::string& bad : {std::string("why\0not", 7), std::string("\xff"), std::string(2001, 'x')}) {
    submit_.set_justification(bad);
    EXPECT_FALSE(judge());
  }
  submit_.set_justification(std::string("\x01\u2028\"\\ ") + std::string(1990, 'x'));
  EXPECT_EQ(alert_of(judged()).justification, submit_.justification());
}

TEST_F(EmergencyTest, AJustificationMakesNoEmergencyOfAnOrdinaryDisclosure) {
  submit_.clear_recipients();
  submit_.add_recipients("eastshire-council");
  submit_.clear_purpose();
  send_json(example_record("discharge-notice-1.json"));
  const Judgement judgement = judged();
  ASSERT_TRUE(judgement.submission.accepted);
  EXPECT_FALSE(judgement.summary.break_glass);
  EXPECT_THAT(judgement.submission.entry.head, Not(HasSubstr("break_glass")));
  EXPECT_THAT(judgement.submission.values, IsEmpty());
}

}  // namespace
}  // namespace concordat::gateway
