#include "gateway/ingress/native_session.h"

#include <gmock/gmock.h>

#include "protocol/limits.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class NativeSessionTest : public ::testing::Test {
 protected:
  std::vector<wire::Receipt> receipts() {
    house_.run();
    return sender_.take<wire::Receipt>();
  }
  wire::StatusReply status_of(Counter& counter, const std::string& id) {
    (void)counter.take();
    counter.ask(id);
    return counter.take<wire::StatusReply>().at(0);
  }
  static std::string record_of(const wire::Receipt& receipt) {
    return RecordId::from_bytes(receipt.record_id())->str();
  }
  Gatehouse house_;
  Counter sender_{house_, "riverside-trust"};
};

class GreetedSessionTest : public NativeSessionTest {
 protected:
  GreetedSessionTest() {
    sender_.greet();
    (void)sender_.take();
  }
};

// --- Hello ----------------------------------------------------------------------------------------------------------

TEST_F(NativeSessionTest, AnswersHelloWithWhoThePeerIsAndItsLimits) {
  sender_.greet();
  const auto frames = sender_.take();
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_EQ(frames[0].hello().version(), 1U);
  EXPECT_EQ(frames[0].hello().agency(), "riverside-trust");
  EXPECT_EQ(frames[0].hello().max_record_bytes(), limits::kRecordBytes);
  EXPECT_EQ(frames[0].hello().max_in_flight(), limits::kSessionInFlight);
  EXPECT_THAT(frames[0].hello().features(), ElementsAre("proofs"));
  EXPECT_FALSE(sender_.session.finished());
}

TEST_F(NativeSessionTest, TakesNothingBeforeHello) {
  sender_.submit(1, "id-1");
  EXPECT_TRUE(sender_.session.finished());
  EXPECT_THAT(house_.outbox, IsEmpty());
  EXPECT_EQ(sender_.take<wire::Close>().at(0).error(), "malformed");
}

TEST_F(NativeSessionTest, EndsWithAPeerThatSpeaksAnotherVersion) {
  wire::Frame frame;
  frame.mutable_hello()->set_version(2);
  sender_.send(frame);
  EXPECT_EQ(sender_.take<wire::Close>().at(0).error(), "unsupported");
  EXPECT_TRUE(sender_.session.finished());
}

TEST_F(GreetedSessionTest, EndsAtASecondHello) {
  sender_.greet();
  EXPECT_EQ(sender_.take<wire::Close>().at(0).error(), "malformed");
}

TEST_F(GreetedSessionTest, EndsAtAFrameThatOnlyTheGatewaySends) {
  wire::Frame frame;
  frame.mutable_receipt()->set_sequence(1);
  sender_.send(frame);
  EXPECT_EQ(sender_.take<wire::Close>().at(0).error(), "malformed");
}

TEST_F(GreetedSessionTest, SaysWhyItEndsAtBytesThatAreNoFrames) {
  sender_.session.on_bad_bytes({Code::kTooLarge, "a frame of 5 GB"});
  const auto closed = sender_.take<wire::Close>();
  ASSERT_THAT(closed, SizeIs(1));
  EXPECT_EQ(closed[0].detail(), "a frame of 5 GB");
}

TEST_F(GreetedSessionTest, AnswersAPing) {
  wire::Frame frame;
  frame.mutable_ping()->set_token(42);
  sender_.send(frame);
  EXPECT_EQ(sender_.take().at(0).pong().token(), 42U);
}

// --- Submissions ----------------------------------------------------------------------------------------------------

TEST_F(GreetedSessionTest, SaysNothingOfARecordUntilItIsDurable) {
  sender_.submit(1, "id-1");
  EXPECT_THAT(sender_.take(), IsEmpty());
  EXPECT_THAT(receipts(), SizeIs(1));
}

TEST_F(GreetedSessionTest, AnswersPipelinedRecordsInTheOrderOfTheLedger) {
  for (std::uint64_t i = 1; i <= 3; ++i) sender_.submit(i, "id-" + std::to_string(i));
  const auto all = receipts();
  ASSERT_THAT(all, SizeIs(3));
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(all[i].sequence(), i + 1);
    EXPECT_EQ(all[i].outcome(), wire::ACCEPTED);
    EXPECT_FALSE(all[i].duplicate());
    EXPECT_EQ(all[i].ledger_index(), all[0].ledger_index() + i);
  }
}

