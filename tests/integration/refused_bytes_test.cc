// An agency that belongs here, and sends what it should not: the session ends or the record is refused, with a reason,
// and nothing is lost.

#include <gtest/gtest.h>

#include "protocol/base/bytes.h"
#include "protocol/limits.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;
using native::v1::Receipt;

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";

class RefusedBytes : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }
  void TearDown() override {
    if (!gateway_.running()) {
      ADD_FAILURE() << "the gateway is gone: " << gateway_.terminal();
      return;
    }
    EXPECT_EQ(gateway_.send({source_file(kGood)}).exit_code, 0) << "a good sender";
    EXPECT_EQ(gateway_.receive(gateway_.outside("good"), {"--count", "1"}).exit_code, 0) << "a good recipient";
    EXPECT_EQ(gateway_.ledger_faults(), "");
  }

  RawPeer enter(const std::string& agency = "riverside-trust") {
    const crypto::Credential credential = credential_of(gateway_, agency);
    RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
    const auto hello = peer.greet();
    EXPECT_TRUE(hello && hello->has_hello() && hello->hello().agency() == agency);
    return peer;
  }

  static Receipt receipt_for(RawPeer& peer, const Frame& frame) {
    peer.send(frame);
    while (const auto answer = peer.receive()) {
      if (answer->has_receipt()) return answer->receipt();
    }
    ADD_FAILURE() << "no receipt";
    return {};
  }

  // The gateway says why, closes, and logs it.
  void expect_end(RawPeer& peer, const std::string& error, const std::vector<std::string>& words) {
    std::optional<Frame> answer = peer.receive();
    while (answer && !answer->has_close()) answer = peer.receive();
    ASSERT_TRUE(answer) << "no Close frame";
    EXPECT_EQ(answer->close().error(), error);
    EXPECT_FALSE(answer->close().detail().empty());
    EXPECT_TRUE(peer.wait_for_close());
    EXPECT_TRUE(gateway_.logged(words)) << read_file(gateway_.log_file());
  }

  // The record is refused, and the answer and the log say why.
  void expect_refused(const Frame& frame, const std::string& error, const std::vector<std::string>& words) {
    RawPeer peer = enter();
    const Receipt receipt = receipt_for(peer, frame);
    EXPECT_NE(receipt.outcome(), native::v1::ACCEPTED);
    EXPECT_EQ(receipt.error(), error) << receipt.detail();
    for (const std::string& word : words) EXPECT_NE(receipt.detail().find(word), std::string::npos) << receipt.detail();
    EXPECT_TRUE(gateway_.logged({"\"event.action\":\"refuse\"", "\"error.code\":\"" + error + "\""}))
        << read_file(gateway_.log_file());
    EXPECT_TRUE(receipt_for(peer, submission(99, "good-after-bad", read_file(source_file(kGood)))).outcome() ==
                native::v1::ACCEPTED)
        << "the session goes on";
    EXPECT_EQ(gateway_.receive(gateway_.outside("after"), {"--count", "1"}).exit_code, 0);
  }

  Gateway gateway_;
};

TEST_F(RefusedBytes, AFrameOverTheLimitIsRefusedByItsLengthAlone) {
  RawPeer peer = enter();
  std::string length;
  put_u32(length, static_cast<std::uint32_t>(limits::kFrameBytes + 1));
  peer.send(length);  // and not a byte of a body
  expect_end(peer, "too-large", {"\"event.action\":\"close\"", "over the limit"});
}

TEST_F(RefusedBytes, AGarbageFrame) {
  RawPeer peer = enter();
  std::string bytes;
  put_u32(bytes, 9);
  peer.send(bytes + "\xff\xff\xff\xff garb");
  expect_end(peer, "malformed", {"\"event.action\":\"close\"", "not a frame"});
}

TEST_F(RefusedBytes, AnEmptyFrame) {
  RawPeer peer = enter();
  peer.send(std::string(4, '\0'));
  expect_end(peer, "malformed", {"\"event.action\":\"close\"", "empty frame"});
}

TEST_F(RefusedBytes, ATruncatedFrame) {
  RawPeer peer = enter();
  std::string bytes;
  protocol::native::append_frame(bytes, submission(1, "cut", read_file(source_file(kGood))));
  peer.send(bytes.substr(0, bytes.size() / 2));
  peer.cut();
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"close\"", "middle of a frame"})) << read_file(gateway_.log_file());
}

TEST_F(RefusedBytes, ARecordBeforeHello) {
  const crypto::Credential credential = credential_of(gateway_, "riverside-trust");
  RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
  peer.send(submission(1, "too-soon", read_file(source_file(kGood))));
  expect_end(peer, "malformed", {"\"event.action\":\"close\"", "Hello"});
}

TEST_F(RefusedBytes, AVersionThatNobodySpeaks) {
  const crypto::Credential credential = credential_of(gateway_, "riverside-trust");
  RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
  Frame hello;
  hello.mutable_hello()->set_version(2);
  peer.send(hello);
  expect_end(peer, "unsupported", {"\"event.action\":\"close\"", "version 1"});
}

TEST_F(RefusedBytes, AFrameThatOnlyTheGatewaySends) {
  RawPeer peer = enter();
  Frame frame;
  frame.mutable_delivery()->set_sequence(1);
  peer.send(frame);
  expect_end(peer, "malformed", {"\"event.action\":\"close\"", "only the gateway sends"});
}

