#include "gateway/ledger/audit/views/entry_time.h"

#include <gtest/gtest.h>

#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

TEST(EntryTime, FallsIntoItsDayWeekAndMonth) {
  EXPECT_EQ(period_of("2026-11-22T17:32:12.123Z", Period::kDay), "2026-11-22");
  EXPECT_EQ(period_of("2026-11-22T17:32:12.123Z", Period::kWeek), "2026-W47") << "a Sunday ends its week";
  EXPECT_EQ(period_of("2026-11-23T00:00:00.000Z", Period::kWeek), "2026-W48");
  EXPECT_EQ(period_of("2026-11-22T17:32:12.123Z", Period::kMonth), "2026-11");
  EXPECT_EQ(period_of("2026-11-22T17:32:12.123Z", Period::kAll), "");
}

TEST(EntryTime, AWeekBelongsToTheYearOfItsThursday) {
  EXPECT_EQ(period_of("2027-01-03T12:00:00.000Z", Period::kWeek), "2026-W53");
  EXPECT_EQ(period_of("2027-01-04T12:00:00.000Z", Period::kWeek), "2027-W01");
  EXPECT_EQ(period_of("2024-12-30T12:00:00.000Z", Period::kWeek), "2025-W01");
}

TEST(EntryTime, IsReadAsItWasWritten) {
  for (const std::int64_t ms : {0LL, 951'782'400'123LL, 1'800'000'000'000LL, 4'102'444'799'999LL}) {
    std::string text;
    append_time(text, ms);
    EXPECT_EQ(unix_ms_of(text), ms) << text;
  }
}

}  // namespace
}  // namespace concordat::gateway