TEST_F(GreetedSessionTest, APlanComesOnceAndBeforeTheReceiptThatNamesIt) {
  sender_.submit(1, "id-1");
  sender_.submit(2, "id-2");
  house_.run();
  const auto frames = sender_.take();
  ASSERT_THAT(frames, SizeIs(3));
  ASSERT_TRUE(frames[0].has_plan());
  EXPECT_EQ(frames[1].receipt().recipients(0).plan_hash(), frames[0].plan().hash());
  EXPECT_TRUE(frames[2].has_receipt());
}

TEST_F(GreetedSessionTest, RefusesInWordsAndGoesOn) {
  sender_.submit(1, "id-1",
                 [](wire::Submit& submit) { submit.set_body(example_record("refused-outcome-report.json")); });
  sender_.submit(2, "id-2");
  const auto all = receipts();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].outcome(), wire::REFUSED);
  EXPECT_EQ(all[0].error(), "refused-by-policy");
  EXPECT_THAT(all[0].detail(), HasSubstr("ISA-2026-014"));
  EXPECT_EQ(all[1].outcome(), wire::ACCEPTED);
  EXPECT_EQ(house_.store.waiting().at("eastshire-council").records, 1U);
}

TEST_F(GreetedSessionTest, AnswersARepeatWithTheFirstRecordAndQueuesItOnce) {
  sender_.submit(1, "id-1");
  const auto first = receipts();
  sender_.submit(2, "id-1");
  const auto again = receipts();
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_TRUE(again[0].duplicate());
  EXPECT_EQ(again[0].sequence(), 2U);
  EXPECT_EQ(again[0].record_id(), first.at(0).record_id());
  EXPECT_EQ(again[0].ledger_index(), first.at(0).ledger_index());
  EXPECT_EQ(house_.store.waiting().at("eastshire-council").records, 1U);
}

TEST_F(GreetedSessionTest, ARepeatOnANewConnectionHasItsPlanToo) {
  sender_.submit(1, "id-1");
  house_.run();
  Counter another(house_, "riverside-trust");
  another.greet();
  another.submit(1, "id-1");
  house_.run();
  const auto frames = another.take();
  ASSERT_THAT(frames, SizeIs(3));
  EXPECT_TRUE(frames[1].has_plan());
  EXPECT_TRUE(frames[2].receipt().duplicate());
}

TEST_F(GreetedSessionTest, TheSameIdWithOtherBytesIsAConflict) {
  sender_.submit(1, "id-1");
  sender_.submit(2, "id-1", [](wire::Submit& submit) { submit.mutable_body()->append(" "); });
  const auto all = receipts();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[1].outcome(), wire::FAILED);
  EXPECT_EQ(all[1].error(), "conflict");
}

TEST_F(GreetedSessionTest, AnyNumbersServeAsSequencesAlsoZero) {
  for (const std::uint64_t sequence : {0, 1, 2, 100, 3}) sender_.submit(sequence, "id-" + std::to_string(sequence));
  std::vector<std::uint64_t> answered;
  for (const wire::Receipt& receipt : receipts()) {
    EXPECT_EQ(receipt.outcome(), wire::ACCEPTED) << receipt.detail();
    answered.push_back(receipt.sequence());
  }
  EXPECT_THAT(answered, ElementsAre(0, 1, 2, 100, 3));
}

TEST_F(GreetedSessionTest, ASequenceIsFreeAgainOnlyAfterItsReceipt) {
  sender_.submit(7, "id-1");
  sender_.submit(7, "id-2");
  auto all = receipts();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].error(), "malformed");
  EXPECT_EQ(all[1].outcome(), wire::ACCEPTED);
  sender_.submit(7, "id-3");
  EXPECT_EQ(receipts().at(0).outcome(), wire::ACCEPTED);
}

TEST_F(GreetedSessionTest, ProvesAnEntryToWhoAgreedOnProofs) {
  const auto want = [](wire::Submit& submit) { submit.set_want_proof(true); };
  sender_.submit(1, "id-1", want);
  EXPECT_EQ(receipts().at(0).entry(), "");
  Counter proving(house_, "riverside-trust");
  proving.greet({"proofs"});
  proving.submit(1, "id-2", want);
  house_.run();
  const auto all = proving.take<wire::Receipt>();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0].entry(), HasSubstr(record_of(all[0])));
  EXPECT_GT(all[0].proof_size(), 0);
  EXPECT_THAT(all[0].checkpoint(), HasSubstr("hub.example/ledger\n"));
}

