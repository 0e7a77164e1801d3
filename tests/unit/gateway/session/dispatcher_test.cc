#include "gateway/egress/dispatcher.h"

#include <gmock/gmock.h>

#include "protocol/limits.h"
#include "tests/unit/gateway/session/dispatcher_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kDayMs = 24 * 3'600'000LL;

// --- Credit ---------------------------------------------------------------------------------------------------------

TEST_F(DispatcherTest, SendsNothingWithoutCredit) {
  queue(2);
  EXPECT_THAT(deliveries(), IsEmpty());
  recipient_->credit(0, 1 << 20);
  recipient_->credit(2, 0);
  EXPECT_THAT(sequences(), ElementsAre(1, 2));
}

TEST_F(DispatcherTest, SendsAsManyRecordsAsThereIsCreditForInOrder) {
  queue(5);
  EXPECT_THAT(sequences(2), ElementsAre(1, 2));
  EXPECT_THAT(sequences(), IsEmpty());
  EXPECT_THAT(sequences(2), ElementsAre(3, 4));
  EXPECT_THAT(sequences(2), ElementsAre(5));
  queue(1);
  EXPECT_THAT(sequences(), ElementsAre(6));
}

TEST_F(DispatcherTest, StopsOnceTheBytesAreUsedUp) {
  queue(3);
  recipient_->credit(3, 1);
  EXPECT_THAT(sequences(), ElementsAre(1));
  recipient_->credit(0, 1 << 20);
  EXPECT_THAT(sequences(), ElementsAre(2, 3));
}

TEST_F(DispatcherTest, CreditThatWouldWrapIsAsGoodAsNoLimit) {
  queue(2);
  recipient_->credit(1, ~std::uint64_t{0});
  recipient_->credit(1, ~std::uint64_t{0});
  EXPECT_THAT(sequences(), ElementsAre(1, 2));
}

TEST_F(DispatcherTest, DeliversWhatTheAgreementAllowsWithThePlanBeforeIt) {
  queue(1);
  recipient_->credit(1);
  house_.run();
  const auto frames = recipient_->take();
  ASSERT_THAT(frames, SizeIs(3));  // after Hello
  EXPECT_EQ(frames[1].plan().hash(), frames[2].delivery().plan_hash());
  const wire::Delivery& delivery = frames[2].delivery();
  EXPECT_EQ(delivery.record_id(), records_[0].bytes());
  EXPECT_EQ(delivery.sender(), "riverside-trust");
  EXPECT_FALSE(delivery.redelivered());
  EXPECT_THAT(delivery.body(), HasSubstr("Lightfoot"));
  EXPECT_THAT(delivery.body(), Not(HasSubstr("Roman Catholic")));
}

TEST_F(DispatcherTest, NobodyElseIsGivenARecipientsRecords) {
  queue(1);
  for (const char* agency : {"westmoor-trust", "riverside-trust"}) {
    Counter other(house_, agency);
    other.greet();
    other.credit(10);
    house_.run();
    EXPECT_THAT(other.take<wire::Delivery>(), IsEmpty());
  }
}

TEST_F(DispatcherTest, TwoSessionsOfARecipientShareItsQueue) {
  queue(4);
  EXPECT_THAT(sequences(2), ElementsAre(1, 2));
  Counter second(house_, kCouncil);
  second.greet();
  second.credit(10);
  house_.run();
  const auto rest = second.take<wire::Delivery>();
  ASSERT_THAT(rest, SizeIs(2));
  EXPECT_EQ(rest[0].sequence(), 3U);
  // Only the one to whom it was offered may acknowledge it.
  second.acknowledge(1, 4);
  house_.run();
  EXPECT_EQ(waiting(), 2U);
  EXPECT_EQ(outcome_of(0), SettleOutcome::kWaiting);
}

// --- Acknowledging --------------------------------------------------------------------------------------------------

TEST_F(DispatcherTest, AcknowledgesRanges) {
  queue(5);
  ASSERT_THAT(sequences(5), SizeIs(5));
  wire::Frame frame;
  for (const auto& [first, last] : {std::pair{1, 2}, {4, 4}}) {
    wire::Range& range = *frame.mutable_ack()->add_ranges();
    range.set_first(static_cast<std::uint64_t>(first));
    range.set_last(static_cast<std::uint64_t>(last));
  }
  recipient_->send(frame);
  EXPECT_THAT(recipient_->take<wire::Settled>(), IsEmpty());  // not before it is durable
  EXPECT_THAT(settled(), ElementsAre(std::pair(1, 2), std::pair(4, 4)));
  EXPECT_EQ(waiting(), 2U);
  EXPECT_EQ(outcome_of(2), SettleOutcome::kWaiting);
  EXPECT_EQ(outcome_of(3), SettleOutcome::kDelivered);
}

