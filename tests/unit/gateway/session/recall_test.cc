// Recalls, and deliveries that came to nothing.

#include <gmock/gmock.h>

#include "protocol/limits.h"
#include "tests/unit/gateway/session/dispatcher_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::size_t count(const std::string& text, std::string_view words) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(words, at)) != std::string::npos; ++at) ++found;
  return found;
}

class RecallTest : public DispatcherTest {
 protected:
  RecallTest() {
    caller_.greet({"recall"});
    (void)caller_.take();
  }
  wire::RecallReply recall(Counter& counter, const std::string& id, const std::vector<std::string>& recipients = {}) {
    wire::Frame frame;
    wire::Recall& recall = *frame.mutable_recall();
    recall.set_sequence(7);
    recall.set_id(id);
    for (const std::string& recipient : recipients) recall.add_recipients(recipient);
    recall.set_reason("Dorothea is somebody else");
    counter.send(frame);
    house_.run();
    const auto replies = counter.take<wire::RecallReply>();
    if (replies.size() != 1) throw std::runtime_error(std::to_string(replies.size()) + " replies");
    EXPECT_EQ(replies[0].sequence(), 7U);
    return replies[0];
  }
  Counter caller_{house_, "riverside-trust"};
};

TEST_F(RecallTest, TakesBackWhatWaits) {
  queue(2);
  const wire::RecallReply reply = recall(caller_, "id-1");
  EXPECT_EQ(reply.error(), "");
  EXPECT_EQ(reply.record_id(), std::string(records_[0].bytes()));
  ASSERT_EQ(reply.recipients_size(), 1);
  EXPECT_EQ(reply.recipients(0).agency(), kCouncil);
  EXPECT_EQ(reply.recipients(0).state(), "recalled");
  EXPECT_FALSE(reply.recipients(0).perhaps_received());
  EXPECT_GT(reply.recipients(0).ledger_index(), 0U);
  EXPECT_THAT(sequences(5), testing::ElementsAre(2));
  EXPECT_EQ(outcome_of(0), SettleOutcome::kRecalled);
  EXPECT_THAT(house_.ledger(), HasSubstr(R"("outcome":"recalled")"));
  EXPECT_THAT(house_.ledger(), HasSubstr("recalled-by-sender"));
  EXPECT_THAT(house_.ledger() + house_.end_log(), Not(HasSubstr("Dorothea")));
  EXPECT_THAT(persons_file(), HasSubstr(R"("by":"riverside-trust","reason":"Dorothea is somebody else")"));
}

TEST_F(RecallTest, ByTheRecordsIdToo) {
  queue(1);
  EXPECT_EQ(recall(caller_, records_[0].str(), {kCouncil}).recipients(0).state(), "recalled");
}

TEST_F(RecallTest, IsTooLateForWhatASessionHasUntilThatEnds) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  EXPECT_EQ(recall(caller_, "id-1").recipients(0).state(), "offered");
  EXPECT_EQ(outcome_of(0), SettleOutcome::kWaiting);
  open();  // the session ends
  const wire::RecallReply reply = recall(caller_, "id-1");
  EXPECT_EQ(reply.recipients(0).state(), "recalled");
  EXPECT_TRUE(reply.recipients(0).perhaps_received());
  EXPECT_TRUE(recall(caller_, "id-1").recipients(0).perhaps_received()) << "asked again";
  EXPECT_THAT(house_.ledger(), HasSubstr("recalled-after-offer"));
  EXPECT_THAT(deliveries(1), IsEmpty());
}

TEST_F(RecallTest, IsTooLateForWhatHasEndedAndSaysHow) {
  queue(2);
  ASSERT_THAT(sequences(2), SizeIs(2));
  recipient_->acknowledge(1, 1);
  recipient_->reject(2);
  house_.run();
  EXPECT_EQ(recall(caller_, "id-1").recipients(0).state(), "delivered");
  EXPECT_EQ(recall(caller_, "id-2").recipients(0).state(), "rejected");
  EXPECT_THAT(house_.ledger(), Not(HasSubstr("recalled")));
}

TEST_F(RecallTest, AndAnAcknowledgementInOneStepSettleOnce) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  recipient_->acknowledge(1, 1);
  EXPECT_EQ(recall(caller_, "id-1").recipients(0).state(), "offered");
  EXPECT_EQ(outcome_of(0), SettleOutcome::kDelivered);
  EXPECT_EQ(count(house_.ledger(), R"("event":"settle")"), 1U);
}