TEST_F(GreetedSessionTest, IsBusyWhileTheGatewayMayNotAccept) {
  ASSERT_TRUE(house_.health.set("disk", "the disk is nearly full"));
  sender_.submit(1, "id-1");
  const auto refused = sender_.take<wire::Receipt>();
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_EQ(refused[0].outcome(), wire::FAILED);
  EXPECT_EQ(refused[0].error(), "busy");
  EXPECT_THAT(refused[0].detail(), HasSubstr("the disk is nearly full"));
  ASSERT_TRUE(house_.health.set("disk", ""));
  sender_.submit(1, "id-1");
  EXPECT_EQ(receipts().at(0).outcome(), wire::ACCEPTED);
}

TEST_F(GreetedSessionTest, IsBusyOverTheAgencysQuotaUntilTheNextSecond) {
  change(house_.files, "agencies/riverside-trust.yaml", "records_per_second: 200000", "records_per_second: 2");
  house_.reload();
  for (std::uint64_t i = 1; i <= 3; ++i) sender_.submit(i, "id-" + std::to_string(i));
  const auto over = sender_.take<wire::Receipt>();
  ASSERT_THAT(over, SizeIs(1));
  EXPECT_EQ(over[0].sequence(), 3U);
  EXPECT_EQ(over[0].error(), "busy");
  EXPECT_THAT(receipts(), SizeIs(2));
  house_.clock.advance_ms(1000);
  sender_.submit(3, "id-3");
  EXPECT_EQ(receipts().at(0).outcome(), wire::ACCEPTED);
}

TEST_F(GreetedSessionTest, TakesNothingOfAnAgencyThatIsNoLongerInTheConfiguration) {
  Counter stranger(house_, "no-longer-here");
  stranger.greet();
  stranger.submit(1, "id-1");
  EXPECT_EQ(stranger.take<wire::Receipt>().at(0).error(), "forbidden");
  EXPECT_THAT(house_.outbox, IsEmpty());
}

TEST_F(GreetedSessionTest, StopsReadingAPeerWithTooMuchInFlight) {
  for (std::uint64_t i = 0; i < limits::kSessionInFlight; ++i) {
    EXPECT_TRUE(sender_.session.wants_input());
    sender_.submit(i, "id-" + std::to_string(i),
                   [](wire::Submit& submit) { submit.set_body(R"({"record":{"kind":"booking"}})"); });
  }
  EXPECT_FALSE(sender_.session.wants_input());
  house_.run();
  EXPECT_THAT(sender_.take<wire::Receipt>(), SizeIs(limits::kSessionInFlight));
  EXPECT_TRUE(sender_.session.wants_input());
}

// --- Close ----------------------------------------------------------------------------------------------------------

TEST_F(GreetedSessionTest, ClosesAfterTheLastReceipt) {
  sender_.submit(1, "id-1");
  sender_.close();
  EXPECT_FALSE(sender_.session.finished());
  EXPECT_FALSE(sender_.session.wants_input());
  EXPECT_THAT(sender_.take(), IsEmpty());
  house_.run();
  EXPECT_TRUE(sender_.session.finished());
  const auto frames = sender_.take();
  ASSERT_THAT(frames, SizeIs(3));
  EXPECT_TRUE(frames[0].has_plan());
  EXPECT_EQ(frames[1].receipt().outcome(), wire::ACCEPTED);
  EXPECT_TRUE(frames[2].has_close());
  EXPECT_EQ(frames[2].close().error(), "");
}

TEST_F(GreetedSessionTest, TakesNothingAfterAClose) {
  sender_.close();
  sender_.submit(1, "id-1");
  house_.run();
  const auto frames = sender_.take();
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_TRUE(frames[0].has_close());
  EXPECT_THAT(house_.store.waiting(), IsEmpty());
}

TEST_F(GreetedSessionTest, SaysGoodbyeOnceWhenTheGatewayStops) {
  sender_.session.say_goodbye("unavailable", "the gateway stops");
  sender_.session.say_goodbye("unavailable", "again");
  const auto closed = sender_.take<wire::Close>();
  ASSERT_THAT(closed, SizeIs(1));
  EXPECT_EQ(closed[0].detail(), "the gateway stops");
  EXPECT_THAT(sender_.take(), IsEmpty());
}