TEST_F(DispatcherTest, ARangeMaySpanWhatWasNeverDelivered) {
  queue(2);
  ASSERT_THAT(sequences(1), SizeIs(1));
  recipient_->acknowledge(0, ~std::uint64_t{0});
  EXPECT_THAT(settled(), ElementsAre(std::pair(1, 1)));
  recipient_->acknowledge(5, 1);
  EXPECT_THAT(settled(), IsEmpty());
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(DispatcherTest, AnAcknowledgementNamesTheCertificateInTheLedger) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  recipient_->acknowledge(1, 1);
  house_.run();
  EXPECT_THAT(house_.ledger(), HasSubstr("\"delivered\""));
  EXPECT_THAT(house_.ledger(), HasSubstr(std::string(64, 'f')));
}

TEST_F(DispatcherTest, ARejectionEndsTheRecordAndItsWordsGoNoFurther) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  recipient_->reject(1, "Dorothea is not ours");
  EXPECT_THAT(settled(), ElementsAre(std::pair(1, 1)));
  EXPECT_EQ(outcome_of(0), SettleOutcome::kRejected);
  EXPECT_THAT(house_.ledger(), HasSubstr("rejected-by-recipient"));
  EXPECT_THAT(house_.ledger() + house_.end_log(), Not(HasSubstr("Dorothea")));
  EXPECT_THAT(persons_file(), HasSubstr(R"("by":"eastshire-council","reason":"Dorothea is not ours")"));
  EXPECT_THAT(house_.ledger(), HasSubstr(R"("category":"Disclosure","details":[")")) << "the commitment to it";
}

TEST_F(DispatcherTest, AReasonThatIsTooLongEndsTheSession) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  recipient_->reject(1, std::string(limits::kReasonBytes + 1, 'x'));
  EXPECT_EQ(recipient_->take<wire::Close>().at(0).error(), "too-large");
  EXPECT_EQ(waiting(), 1U);
}

TEST_F(DispatcherTest, AnAcknowledgementThatCameTooLateIsAnsweredToo) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  house_.outbox.emplace_back(SettleRequest{{}, kCouncil, {1}, SettleOutcome::kDiscarded, "operator", {}});
  recipient_->acknowledge(1, 1);
  EXPECT_THAT(settled(), ElementsAre(std::pair(1, 1)));
  EXPECT_EQ(outcome_of(0), SettleOutcome::kDiscarded);
}

TEST_F(DispatcherTest, ACloseWaitsForAcknowledgementsOnTheirWay) {
  queue(1);
  ASSERT_THAT(sequences(1), SizeIs(1));
  recipient_->acknowledge(1, 1);
  recipient_->close();
  EXPECT_FALSE(recipient_->session.finished());
  house_.run();
  const auto frames = recipient_->take();
  ASSERT_THAT(frames, SizeIs(2));
  EXPECT_TRUE(frames[0].has_settled());
  EXPECT_TRUE(frames[1].has_close());
}

// --- Redelivery -----------------------------------------------------------------------------------------------------

TEST_F(DispatcherTest, OffersAgainWhatALostSessionDidNotAcknowledge) {
  queue(3);
  ASSERT_THAT(sequences(3), SizeIs(3));
  recipient_->acknowledge(2, 2);
  house_.run();
  open();
  const auto again = deliveries(3);
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_EQ(again[0].sequence(), 1U);
  EXPECT_TRUE(again[0].redelivered());
  EXPECT_EQ(again[1].sequence(), 3U);
}

TEST_F(DispatcherTest, SetsARecordAsideAfterTooManyAttempts) {
  queue(1);
  for (std::uint32_t attempt = 0; attempt < limits::kDeliveryAttempts; ++attempt, open())
    ASSERT_THAT(deliveries(1), SizeIs(1)) << attempt;
  EXPECT_THAT(deliveries(1), IsEmpty());
  EXPECT_EQ(outcome_of(0), SettleOutcome::kDeadLetter);
  EXPECT_EQ(waiting(), 1U);
  EXPECT_THAT(house_.ledger(), HasSubstr("dead-letter"));
  // The others behind it are not held up, and an operator may have it offered again.
  queue(1);
  EXPECT_THAT(sequences(), ElementsAre(2));
  ASSERT_TRUE(house_.store.revive(kCouncil, 1));
  const auto revived = deliveries(1);
  ASSERT_THAT(revived, SizeIs(1));
  EXPECT_EQ(revived[0].sequence(), 1U);
  EXPECT_TRUE(revived[0].redelivered());
}

