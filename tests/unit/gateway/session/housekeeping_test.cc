#include "gateway/daemon/housekeeping.h"

#include <gmock/gmock.h>

#include "gateway/alerts/alert.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kHourMs = 3'600'000;

class HousekeepingTest : public ::testing::Test {
 protected:
  void raise(const Alert& alert) {
    CommitBatch batch;
    batch.number = house_.store.last_commit() + 1;
    batch.values.push_back(seal(alert, *house_.keys));
    ASSERT_TRUE(house_.store.commit(batch));
  }
  static std::size_t count(const std::string& text, std::string_view words) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(words, at)) != std::string::npos; ++at) ++found;
    return found;
  }
  Gatehouse house_;
  OpenAlerts alerts_{house_.store, *house_.keys};
  KeyCommands pseudonym_keys_{
      {house_.keys->pseudonyms(), house_.events(), [](auto, auto) {}, [](std::string_view) { return true; }}};
  boost::asio::io_context context_;
  Housekeeping keeping_{context_, Housekeeping::Dependencies{
                                      house_.store, *house_.keys, *house_.committer, house_.health, house_.clock,
                                      house_.events(), house_.folder.path(), alerts_, house_.policy, pseudonym_keys_}};
};

TEST_F(HousekeepingTest, SaysEachDayThatAlertsWaitForSomebody) {
  Alert alert;
  alert.record = mint_record_id(house_.clock);
  alert.justification = "in danger";
  raise(alert);
  house_.clock.advance_ms(5 * kHourMs);
  keeping_.round();
  for (int hour = 0; hour < 48; ++hour) {
    house_.clock.advance_ms(kHourMs);
    keeping_.round();
  }
  const std::string log = house_.end_log();
  EXPECT_EQ(count(log, "1 emergency disclosure waits"), 3U) << "at the start, and on two days";
  EXPECT_THAT(log, HasSubstr("the oldest for 5 hours: concordat alerts"));
  EXPECT_THAT(log, HasSubstr("the oldest for 53 hours: concordat alerts"));
  EXPECT_THAT(log, HasSubstr(R"("log.level":"warning")"));
  EXPECT_THAT(log, Not(HasSubstr("in danger")));
}

TEST_F(HousekeepingTest, EntersWhenTheClockWasSetAndByHowMuch) {
  keeping_.round();
  house_.clock.set_wall_ms(-90'000);
  keeping_.round();
  for (int second = 0; second < 3600; ++second) {
    house_.clock.advance_ms(1000);
    keeping_.round();
  }
  house_.clock.set_wall_ms(1999);
  keeping_.round();
  house_.clock.set_wall_ms(1);
  keeping_.round();
  ASSERT_TRUE(house_.committer->step());
  const std::string ledger = house_.ledger();
  EXPECT_EQ(count(ledger, "clock-step"), 2U) << ledger;
  EXPECT_THAT(ledger, HasSubstr(R"("detail":{"by_ms":"90000","direction":"back"},"event":"clock-step")"));
  EXPECT_THAT(ledger, HasSubstr(R"("detail":{"by_ms":"2000","direction":"forwards"},"event":"clock-step")"))
      << "small steps add up";
  const std::string log = house_.end_log();
  EXPECT_THAT(log, HasSubstr("the machine's clock was set back by 90000 ms"));
  EXPECT_EQ(count(log, "the machine's clock was set"), 2U);
}

TEST_F(HousekeepingTest, DestroysAPseudonymKeyWhoseOverlapIsOverAndSaysSoOnce) {
  (void)house_.keys->pseudonym("eastshire-council", "asc-2026", "9434765919");
  ASSERT_TRUE(house_.keys->pseudonyms().rotate("asc-2026", std::chrono::hours(3)));
  for (int hour = 0; hour < 6; ++hour) {
    keeping_.round();
    EXPECT_EQ(house_.keys->pseudonyms().list().at(0).overlap_ends_unix_ms != 0, hour < 3) << hour;
    house_.clock.advance_ms(kHourMs);
  }
  EXPECT_EQ(count(house_.end_log(), "generation 1 of the pseudonym key asc-2026 was destroyed"), 1U);
}

TEST_F(HousekeepingTest, SaysOnceThatAListHasBecomeTooOld) {
  const std::int64_t stale_from = (house_.clock.unix_ms() + kHourMs) / 1000;
  house_.policy.set(
      snapshot_of(house_.files, PersonLists({{"opt-out", policy::ListMeaning::kMayUse, stale_from, true, {}}})));
  keeping_.round();
  EXPECT_TRUE(house_.health.faults().empty());
  for (int hour = 0; hour < 3; ++hour) {
    house_.clock.advance_ms(kHourMs);
    keeping_.round();
  }
  EXPECT_THAT(house_.health.faults(), ::testing::ElementsAre(HasSubstr("opt-out")));
  EXPECT_EQ(count(house_.end_log(), "bring its numbers up to date: opt-out"), 1U);
}

TEST_F(HousekeepingTest, SaysNothingWhereNobodyHasToActOnAnything) {
  keeping_.round();
  EXPECT_THAT(house_.end_log(), Not(HasSubstr("concordat alerts")));
}

}  // namespace
}  // namespace concordat::gateway
