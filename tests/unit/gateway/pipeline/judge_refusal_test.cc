#include <gmock/gmock.h>

#include "tests/unit/gateway/pipeline/judge_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kStranger = "nowhere-Dorothea-Lightfoot";

TEST_F(JudgeTest, AnAgencyThatSharesNothingIsToldTheSameAsOneThatIsNot) {
  submit_.set_recipients(0, "westmoor-trust");
  const Judgement shares_nothing = refused(Code::kRefusedByPolicy);
  submit_.set_recipients(0, std::string(kStranger));
  const Judgement is_not = refused(Code::kRefusedByPolicy);
  EXPECT_EQ(receipt_of(shares_nothing).detail(), receipt_of(is_not).detail());
  EXPECT_EQ(receipt_of(shares_nothing).recipients(0).reasons(0), receipt_of(is_not).recipients(0).reasons(0));
}

TEST_F(JudgeTest, ANameThatOnlyTheSenderChoseReachesNeitherEntryNorLog) {
  submit_.add_recipients(std::string(kStranger));
  for (const Judgement& judgement :
       {judged(), (submit_.clear_recipients(), submit_.add_recipients(std::string(kStranger)),
                   refused(Code::kRefusedByPolicy))}) {
    EXPECT_THAT(judgement.submission.entry.head, Not(HasSubstr("Dorothea")));
    EXPECT_THAT(judgement.summary.recipients + judgement.summary.reason, Not(HasSubstr("Dorothea")));
  }
}

TEST_F(JudgeTest, RefusesWhoSendsInAnothersName) {
  submit_.set_sender("westmoor-trust");
  const Judgement judgement = refused(Code::kForbidden);
  EXPECT_THAT(judgement.summary.reason, Not(HasSubstr("westmoor")));
  EXPECT_THAT(judgement.submission.entry.head, Not(HasSubstr("westmoor")));
  submit_.set_sender("riverside-trust");
  EXPECT_TRUE(judged().submission.accepted);
}

TEST_F(JudgeTest, RefusesARecordWithoutAPurpose) {
  change_policy("agencies/riverside-trust.yaml", "doors:\n  native: {purpose: direct-care}", "doors: {}");
  const Judgement judgement = refused(Code::kRefusedByPolicy);
  EXPECT_THAT(judgement.summary.reason, HasSubstr("names no purpose"));
}

TEST_F(JudgeTest, RefusesAnotherPurposeThanTheAgreements) {
  submit_.set_purpose("safeguarding");
  EXPECT_THAT(refused(Code::kRefusedByPolicy).submission.entry.head, HasSubstr("other-purpose"));
}

TEST_F(JudgeTest, AnUnknownPurposeDoesNotReachTheLedger) {
  submit_.set_purpose("because-Dorothea");
  EXPECT_THAT(all_of(refused(Code::kRefusedByPolicy)).substr(64), Not(HasSubstr("Dorothea")));
}

TEST_F(JudgeTest, RefusesAKindThatNoAgreementInForcePermits) {
  send_json(example_record("refused-outcome-report.json"));
  const Judgement judgement = refused(Code::kRefusedByPolicy);
  EXPECT_THAT(judgement.summary.reason, HasSubstr("ISA-2026-014"));
  EXPECT_THAT(judgement.submission.entry.head, HasSubstr("other-kind"));
  EXPECT_THAT(judgement.submission.subjects, SizeIs(1));
}

TEST_F(JudgeTest, RefusesWhatIsOutsideItsDates) {
  clock_.advance_ms(366LL * 24 * 3'600'000);
  const Judgement judgement = refused(Code::kRefusedByPolicy);
  EXPECT_THAT(judgement.summary.reason, HasSubstr("2027-12-31"));
  EXPECT_THAT(judgement.submission.entry.head, HasSubstr("not-in-force"));
}

TEST_F(JudgeTest, RefusesUnderASuspendedAgreement) {
  change_policy(kAgreementFile, "status: active", "status: suspended");
  EXPECT_THAT(refused(Code::kRefusedByPolicy).submission.entry.head, HasSubstr("not-in-force"));
}

TEST_F(JudgeTest, RefusesTheWrongDirection) {
  peer_.agency = "eastshire-council";
  submit_.set_recipients(0, "riverside-trust");
  (void)refused(Code::kRefusedByPolicy);
}

TEST_F(JudgeTest, RefusesAKindThatTheRecordIsNot) {
  submit_.set_kind("booking");
  EXPECT_THAT(refused(Code::kUnknownKind).summary.reason, HasSubstr("says that the record is a booking"));
  submit_.set_kind("Dorothea");
  EXPECT_THAT(all_of(refused(Code::kUnknownKind)), Not(HasSubstr("Dorothea")));
  submit_.set_kind("referral");
  EXPECT_TRUE(judged().submission.accepted);
}

TEST_F(JudgeTest, PlainJsonMayBeOfTheKindThatItsSenderNames) {
  send_json(R"({"person":{"nhs_number":"9991048278"}})");
  (void)refused(Code::kUnknownKind);
  submit_.set_kind("referral");
  EXPECT_TRUE(judged().submission.accepted);
}

TEST_F(JudgeTest, FhirSaysItselfWhatItIs) {
  submit_.set_body(R"({"resourceType":"Patient","id":"x"})");
  submit_.set_kind("referral");
  (void)refused(Code::kUnknownKind);
}

TEST_F(JudgeTest, RefusesAnAddressThatLeadsToNobody) {
  submit_.clear_recipients();
  send_json(R"({"record":{"kind":"referral","destination":"urn:Dorothea"}})");
  EXPECT_THAT(all_of(refused(Code::kUnknownRecipient)), Not(HasSubstr("Dorothea")));
  send_json(R"({"record":{"kind":"referral","destination":"urn:concordat:agency:westmoor-trust"}})");
  (void)refused(Code::kUnknownRecipient);
}

TEST_F(JudgeTest, RefusesWhatItCannotReadWithCertainty) {
  for (const std::string body : {"", "{", R"({"a":1,"a":2})", "\xff", R"({"resourceType":1})"}) {
    submit_.set_body(body);
    const Judgement judgement = judged();
    EXPECT_FALSE(judgement.submission.accepted) << body;
    EXPECT_THAT(judgement.submission.disclosures, IsEmpty());
  }
  send_json(R"({"record":{"kind":"referral"},"person":{"name":"Dorothea","name":"Lightfoot"}})");
  EXPECT_THAT(all_of(refused(Code::kMalformed)), Not(HasSubstr("Dorothea")));
}

TEST_F(JudgeTest, RefusesFormatsThatItDoesNotSpeak) {
  for (const wire::Format format : {wire::FORMAT_UNSPECIFIED, static_cast<wire::Format>(99)}) {
    submit_.set_format(format);
    (void)refused(Code::kUnsupported);
  }
}

TEST_F(JudgeTest, RefusesWhatHoldsNothingThatMayBeReleased) {
  send_json(R"({"record":{"kind":"referral"},"person":{"religion":"Roman Catholic"}})");
  const auto judgement = judge();
  ASSERT_TRUE(judgement) << judgement.error().detail;
  EXPECT_THAT(all_of(*judgement), Not(HasSubstr("Catholic")));
}

}  // namespace
}  // namespace concordat::gateway
