// The power goes, ten times: what was acknowledged had been synced.

#include <gtest/gtest.h>

#include <iostream>
#include <optional>
#include <random>

#include "tests/integration/harness/cuttable_disk.h"
#include "tests/integration/peers/follower.h"
#include "tests/integration/peers/load.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr int kCuts = 10;

TEST(PowerCut, TenCutsUnderLoadLoseNothingThatWasAcknowledged) {
  if (const std::string why = CuttableDisk::unable(); !why.empty()) GTEST_SKIP() << why;
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> moment(50, 800);

  Gateway gateway;
  CuttableDisk disk(gateway.outside("disk.img"), gateway.file("data"));
  gateway.start();
  Load load(gateway);
  std::optional<Follower> follower;
  for (int i = 0; i < kCuts; ++i) {
    // At first everything waits through the cuts, then it is delivered and settled through them.
    if (i == kCuts / 2) follower.emplace(gateway.client("eastshire-council"));
    load.keep_up();
    ASSERT_FALSE(gateway.daemon().wait(in(std::chrono::milliseconds(moment(random))))) << gateway.terminal();
    disk.cut();
    // Rule 2: a failed write or sync ends the gateway. One that is idle does not notice, so there is always somebody
    // who sends: a sender that was just done when the disk went is followed by another.
    const auto patience = in(15s);
    bool ended = false;
    while (!ended && std::chrono::steady_clock::now() < patience) {
      load.keep_up();
      ended = gateway.daemon().wait(in(200ms));
    }
    EXPECT_TRUE(ended) << "the gateway goes on without a disk after cut " << i + 1 << "\n" << gateway.terminal();
    gateway.kill();
    disk.restore();
    ASSERT_NO_THROW(gateway.start()) << "after cut " << i + 1;
  }
  const std::set<std::string> accepted = load.finish();
  EXPECT_EQ(load.faults(), "");
  EXPECT_GT(accepted.size(), 100u) << "too little load to mean anything";
  const std::set<std::string> lost = follower->wait_for(accepted, in(60s));
  EXPECT_TRUE(lost.empty()) << lost.size() << " were acknowledged and not delivered, the first is " << *lost.begin();
  follower->stop();
  EXPECT_EQ(follower->broken_promises(), "");
  EXPECT_EQ(gateway.ledger_faults(), "");
  EXPECT_EQ(gateway.stop().exit_code, 0);
  EXPECT_EQ(ledger_disagreements(gateway, accepted), "");
  std::cout << accepted.size() << " accepted, " << follower->redeliveries() << " redelivered\n";
}

}  // namespace
}  // namespace concordat::integration
