#include <gtest/gtest.h>

#include "gateway/runtime/event_log.h"

namespace concordat::gateway {
namespace {

class RepeatLimitTest : public ::testing::Test {
 protected:
  ManualClock clock_;
  RepeatLimit limit_{clock_, 2, 3};
};

TEST_F(RepeatLimitTest, LetsTheFirstFewOfAKindThrough) {
  EXPECT_EQ(limit_.allow("handshake"), 0U);
  EXPECT_EQ(limit_.allow("handshake"), 0U);
  EXPECT_EQ(limit_.allow("handshake"), std::nullopt);
}

TEST_F(RepeatLimitTest, AnotherKindIsStillHeardAndSaysWhatWentUnsaid) {
  for (int i = 0; i < 5; ++i) (void)limit_.allow("handshake");
  EXPECT_EQ(limit_.allow("frame"), 3U);
}

TEST_F(RepeatLimitTest, ANewKindEachTimeDoesNotGetPast) {
  int said = 0;
  for (int i = 0; i < 100; ++i) said += limit_.allow("kind " + std::to_string(i)) ? 1 : 0;
  EXPECT_EQ(said, 3);
}

TEST_F(RepeatLimitTest, BeginsAnewEachMinuteWithTheCountOfTheLast) {
  for (int i = 0; i < 10; ++i) (void)limit_.allow("handshake");
  clock_.advance_ms(60'000);
  EXPECT_EQ(limit_.allow("handshake"), 8U);
  EXPECT_EQ(limit_.allow("handshake"), 0U);
}

}  // namespace
}  // namespace concordat::gateway
