// kill -9 under load, twenty times: nothing that was acknowledged is lost, nothing comes twice without saying so, the
// ledger holds, and the gateway starts again by itself.

#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "tests/integration/peers/follower.h"
#include "tests/integration/peers/load.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr int kKills = 20;

TEST(Crash, TwentyKillsUnderLoadLoseNothingThatWasAcknowledged) {
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> moment(20, 400);

  Gateway gateway;
  gateway.start();
  Load load(gateway);
  Follower follower(gateway.client("eastshire-council"));
  for (int i = 0; i < kKills; ++i) {
    load.keep_up();
    // A random moment of the work, not a wait for anything: the gateway must not end by itself.
    ASSERT_FALSE(gateway.daemon().wait(in(std::chrono::milliseconds(moment(random))))) << gateway.terminal();
    gateway.kill();
    ASSERT_NO_THROW(gateway.start()) << "after kill " << i + 1;
  }
  const std::set<std::string> accepted = load.finish();
  EXPECT_EQ(load.faults(), "");
  EXPECT_GT(accepted.size(), 100u) << "too little load to mean anything";
  const std::set<std::string> lost = follower.wait_for(accepted, in(60s));
  EXPECT_TRUE(lost.empty()) << lost.size() << " were acknowledged and not delivered, the first is " << *lost.begin();
  follower.stop();
  EXPECT_EQ(follower.broken_promises(), "");
  EXPECT_EQ(gateway.ledger_faults(), "");
  EXPECT_EQ(gateway.stop().exit_code, 0);
  EXPECT_EQ(ledger_disagreements(gateway, accepted), "");
  std::cout << accepted.size() << " accepted, " << follower.redeliveries() << " redelivered\n";
}

}  // namespace
}  // namespace concordat::integration