// --- The policy at dequeue ------------------------------------------------------------------------------------------

TEST_F(DispatcherTest, StopsWhatTheAgreementNoLongerPermits) {
  queue(2);
  change_policy("status: active", "status: suspended");
  recipient_->credit(10);
  house_.run();
  for (const wire::Frame& frame : recipient_->take()) EXPECT_TRUE(frame.has_hello()) << frame.ShortDebugString();
  EXPECT_EQ(outcome_of(0), SettleOutcome::kStopped);
  EXPECT_EQ(waiting(), 0U);
  EXPECT_THAT(house_.ledger(), HasSubstr("not-in-force"));
  EXPECT_THAT(house_.end_log(), HasSubstr("\"message\":\"stopped\""));
}

TEST_F(DispatcherTest, WhatIsStoppedCostsNoCredit) {
  queue(1);
  change_policy("status: active", "status: suspended");
  EXPECT_THAT(sequences(1), IsEmpty());
  change_policy("status: suspended", "status: active");
  queue(1);
  EXPECT_THAT(sequences(), ElementsAre(2));
}

TEST_F(DispatcherTest, StopsWhatIsOfAKindThatIsNoLongerShared) {
  queue(1);
  change_policy("  - discharge-notice\n", "");
  EXPECT_THAT(deliveries(1), IsEmpty());
  EXPECT_EQ(outcome_of(0), SettleOutcome::kStopped);
  EXPECT_THAT(house_.ledger(), HasSubstr("other-kind"));
}

TEST_F(DispatcherTest, ARecordFromBeforeARestartHasItsPlan) {
  queue(1);
  house_.reload();  // another snapshot, with no plan messages made yet
  EXPECT_THAT(deliveries(1), SizeIs(1));
}

TEST_F(DispatcherTest, AnObjectionThatIsRecordedMeanwhileStopsWhatIsQueued) {
  queue(1);
  PersonListEntry register_of_objections{"objections", policy::ListMeaning::kObjected, 0, true, {}};
  register_of_objections.people.push_back(person_tag(house_.keys->subject("9991048278").view()));
  house_.policy.set(snapshot_of(house_.files, PersonLists({register_of_objections})));
  EXPECT_THAT(deliveries(1), IsEmpty());
  EXPECT_EQ(outcome_of(0), SettleOutcome::kStopped);
  EXPECT_THAT(house_.ledger(), HasSubstr("\"objected\""));
}

// --- Expiry ---------------------------------------------------------------------------------------------------------

TEST_F(DispatcherTest, EndsWhatHasExpiredInsteadOfDeliveringIt) {
  queue(1);
  house_.clock.advance_ms(30 * kDayMs);
  queue(1);
  const auto delivered = deliveries(10);
  ASSERT_THAT(delivered, SizeIs(1));
  EXPECT_EQ(delivered[0].sequence(), 2U);
  EXPECT_EQ(outcome_of(0), SettleOutcome::kExpired);
  EXPECT_THAT(house_.ledger(), HasSubstr("\"expired\""));
}

// --- Faults ---------------------------------------------------------------------------------------------------------

TEST_F(DispatcherTest, ADisclosureWhoseKeyIsGoneEndsTheSessionAndStays) {
  queue(1);
  house_.clock.advance_ms(3'600'000);
  ASSERT_TRUE(house_.keys->rotate_if_due());
  house_.clock.advance_ms(3 * 3'600'000);
  ASSERT_EQ(house_.keys->destroy_before(house_.clock.unix_ms()).value(), 1U);
  recipient_->credit(1);
  house_.run();
  const auto closed = recipient_->take<wire::Close>();
  ASSERT_THAT(closed, SizeIs(1));
  EXPECT_EQ(closed[0].error(), "storage-failed");
  EXPECT_THAT(closed[0].detail(), Not(HasSubstr("keyring")));  // where our keys are is not the peer's concern
  EXPECT_EQ(waiting(), 1U);
  EXPECT_THAT(house_.end_log(), HasSubstr("key ring"));
}

}  // namespace
}  // namespace concordat::gateway