TEST_F(RecallTest, AndAnotherEndInOneStepSettleOnce) {
  queue(1);
  house_.outbox.emplace_back(SettleRequest{{}, kCouncil, {1}, SettleOutcome::kExpired, "expired", {}});
  EXPECT_EQ(recall(caller_, "id-1").recipients(0).state(), "expired");
  EXPECT_EQ(count(house_.ledger(), R"("event":"settle")"), 1U);
}

TEST_F(RecallTest, TakesBackADeadLetter) {
  queue(1);
  house_.outbox.emplace_back(SettleRequest{{}, kCouncil, {1}, SettleOutcome::kDeadLetter, "unacknowledged", {}});
  house_.run();
  EXPECT_EQ(recall(caller_, "id-1").recipients(0).state(), "recalled");
  EXPECT_FALSE(house_.store.revive(kCouncil, 1));
  EXPECT_EQ(waiting(), 0U);
}

TEST_F(RecallTest, AnotherAgencysRecordIsNotFound) {
  queue(1);
  Counter stranger(house_, kCouncil);
  stranger.greet({"recall"});
  (void)stranger.take();
  EXPECT_EQ(recall(stranger, records_[0].str()).error(), "not-found");
  EXPECT_EQ(recall(stranger, "id-1").error(), "not-found");
  EXPECT_EQ(recall(caller_, "id-99").error(), "not-found");
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(RecallTest, FromSomebodyWhoIsNoRecipientIsAnError) {
  queue(1);
  const wire::RecallReply reply = recall(caller_, "id-1", {kCouncil, "northmoor-police"});
  EXPECT_EQ(reply.error(), "unknown-recipient");
  EXPECT_THAT(reply.detail(), HasSubstr("northmoor-police"));
  EXPECT_EQ(waiting(), 1U) << "nothing was recalled";
}

TEST_F(RecallTest, NeedsTheFeatureAndAShortReason) {
  queue(1);
  wire::Frame frame;
  frame.mutable_recall()->set_id("id-1");
  sender_.send(frame);
  EXPECT_EQ(sender_.take<wire::Close>().at(0).error(), "malformed");
  frame.mutable_recall()->set_reason(std::string(limits::kReasonBytes + 1, 'x'));
  caller_.send(frame);
  EXPECT_EQ(caller_.take<wire::RecallReply>().at(0).error(), "too-large");
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(RecallTest, ACloseWaitsForIt) {
  queue(1);
  wire::Frame frame;
  frame.mutable_recall()->set_id("id-1");
  caller_.send(frame);
  caller_.close();
  EXPECT_FALSE(caller_.session.finished());
  house_.run();
  const auto frames = caller_.take();
  ASSERT_THAT(frames, SizeIs(2));
  EXPECT_TRUE(frames[0].has_recall_reply());
  EXPECT_TRUE(frames[1].has_close());
}

// --- Attempts -------------------------------------------------------------------------------------------------------

using AttemptTest = DispatcherTest;

TEST_F(AttemptTest, ADeliveryThatASessionDidNotAcknowledgeIsEnteredOnce) {
  queue(3);
  ASSERT_THAT(sequences(2), SizeIs(2));
  recipient_->acknowledge(1, 1);
  house_.run();
  open();
  house_.run();
  const std::string ledger = house_.ledger();
  EXPECT_EQ(count(ledger, R"("event":"attempt")"), 1U) << "not of what was acknowledged or never offered";
  EXPECT_THAT(ledger, HasSubstr(R"("attempts":1,"category":"Disclosure","event":"attempt")"));
  EXPECT_THAT(ledger, HasSubstr(R"("reason":"not-acknowledged","recipient":"eastshire-council","record":")" +
                                records_[1].str()));
}

TEST_F(AttemptTest, AreBoundedHoweverOftenARecipientComesBack) {
  queue(1);
  for (std::uint32_t attempt = 0; attempt < 3 * limits::kDeliveryAttempts; ++attempt) {
    (void)deliveries(1);
    open();
    house_.run();
  }
  EXPECT_EQ(outcome_of(0), SettleOutcome::kDeadLetter);
  EXPECT_EQ(count(house_.ledger(), R"("event":"attempt")"), limits::kDeliveryAttempts);
  EXPECT_THAT(house_.ledger(), HasSubstr(R"("attempts":16,)"));
}

TEST_F(AttemptTest, WhatWasSettledMeanwhileDidNotFail) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  house_.outbox.emplace_back(SettleRequest{{}, kCouncil, {1}, SettleOutcome::kDiscarded, "operator", {}});
  open();
  house_.run();
  EXPECT_THAT(house_.ledger(), Not(HasSubstr("attempt\"")));
}

}  // namespace
}  // namespace concordat::gateway
