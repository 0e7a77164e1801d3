#include "gateway/runtime/health.h"

#include <gmock/gmock.h>

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Health, AcceptsUntilAPartIsAtFault) {
  Health health;
  EXPECT_EQ(health.refuses(), "");
  EXPECT_THAT(health.faults(), IsEmpty());
}

TEST(Health, RefusesWithTheReasonOfThePart) {
  Health health;
  EXPECT_TRUE(health.set("disk", "the disk is nearly full"));
  EXPECT_EQ(health.refuses(), "the disk is nearly full");
  EXPECT_THAT(health.faults(), ElementsAre("disk: the disk is nearly full"));
}

TEST(Health, SaysOnlyOnceThatSomethingChanged) {
  Health health;
  EXPECT_FALSE(health.set("disk", ""));
  EXPECT_TRUE(health.set("disk", "full"));
  EXPECT_FALSE(health.set("disk", "full"));
  EXPECT_TRUE(health.set("disk", "nearly full"));
  EXPECT_TRUE(health.set("disk", ""));
  EXPECT_EQ(health.refuses(), "");
}

TEST(Health, ADegradedPartIsSaidAndStopsNothing) {
  Health health;
  health.set_degraded("policy", "running on the last good set");
  EXPECT_EQ(health.refuses(), "");
  EXPECT_THAT(health.faults(), ElementsAre("policy: running on the last good set"));
  health.set_degraded("policy", "");
  EXPECT_THAT(health.faults(), IsEmpty());
}

TEST(Health, TheSameReasonMayBecomeOneThatRefuses) {
  Health health;
  health.set_degraded("policy", "out of date");
  EXPECT_TRUE(health.set("policy", "out of date"));
  EXPECT_EQ(health.refuses(), "out of date");
}

TEST(Health, GoesOnRefusingWhileOnePartIsAtFault) {
  Health health;
  EXPECT_TRUE(health.set("disk", "full"));
  EXPECT_TRUE(health.set("queue", "long"));
  EXPECT_TRUE(health.set("disk", ""));
  EXPECT_EQ(health.refuses(), "long");
}

}  // namespace
}  // namespace concordat::gateway
