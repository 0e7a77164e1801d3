#include "gateway/pipeline/judge.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "protocol/json/tape.h"
#include "protocol/limits.h"
#include "tests/unit/gateway/pipeline/judge_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// --- Accepted -------------------------------------------------------------------------------------------------------

TEST_F(JudgeTest, AcceptsAReferralUnderItsAgreement) {
  const Judgement judgement = judged();
  const Submission& submission = judgement.submission;
  EXPECT_TRUE(submission.accepted);
  ASSERT_THAT(submission.disclosures, SizeIs(1));
  const NewDisclosure& disclosure = submission.disclosures[0];
  EXPECT_EQ(disclosure.recipient, "eastshire-council");
  EXPECT_EQ(disclosure.record, submission.record);
  EXPECT_EQ(disclosure.route.sender, "riverside-trust");
  EXPECT_EQ(disclosure.route.purpose, "direct-care");
  EXPECT_THAT(disclosure.route.kinds, ElementsAre("referral"));
  EXPECT_THAT(disclosure.route.agreements, ElementsAre("ISA-2026-014"));
  EXPECT_EQ(disclosure.expires_unix_ms, clock_.unix_ms() + 30LL * 24 * 3'600'000);
  ASSERT_THAT(submission.plans, SizeIs(1));
  EXPECT_EQ(submission.plans[0].hash, disclosure.route.plan_hash);
  EXPECT_EQ(judgement.summary.recipients, "eastshire-council");
  EXPECT_EQ(judgement.summary.agreements, "ISA-2026-014");

  const wire::Receipt receipt = receipt_of(judgement);
  EXPECT_EQ(receipt.outcome(), wire::ACCEPTED);
  EXPECT_EQ(receipt.record_id(), submission.record.bytes());
  ASSERT_EQ(receipt.recipients_size(), 1);
  EXPECT_TRUE(receipt.recipients(0).permit());
  EXPECT_EQ(receipt.recipients(0).plan_hash(), disclosure.route.plan_hash);
  EXPECT_EQ(receipt.input_salt().size(), 32U);
}