TEST_F(GreetedSessionTest, TellsAPeerAtOnceWhenNoAnswerWillCome) {
  sender_.submit(1, "id-1");
  sender_.close();  // a polite goodbye that waits for the receipt
  EXPECT_FALSE(sender_.session.finished());
  sender_.session.break_off("unavailable", "send it again");
  EXPECT_TRUE(sender_.session.finished());
  const auto frames = sender_.take();
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_EQ(frames[0].close().error(), "unavailable");
  EXPECT_EQ(frames[0].close().detail(), "send it again");
}

// --- Status ---------------------------------------------------------------------------------------------------------

TEST_F(GreetedSessionTest, TellsTheSenderWhereItsRecordIs) {
  sender_.submit(1, "id-1", [](wire::Submit& submit) { submit.add_recipients("westmoor-trust"); });
  const std::string record = record_of(receipts().at(0));
  auto reply = status_of(sender_, "id-1");
  EXPECT_EQ(reply.error(), "");
  EXPECT_EQ(RecordId::from_bytes(reply.record_id())->str(), record);
  EXPECT_EQ(reply.accepted_unix_ms(), static_cast<std::uint64_t>(house_.clock.unix_ms()));
  ASSERT_EQ(reply.recipients_size(), 2);
  EXPECT_EQ(reply.recipients(0).state(), "waiting");
  EXPECT_EQ(reply.recipients(1).state(), "denied");

  Counter recipient(house_, "eastshire-council");
  recipient.greet();
  recipient.credit(1);
  house_.run();
  EXPECT_EQ(status_of(sender_, record).recipients(0).state(), "offered");
  EXPECT_EQ(status_of(sender_, record).recipients(0).attempts(), 1U);
  recipient.acknowledge(1, 1);
  house_.run();
  reply = status_of(sender_, record);
  EXPECT_EQ(reply.recipients(0).state(), "delivered");
  EXPECT_GT(reply.recipients(0).ledger_index(), reply.ledger_index());
}

TEST_F(GreetedSessionTest, TellsNobodyElseThatThereIsARecord) {
  sender_.submit(1, "id-1");
  const std::string record = record_of(receipts().at(0));
  for (const char* agency : {"eastshire-council", "westmoor-trust"}) {
    Counter other(house_, agency);
    other.greet();
    const auto theirs = status_of(other, record);
    const auto nobodys = status_of(other, record_number(99).str());
    EXPECT_EQ(theirs.error(), "not-found");
    EXPECT_EQ(theirs.SerializeAsString(), nobodys.SerializeAsString());
    EXPECT_EQ(status_of(other, "id-1").error(), "not-found");
  }
}

TEST_F(GreetedSessionTest, AnIdOfTheSendersOwnMayLookLikeARecords) {
  const std::string id = "5fc1c4ab-9cdf-57ab-baea-529aa93e4b6f";
  sender_.submit(1, id);
  const std::string record = record_of(receipts().at(0));
  const auto reply = status_of(sender_, id);
  EXPECT_EQ(reply.error(), "");
  EXPECT_EQ(RecordId::from_bytes(reply.record_id()).value_or(RecordId()).str(), record);
}

// --- The log --------------------------------------------------------------------------------------------------------

TEST_F(GreetedSessionTest, LogsALineForEachAnswerAndNothingOfTheRecord) {
  sender_.submit(1, "id-1", [](wire::Submit& submit) { submit.set_trace_id("0af7651916cd43dd8448eb211c80319c"); });
  sender_.submit(2, "id-2",
                 [](wire::Submit& submit) { submit.set_body(example_record("refused-outcome-report.json")); });
  const auto all = receipts();
  const std::string log = house_.end_log();
  EXPECT_THAT(log, HasSubstr(R"("event.action":"accept")"));
  EXPECT_THAT(log, HasSubstr(R"("event.action":"refuse")"));
  EXPECT_THAT(log, HasSubstr(record_of(all.at(0))));
  EXPECT_THAT(log, HasSubstr(record_of(all.at(1))));
  EXPECT_THAT(log, HasSubstr("\"trace.id\":\"0af7651916cd43dd8448eb211c80319c\""));
  for (const char* value : {"Lightfoot", "9991048278", "id-1", "Ravenscroft"}) EXPECT_THAT(log, Not(HasSubstr(value)));
}

}  // namespace
}  // namespace concordat::gateway
