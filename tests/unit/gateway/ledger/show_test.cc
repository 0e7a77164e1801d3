#include "gateway/ledger/audit/show.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

class ShowTest : public testing::Test {
 protected:
  [[nodiscard]] std::vector<std::uint64_t> shown(const EntryFilter& filter, std::uint64_t first = 0) const {
    std::vector<std::uint64_t> indices;
    const auto next = show(ledger_.files(), filter, first, [&](std::uint64_t index, ByteView, const EntryView&) {
      indices.push_back(index);
      return true;
    });
    EXPECT_TRUE(next) << next.error().detail;
    return indices;
  }
  PublishedLedger ledger_;
};

TEST_F(ShowTest, FiltersByEventOutcomeAgreementAndRecord) {
  JudgedEntry other = judged_record(2);
  other.agreements = {{"ISA-2026-020", 1}};
  ledger_.commit([&] {
    ASSERT_TRUE(ledger_.log->append(event_entry("start", {})));
    ASSERT_TRUE(ledger_.log->append(accept_entry(judged_record(1))));
    ASSERT_TRUE(ledger_.log->append(accept_entry(other)));
    ASSERT_TRUE(ledger_.log->append(settle_entry(settled_record(1, 1, "delivered"))));
  });
  ledger_.publish();
  using Indices = std::vector<std::uint64_t>;
  EXPECT_EQ(shown({}), (Indices{0, 1, 2, 3}));
  EXPECT_EQ(shown({}, 2), (Indices{2, 3}));
  EXPECT_EQ(shown({.event = "accept"}), (Indices{1, 2}));
  EXPECT_EQ(shown({.event = "delivered"}), (Indices{3}));
  EXPECT_EQ(shown({.agreement = "ISA-2026-020"}), (Indices{2}));
  EXPECT_EQ(shown({.record = record_number(1).str()}), (Indices{1, 3}));
  EXPECT_EQ(shown({.event = "accept", .agreement = "ISA-2026-014"}), (Indices{1}));
}

TEST_F(ShowTest, StartsWhereATimeBegins) {
  ledger_.grow_to(3000, 10);  // ten entries every 5 ms
  ledger_.publish();
  const auto since = shown({.since = "2027-01-15T08:00:00.500"});
  ASSERT_FALSE(since.empty());
  EXPECT_EQ(since.front(), 1000u);
  EXPECT_EQ(since.back(), 2999u);
  EXPECT_EQ(shown({.since = "2027-01-15"}).size(), 3000u);
  EXPECT_TRUE(shown({.since = "2027-01-16"}).empty());
}

TEST_F(ShowTest, StopsWhenAskedToAndSaysWhereToGoOn) {
  ledger_.grow_to(10);
  ledger_.publish();
  const auto next =
      show(ledger_.files(), {}, 3, [](std::uint64_t index, ByteView, const EntryView&) { return index < 5; });
  EXPECT_EQ(*next, 6u);
  EXPECT_EQ(*show(ledger_.files(), {}, 10, [](std::uint64_t, ByteView, const EntryView&) { return true; }), 10u);
}

TEST(ParseSince, TakesTimesAndHowLongAgo) {
  constexpr std::int64_t kNow = kStartMs;  // 2027-01-15T08:00:00.000Z
  EXPECT_EQ(*parse_since("2026-11-22", kNow), "2026-11-22");
  EXPECT_EQ(*parse_since("2026-11-22T17:30", kNow), "2026-11-22T17:30");
  EXPECT_EQ(*parse_since("2026-11-22T17:30:00Z", kNow), "2026-11-22T17:30:00");
  EXPECT_EQ(*parse_since("90m", kNow), "2027-01-15T06:30:00.000Z");
  EXPECT_EQ(*parse_since("24h", kNow), "2027-01-14T08:00:00.000Z");
  EXPECT_EQ(*parse_since("7d", kNow), "2027-01-08T08:00:00.000Z");
  for (const char* wrong :
       {"", "yesterday", "2026", "2026-1-2", "7w", "h", "-3h", "2026-11-22 17:30", "2026-11-22T17:3"}) {
    EXPECT_EQ(parse_since(wrong, kNow).error().code, Code::kUsage) << wrong;
  }
}

}  // namespace
}  // namespace concordat::gateway