TEST_F(JudgeTest, TheRecipientsMessageSaysWhatItIsAndUnderWhichObligations) {
  submit_.set_trace_id("0af7651916cd43dd8448eb211c80319c");
  const Judgement judgement = judged();
  const wire::Delivery delivery = delivery_of(judgement.submission.disclosures.at(0));
  EXPECT_EQ(delivery.sender(), "riverside-trust");
  EXPECT_EQ(delivery.kind(), "referral");
  EXPECT_EQ(delivery.purpose(), "direct-care");
  EXPECT_EQ(delivery.format(), wire::FORMAT_FHIR);
  EXPECT_EQ(delivery.obligations().retain_days(), 2920U);
  EXPECT_EQ(delivery.obligations().onward_sharing(), "forbidden");
  EXPECT_EQ(delivery.trace_id(), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(delivery.output_salt(), receipt_of(judgement).recipients(0).output_salt());
  EXPECT_THAT(delivery.body(), HasSubstr("9991048278"));
}

TEST_F(JudgeTest, ATraceThatIsNoneIsNotPassedOn) {
  submit_.set_trace_id("Dorothea Lightfoot");
  EXPECT_EQ(delivery_of(judged().submission.disclosures.at(0)).trace_id(), "");
}

TEST_F(JudgeTest, WithheldValuesAreNowhere) {
  send_json(example_record("discharge-notice-1.json"));
  const Judgement judgement = judged();
  ASSERT_TRUE(judgement.submission.accepted);
  const std::string body = delivery_of(judgement.submission.disclosures.at(0)).body();
  for (const std::string withheld : {"Ravenscroft", "Roman Catholic", "RST4471902"}) {
    ASSERT_THAT(submit_.body(), HasSubstr(withheld));
    EXPECT_THAT(body, Not(HasSubstr(withheld)));
  }
  // What is disclosed is sealed, and what is said of it names no person.
  for (const std::string value : {"Ravenscroft", "Roman Catholic", "RST4471902", "Lightfoot", "9991048278", "bed-7"})
    EXPECT_THAT(all_of(judgement), Not(HasSubstr(value)));
}

TEST_F(JudgeTest, NoTextOfARecordLeavesInClearAcceptedOrRefused) {
  for (const std::string name : {"discharge-referral-1.json", "discharge-referral-2.json", "discharge-notice-1.json",
                                 "refused-outcome-report.json", "bench-referral.json"}) {
    const std::string body = example_record(name);
    submit_.set_format(body.find("resourceType") == std::string::npos ? wire::FORMAT_JSON : wire::FORMAT_FHIR);
    submit_.set_body(body);
    const Judgement judgement = judged();
    const std::string all = all_of(judgement);
    protocol::json::Tape tape;
    ASSERT_TRUE(tape.parse(body, {}));
    int looked_for = 0;
    for (std::uint32_t i = 0; i < tape.size(); ++i) {
      const std::string value(tape.raw(i));
      // A shorter one may stand in random bytes; a kind is a word of the policy, not of the person.
      if (tape[i].kind != protocol::json::Kind::kString || value.size() < 6) continue;
      if (snapshot_->kinds({value})) continue;
      EXPECT_EQ(all.find(value), std::string::npos) << name << ": " << value;
      ++looked_for;
    }
    EXPECT_GT(looked_for, 5) << name;
  }
}

TEST_F(JudgeTest, ASealedDisclosureOpensInItsOwnPlaceOnly) {
  const Judgement judgement = judged();
  const NewDisclosure& disclosure = judgement.submission.disclosures.at(0);
  const Bytes& plan = disclosure.route.plan_hash;
  EXPECT_TRUE(keys_->unseal(seal_context(disclosure.record, "eastshire-council", plan), disclosure.sealed));
  EXPECT_FALSE(keys_->unseal(seal_context(disclosure.record, "westmoor-trust", plan), disclosure.sealed));
  EXPECT_FALSE(keys_->unseal(seal_context(record_number(1), "eastshire-council", plan), disclosure.sealed));
  EXPECT_FALSE(keys_->unseal(seal_context(disclosure.record, "eastshire-council", Bytes(32, 'p')), disclosure.sealed));
}

TEST_F(JudgeTest, FindsTheRecipientByTheRecordsOwnAddress) {
  submit_.clear_recipients();
  EXPECT_THAT(judged().submission.disclosures, SizeIs(1));
}

TEST_F(JudgeTest, TakesTheSendersOwnPurposeWhenNoneIsNamed) {
  EXPECT_THAT(judged().submission.entry.head, HasSubstr("\"direct-care\""));
}

TEST_F(JudgeTest, ARecipientThatIsNamedTwiceGetsItOnce) {
  submit_.add_recipients("eastshire-council");
  EXPECT_THAT(judged().submission.disclosures, SizeIs(1));
}

TEST_F(JudgeTest, OneRecipientsDenialLeavesTheOthersTheirs) {
  submit_.add_recipients("westmoor-trust");
  const Judgement judgement = judged();
  EXPECT_TRUE(judgement.submission.accepted);
  EXPECT_THAT(judgement.submission.disclosures, SizeIs(1));
  const wire::Receipt receipt = receipt_of(judgement);
  ASSERT_EQ(receipt.recipients_size(), 2);
  EXPECT_TRUE(receipt.recipients(0).permit());
  EXPECT_FALSE(receipt.recipients(1).permit());
  EXPECT_EQ(receipt.recipients(1).agency(), "westmoor-trust");
  EXPECT_EQ(receipt.recipients(1).reasons_size(), 1);
  EXPECT_EQ(receipt.recipients(1).plan_hash(), "");
  EXPECT_EQ(judgement.summary.recipients, "eastshire-council,unknown");
}

// --- Not a submission -----------------------------------------------------------------------------------------------

TEST_F(JudgeTest, DoesNotJudgeWhatIsNoSubmission) {
  submit_.set_sender_id("");
  EXPECT_EQ(judge().error().code, Code::kMalformed);
  submit_.set_sender_id(std::string(limits::kSenderIdBytes + 1, 'x'));
  EXPECT_EQ(judge().error().code, Code::kTooLarge);
  submit_.set_sender_id(std::string(limits::kSenderIdBytes, 'x'));
  EXPECT_TRUE(judge());
  for (std::size_t i = 0; i < limits::kRecipients; ++i) submit_.add_recipients("agency-" + std::to_string(i));
  EXPECT_EQ(judge().error().code, Code::kTooLarge);
  submit_.clear_recipients();
  submit_.set_body(std::string(limits::kRecordBytes + 1, ' '));
  EXPECT_EQ(judge().error().code, Code::kTooLarge);
}

// --- Repeats --------------------------------------------------------------------------------------------------------

TEST_F(JudgeTest, ARepeatHasTheSameDigestAndDedupKeyUnderANewRecordId) {
  const Submission first = judged().submission;
  submit_.set_sequence(2);
  submit_.set_want_proof(true);
  const Submission second = judged().submission;
  EXPECT_EQ(second.digest, first.digest);
  EXPECT_EQ(second.dedup_key, first.dedup_key);
  EXPECT_NE(second.record, first.record);
  EXPECT_NE(second.disclosures.at(0).sealed, first.disclosures.at(0).sealed);
}

TEST_F(JudgeTest, TheDigestDiffersWhenAnythingOfTheEnvelopeDiffers) {
  std::vector<Bytes> digests{judged().submission.digest};
  const auto with = [&](auto&& change_it) {
    const wire::Submit before = submit_;
    change_it(submit_);
    digests.push_back(judged().submission.digest);
    submit_ = before;
  };
  with([](wire::Submit& submit) { submit.add_recipients("westmoor-trust"); });
  with([](wire::Submit& submit) { submit.clear_recipients(); });
  with([](wire::Submit& submit) { submit.set_purpose("safeguarding"); });
  with([](wire::Submit& submit) { submit.set_kind("referral"); });
  with([](wire::Submit& submit) { submit.set_format(wire::FORMAT_JSON); });
  with([](wire::Submit& submit) { submit.mutable_body()->append(" "); });
  with([](wire::Submit& submit) { submit.set_recipients(0, "eastshire-councildirect-care"); });
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::unique(digests.begin(), digests.end()), digests.end());
}

TEST_F(JudgeTest, AnotherAgencysSameIdIsAnotherDedupKey) {
  const Bytes mine = judged().submission.dedup_key;
  peer_.agency = "westmoor-trust";
  EXPECT_NE(judged().submission.dedup_key, mine);
}

TEST_F(JudgeTest, OneRecordsBuffersLeaveNothingForTheNext) {
  ASSERT_TRUE(judged().submission.accepted);
  submit_.set_body("{");
  EXPECT_THAT(judged().submission.disclosures, IsEmpty());
  send_json(R"({"record":{"kind":"referral"},"person":{"nhs_number":"9990000000"}})");
  const Judgement next = judged();
  ASSERT_TRUE(next.submission.accepted);
  EXPECT_THAT(delivery_of(next.submission.disclosures.at(0)).body(), Not(HasSubstr("Lightfoot")));
}

}  // namespace
}  // namespace concordat::gateway
