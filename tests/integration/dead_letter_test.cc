// A recipient that rejects, and one that never acknowledges.

#include <gtest/gtest.h>

#include "protocol/limits.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";

class Unacknowledged : public testing::Test {
 protected:
  void SetUp() override {
    gateway_.start();
    const Finished sent = gateway_.send({source_file(kGood)});
    ASSERT_EQ(sent.exit_code, 0) << sent.err;
    record_ = text_of(json_lines(sent.out).at(0), "record_id");
  }

  // False when no delivery came.
  bool take_and_vanish(bool expect_flag) {
    const auto redelivered = integration::take_and_vanish(gateway_, "eastshire-council");
    EXPECT_TRUE(!redelivered || *redelivered == expect_flag);
    return redelivered.has_value();
  }

  void make_dead_letter() {
    for (std::uint32_t i = 0; i < limits::kDeliveryAttempts; ++i)
      ASSERT_TRUE(take_and_vanish(i > 0)) << "session " << i + 1;
    EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "") << "offered often enough";
    ASSERT_EQ(gateway_.state_of(record_), "dead-letter");
  }

  [[nodiscard]] std::string dead_letters() const {
    return gateway_.tool({"dead-letter", "list", gateway_.config(), "--json"}).out;
  }

  Gateway gateway_;
  std::string record_;
};

TEST_F(Unacknowledged, IsOfferedAgainWithTheFlagUntilSomebodyAcknowledges) {
  EXPECT_TRUE(take_and_vanish(false));
  EXPECT_TRUE(take_and_vanish(true));
  const Finished received = gateway_.receive(gateway_.outside("received"), {"--count", "1"});
  ASSERT_EQ(received.exit_code, 0) << received.err;
  EXPECT_TRUE(json_lines(received.out).at(0).at("redelivered").as_bool());
  EXPECT_EQ(gateway_.state_of(record_), "delivered");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Unacknowledged, BecomesADeadLetterAndStillWaits) {
  make_dead_letter();
  EXPECT_NE(dead_letters().find(record_), std::string::npos) << dead_letters();
  EXPECT_EQ(gateway_.ledger_faults(), "") << "a dead letter is waiting, in the balance";
}

TEST_F(Unacknowledged, OfferedAgainOnAnOperatorsWordIsDelivered) {
  make_dead_letter();
  const Finished retried = gateway_.tool({"dead-letter", "retry", gateway_.config(), "eastshire-council", record_});
  EXPECT_EQ(retried.exit_code, 0) << retried.err;
  const Finished received = gateway_.receive(gateway_.outside("received"), {"--count", "1"});
  ASSERT_EQ(received.exit_code, 0) << received.err;
  EXPECT_TRUE(json_lines(received.out).at(0).at("redelivered").as_bool());
  EXPECT_EQ(gateway_.state_of(record_), "delivered");
  EXPECT_EQ(dead_letters().find(record_), std::string::npos);
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Unacknowledged, DiscardedOnAnOperatorsWordIsGoneAndTheLedgerSaysSo) {
  make_dead_letter();
  const Finished discarded = gateway_.tool({"dead-letter", "discard", gateway_.config(), "eastshire-council", record_});
  EXPECT_EQ(discarded.exit_code, 0) << discarded.err;
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(gateway_.state_of(record_), "discarded");
  EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "");
}

TEST_F(Unacknowledged, SurvivesAKillAsADeadLetter) {
  make_dead_letter();
  gateway_.kill();
  gateway_.start();
  EXPECT_EQ(gateway_.state_of(record_), "dead-letter");
  EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Unacknowledged, RejectedByTheRecipientEndsAndTheSenderIsTold) {
  const Finished received =
      gateway_.receive(gateway_.outside("received"), {"--count", "1", "--reject", "not our resident"});
  ASSERT_EQ(received.exit_code, 0) << received.err;
  EXPECT_EQ(text_of(json_lines(received.out).at(0), "outcome"), "rejected");
  EXPECT_FALSE(exists(gateway_.outside("received"))) << "nothing is written";
  EXPECT_EQ(gateway_.state_of(record_), "rejected");
  EXPECT_EQ(gateway_.receive(gateway_.outside("received")).out, "");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

}  // namespace
}  // namespace concordat::integration
