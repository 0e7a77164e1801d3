// The client, the sender and the receiver against a gateway whose every word is written out.

#include "gateway/client/native_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "gateway/cli/transfer/receiver.h"
#include "gateway/cli/transfer/sender.h"
#include "protocol/base/id.h"
#include "tests/unit/gateway/cli/fake_gateway.h"

namespace concordat::cli {
namespace {

using client::NativeClient;
using protocol::native::Frame;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::seconds kLong{20};

client::Deadline soon() {
  return std::chrono::steady_clock::now() + kLong;
}

Frame receipt(std::uint64_t sequence, native::v1::Outcome outcome, const std::string& error = "") {
  Frame frame;
  frame.mutable_receipt()->set_sequence(sequence);
  frame.mutable_receipt()->set_outcome(outcome);
  frame.mutable_receipt()->set_error(error);
  return frame;
}

Frame plan() {
  Frame frame;
  frame.mutable_plan()->set_hash("p");
  frame.mutable_plan()->add_items()->set_item("person.name");
  frame.mutable_plan()->mutable_items(0)->set_action("keep");
  return frame;
}

Frame delivery(std::uint64_t sequence) {
  Frame frame;
  auto* made = frame.mutable_delivery();
  made->set_sequence(sequence);
  made->set_record_id(std::string(15, 'i') + static_cast<char>('0' + sequence));
  made->set_plan_hash("p");
  made->set_format(native::v1::FORMAT_JSON);
  made->set_body("{}");
  return frame;
}

Frame settled(const native::v1::Ack& ack) {
  Frame frame;
  *frame.mutable_settled()->mutable_ranges() = ack.ranges();
  return frame;
}

TEST(NativeClient, SaysHelloAndKeepsPlansToItself) {
  FakeGateway gateway({[](FakeSession& session) {
    session.greet(7);
    session.write(plan());
    session.write(receipt(1, native::v1::ACCEPTED));
    session.see_off();
  }});
  auto client = NativeClient::connect(gateway.client_file(), {});
  ASSERT_TRUE(client) << client.error().detail;
  EXPECT_EQ(client->agency(), "riverside-trust");
  EXPECT_EQ(client->max_in_flight(), 7u);
  Frame frame;
  ASSERT_TRUE(client->receive(frame, soon()).value());
  EXPECT_TRUE(frame.has_receipt());
  EXPECT_TRUE(client->plans().expand("p", {}, {}));
  EXPECT_TRUE(client->close());
}

TEST(NativeClient, AcknowledgesWithoutSigningToAGatewayThatDoesNotKnowReceipts) {
  native::v1::Ack ack;
  FakeGateway gateway({[&ack](FakeSession& session) {
    session.greet();  // names no feature
    if (const auto frame = session.read()) ack = frame->ack();
    session.see_off();
  }});
  auto client = NativeClient::connect(gateway.client_file(), {.receipts = true, .recall = true});
  ASSERT_TRUE(client) << client.error().detail;
  EXPECT_FALSE(client->signs());
  EXPECT_FALSE(client->recalls());
  client->acknowledge(std::vector<client::Taken>{{4, {}, {}}, {3, {}, {}}});
  EXPECT_TRUE(client->close());
  ASSERT_EQ(ack.ranges_size(), 1);
  EXPECT_EQ(ack.ranges(0).first(), 3U);
  EXPECT_EQ(ack.ranges(0).last(), 4U);
  EXPECT_EQ(ack.signature() + ack.commitments(), "");
}

TEST(NativeClient, ARefusedCertificateIsSaidInTheseWords) {
  FakeGateway gateway({[](FakeSession&) {}}, FakeGateway::Knows::kNobody);
  const auto client = NativeClient::connect(gateway.client_file(), {});
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, Code::kUnauthenticated);
  EXPECT_THAT(client.error().detail,
              HasSubstr("the gateway refused this certificate: its issuer is not one that the gateway knows"));
}

// A gateway that is killed in the moment of a handshake refuses nobody: a patient sender comes again.
TEST(NativeClient, AGatewayThatHangsUpDuringTheHandshakeIsAwayAndHasRefusedNobody) {
  FakeGateway gateway({[](FakeSession&) {}}, FakeGateway::Knows::kHangsUp);
  const auto client = NativeClient::connect(gateway.client_file(), {});
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().code, Code::kUnavailable) << client.error().detail;
}

TEST(NativeClient, TheGatewaysReasonForClosingIsAnErrorWithItsCode) {
  FakeGateway gateway({[](FakeSession& session) {
    session.greet();
    Frame close;
    close.mutable_close()->set_error("too-large");
    close.mutable_close()->set_detail("a frame over the limit");
    session.write(close);
  }});
  auto client = NativeClient::connect(gateway.client_file(), {});
  ASSERT_TRUE(client);
  Frame frame;
  const auto got = client->receive(frame, soon());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::kTooLarge);
  EXPECT_THAT(got.error().detail, HasSubstr("a frame over the limit"));
}

TEST(NativeClient, AnswersPingsAndSkipsFramesOfALaterVersion) {
  FakeGateway gateway({[](FakeSession& session) {
    session.greet();
    Frame ping;
    ping.mutable_ping()->set_token(5);
    session.write(ping);
    const auto pong = session.read();
    Frame later;
    later.GetReflection()->MutableUnknownFields(&later)->AddVarint(99, 1);
    session.write(later);
    session.write(receipt(pong && pong->pong().token() == 5 ? 1 : 0, native::v1::ACCEPTED));
    session.see_off();
  }});
  auto client = NativeClient::connect(gateway.client_file(), {});
  ASSERT_TRUE(client);
  Frame frame;
  ASSERT_TRUE(client->receive(frame, soon()).value());
  EXPECT_EQ(frame.receipt().sequence(), 1u);
}