TEST_F(RefusedBytes, ARecordInAnothersName) {
  Frame frame = submission(1, "not-mine", read_file(source_file(kGood)));
  frame.mutable_submit()->set_sender("westmoor-trust");
  expect_refused(frame, "forbidden", {"certificate"});
}

TEST_F(RefusedBytes, ARecordOfNoKnownKind) {
  expect_refused(submission(1, "no-kind", R"({"resourceType":"Bundle","type":"message","entry":[]})"), "unknown-kind",
                 {"kind"});
}

TEST_F(RefusedBytes, ARecordWithoutAnId) {
  expect_refused(submission(1, "", read_file(source_file(kGood))), "malformed", {"id"});
}

TEST_F(RefusedBytes, ADuplicateKey) {
  expect_refused(submission(1, "twice", R"({"resourceType":"Bundle","type":"message","type":"batch"})"), "malformed",
                 {"line 1, column "});
}

TEST_F(RefusedBytes, ALoneSurrogate) {
  expect_refused(submission(1, "lone", R"({"resourceType":"Bundle","id":"\ud800"})"), "malformed", {"line 1, column "});
}

TEST_F(RefusedBytes, BadUtf8) {
  expect_refused(submission(1, "utf8", "{\"resourceType\":\"Bundle\",\"id\":\"\xc3\x28\"}"), "malformed",
                 {"line 1, column "});
}

TEST_F(RefusedBytes, TextThatEndsEarly) {
  const std::string record = read_file(source_file(kGood));
  expect_refused(submission(1, "early", record.substr(0, record.size() - 5)), "malformed", {"line 1, column "});
}

TEST_F(RefusedBytes, NestingDeeperThanTheLimit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  expect_refused(submission(1, "deep", nested(limits::kNestingDepth + 1)), "too-large", {"deep"});
}

TEST_F(RefusedBytes, TheSameIdWithOtherBytes) {
  RawPeer peer = enter();
  const std::string record = read_file(source_file(kGood));
  const Receipt first = receipt_for(peer, submission(1, "an-id", record));
  ASSERT_EQ(first.outcome(), native::v1::ACCEPTED) << first.detail();
  const Receipt conflict = receipt_for(peer, submission(2, "an-id", record + "\n"));
  EXPECT_EQ(conflict.outcome(), native::v1::FAILED);
  EXPECT_EQ(conflict.error(), "conflict");
  const Receipt again = receipt_for(peer, submission(3, "an-id", record));
  EXPECT_EQ(again.outcome(), native::v1::ACCEPTED);
  EXPECT_TRUE(again.duplicate());
  EXPECT_EQ(again.record_id(), first.record_id());
  EXPECT_EQ(again.ledger_index(), first.ledger_index());
  EXPECT_EQ(again.recipients_size(), 1);
  gateway_.kill();
  gateway_.start();
  RawPeer later = enter();
  const Receipt remembered = receipt_for(later, submission(1, "an-id", record));
  EXPECT_TRUE(remembered.duplicate()) << "after a crash too";
  EXPECT_EQ(remembered.record_id(), first.record_id());
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "") << "it was queued once";
}

TEST_F(RefusedBytes, AnotherAgencysIdIsItsOwn) {
  RawPeer mine = enter();
  const std::string record = read_file(source_file(kGood));
  ASSERT_EQ(receipt_for(mine, submission(1, "shared-id", record)).outcome(), native::v1::ACCEPTED);
  RawPeer other = enter("westmoor-trust");
  const Receipt answer = receipt_for(other, submission(1, "shared-id", record));
  EXPECT_FALSE(answer.duplicate()) << "or an agency could ask what others have sent";
  EXPECT_NE(answer.outcome(), native::v1::ACCEPTED);
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
}

TEST_F(RefusedBytes, NobodyReceivesWhatWaitsForAnother) {
  ASSERT_EQ(gateway_.send({source_file(kGood)}).exit_code, 0);
  for (const char* agency : {"westmoor-trust", "riverside-trust"}) {
    const Finished received = gateway_.receive(gateway_.outside(agency), {}, agency);
    EXPECT_EQ(received.exit_code, 0) << received.err;
    EXPECT_EQ(received.out, "") << agency;
  }
  // Acknowledging and rejecting what one was not given does nothing.
  RawPeer thief = enter("westmoor-trust");
  Frame ack;
  ack.mutable_ack()->add_ranges()->set_first(0);
  ack.mutable_ack()->mutable_ranges(0)->set_last(~std::uint64_t{0});
  thief.send(ack);
  Frame reject;
  reject.mutable_reject()->set_sequence(1);
  thief.send(reject);
  Frame ping;
  ping.mutable_ping()->set_token(7);
  thief.send(ping);
  const auto pong = thief.receive();
  EXPECT_TRUE(pong && pong->has_pong());
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0) << "it still waits";
}

TEST_F(RefusedBytes, ARejectWithTooLongAReason) {
  RawPeer peer = enter("eastshire-council");
  Frame reject;
  reject.mutable_reject()->set_sequence(1);
  reject.mutable_reject()->set_reason(std::string(limits::kReasonBytes + 1, 'x'));
  peer.send(reject);
  expect_end(peer, "too-large", {"\"event.action\":\"close\"", "reason"});
}

}  // namespace
}  // namespace concordat::integration