class Submissions {
 public:
  explicit Submissions(std::vector<std::string> ids) : ids_(ids.begin(), ids.end()) {}
  std::optional<Submission> next() {
    if (ids_.empty()) return std::nullopt;
    Submission made{ids_.front(), {}};
    made.submit.set_sender_id(ids_.front());
    made.submit.set_body("{}");
    ids_.pop_front();
    return made;
  }

 private:
  std::deque<std::string> ids_;
};

TEST(Sender, SendsABusyGatewayTheSameRecordAgain) {
  FakeGateway gateway({[](FakeSession& session) {
    session.greet();
    const auto first = session.read();
    session.write(receipt(first->submit().sequence(), native::v1::FAILED, "busy"));
    const auto second = session.read();
    const bool same = second->submit().sender_id() == first->submit().sender_id();
    session.write(receipt(second->submit().sequence(), same ? native::v1::ACCEPTED : native::v1::REFUSED));
    session.see_off();
  }});
  auto sender = Sender::connect(gateway.client_file(), {});
  ASSERT_TRUE(sender) << sender.error().detail;
  Submissions submissions({"one"});
  std::vector<AnswerOutcome> outcomes;
  const auto done = sender->run([&] { return submissions.next(); },
                                [&](const Answer& answer) { outcomes.push_back(answer.outcome); });
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_THAT(outcomes, ElementsAre(AnswerOutcome::kAccepted));
}

TEST(Sender, AfterALostConnectionEveryRecordIsSentAgainUnderItsOwnId) {
  const auto answer_all = [](FakeSession& session, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto submit = session.read();
      if (submit) session.write(receipt(submit->submit().sequence(), native::v1::ACCEPTED));
    }
  };
  FakeGateway gateway({[&](FakeSession& session) {
                         session.greet(3);
                         answer_all(session, 1);
                         for (int i = 0; i < 2; ++i) (void)session.read();  // taken, and never answered
                       },
                       [&](FakeSession& session) {
                         session.greet(3);
                         answer_all(session, 3);
                         session.see_off();
                       }});
  auto sender = Sender::connect(gateway.client_file(), {});
  ASSERT_TRUE(sender);
  Submissions submissions({"a", "b", "c", "d"});
  std::vector<std::string> answered;
  const auto done = sender->run([&] { return submissions.next(); },
                                [&](const Answer& answer) { answered.push_back(answer.sender_id); });
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_THAT(answered, ElementsAre("a", "b", "c", "d"));
}

TEST(Receiver, AcknowledgesWhatWasHandledAndLeavesWhenItIsSettled) {
  std::vector<std::uint64_t> acknowledged;
  {
    FakeGateway gateway({[&](FakeSession& session) {
      session.greet();
      session.write(plan());
      for (const std::uint64_t sequence : {1u, 2u, 3u}) session.write(delivery(sequence));
      while (const auto frame = session.read()) {
        if (frame->has_ack()) {
          for (const auto& range : frame->ack().ranges()) {
            for (auto at = range.first(); at <= range.last(); ++at) acknowledged.push_back(at);
          }
          session.write(settled(frame->ack()));
        }
        if (frame->has_close()) session.write(*frame);
      }
    }});
    std::size_t handled = 0;
    Receiver receiver(gateway.client_file(), {.count = 3});
    const auto done = receiver.run([&](std::vector<Arrival>& batch) -> Result<void> {
      handled += batch.size();
      return {};
    });
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(handled, 3u);
    EXPECT_EQ(receiver.received(), 3u);
  }
  EXPECT_THAT(acknowledged, ElementsAre(1, 2, 3));
}

TEST(Receiver, WhatCouldNotBeWrittenIsNotAcknowledged) {
  bool acknowledged = false;
  {
    FakeGateway gateway({[&](FakeSession& session) {
      session.greet();
      session.write(plan());
      session.write(delivery(1));
      while (const auto frame = session.read()) acknowledged = acknowledged || frame->has_ack();
    }});
    Receiver receiver(gateway.client_file(), {.count = 1});
    const auto done =
        receiver.run([](std::vector<Arrival>&) -> Result<void> { return fail(Code::kIo, "the disk is full"); });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().detail, "the disk is full");
  }
  EXPECT_FALSE(acknowledged);
}

TEST(Receiver, StopsWhenNothingWaitsAnyMore) {
  FakeGateway gateway({[](FakeSession& session) {
    session.greet();
    while (const auto frame = session.read()) {
      Frame pong;
      if (frame->has_ping()) *pong.mutable_pong() = frame->ping();
      if (frame->has_ping()) session.write(pong);
      if (frame->has_close()) session.write(*frame);
    }
  }});
  Receiver receiver(gateway.client_file(), {});
  EXPECT_TRUE(receiver.run([](std::vector<Arrival>&) -> Result<void> { return {}; }));
  EXPECT_EQ(receiver.received(), 0u);
}

TEST(Receiver, NeverGrantsMoreThanItWasAskedToTake) {
  std::uint64_t granted = 0;
  {
    FakeGateway gateway({[&](FakeSession& session) {
      session.greet();
      session.write(plan());
      session.write(delivery(1));
      session.write(delivery(2));
      while (const auto frame = session.read()) {
        if (frame->has_credit()) granted += frame->credit().records();
        if (frame->has_ack()) session.write(settled(frame->ack()));
        if (frame->has_close()) session.write(*frame);
      }
    }});
    Receiver receiver(gateway.client_file(), {.count = 2});
    EXPECT_TRUE(receiver.run([](std::vector<Arrival>&) -> Result<void> { return {}; }));
  }
  EXPECT_EQ(granted, 2u);
}

}  // namespace
}  // namespace concordat::cli
