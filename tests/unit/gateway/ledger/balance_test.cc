#include "gateway/ledger/audit/balance.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

class BalanceTest : public testing::Test {
 protected:
  void append(const EntryDraft& draft) {
    ledger_.commit([&] { ASSERT_TRUE(ledger_.log->append(draft)); });
  }
  [[nodiscard]] Balance balanced() {
    ledger_.publish();
    auto result = balance(ledger_.files());
    EXPECT_TRUE(result) << result.error().detail;
    return *result;
  }
  PublishedLedger ledger_;
};

TEST_F(BalanceTest, EveryEndIsCountedAndTheRestWaits) {
  for (std::uint64_t i = 0; i < 8; ++i) append(accept_entry(judged_record(i)));
  for (std::uint64_t i = 0; i < kEnds.size(); ++i) append(settle_entry(settled_record(i, i, std::string(kEnds[i]))));
  append(settle_entry(settled_record(6, 6, "dead-letter")));
  append(refuse_entry(judged_record(9)));
  const Balance result = balanced();
  const BalanceRow& row = result.rows.at({"eastshire-council", "ISA-2026-014"});
  EXPECT_EQ(row.accepted, 8u) << "a refused record is not accepted, even where its entry names a plan";
  for (const std::uint64_t ended : row.ended) EXPECT_EQ(ended, 1u);
  EXPECT_EQ(row.remainder(), 2u);
  EXPECT_EQ(result.remainder.at("eastshire-council"), (std::vector{record_number(6), record_number(7)}));
  EXPECT_EQ(result.problems.count(), 0u);
}

TEST_F(BalanceTest, TheUnitIsRecordAndRecipient) {
  JudgedEntry judged = judged_record(1);
  judged.agreements = {{"ISA-2026-014", 3}, {"ISA-2026-020", 1}};
  judged.recipients[0].agreements = {"ISA-2026-014"};
  judged.recipients.push_back(judged.recipients[0]);
  judged.recipients[1].agency = "northshire-council";
  judged.recipients[1].agreements = {"ISA-2026-014", "ISA-2026-020"};
  judged.recipients.push_back({.agency = "westshire-council", .reason = "no-shared-agreement"});
  append(accept_entry(judged));
  append(settle_entry(settled_record(1, 0, "delivered")));
  const Balance result = balanced();
  EXPECT_EQ(result.rows.size(), 3u);
  EXPECT_EQ(result.rows.at({"eastshire-council", "ISA-2026-014"}).remainder(), 0u);
  EXPECT_EQ(result.rows.at({"northshire-council", "ISA-2026-014"}).remainder(), 1u);
  EXPECT_EQ(result.rows.at({"northshire-council", "ISA-2026-020"}).remainder(), 1u);
  EXPECT_EQ(result.recipients.at("northshire-council").accepted, 1u) << "a pair under two agreements is one pair";
  EXPECT_FALSE(result.recipients.contains("westshire-council"));
}

TEST_F(BalanceTest, WhatDoesNotCloseIsTold) {
  append(accept_entry(judged_record(1)));
  append(settle_entry(settled_record(1, 0, "delivered")));
  append(settle_entry(settled_record(1, 0, "expired")));
  append(settle_entry(settled_record(2, 0, "delivered")));
  append(accept_entry(judged_record(3)));
  append(accept_entry(judged_record(3)));
  const Balance result = balanced();
  ASSERT_EQ(result.problems.count(), 3u);
  EXPECT_EQ(result.problems.kept()[0].where, "entry 2");
  EXPECT_EQ(result.problems.kept()[1].where, "entry 3");
  EXPECT_EQ(result.problems.kept()[2].where, "entry 5");
  EXPECT_EQ(result.recipients.at("eastshire-council").remainder(), 1u);
}

TEST_F(BalanceTest, WhatAForkCarriedOverIsToEndHere) {
  EntryDraft carry;
  carry.head = R"({"accept":41,"accept_log":"hub.example/before","agreements":["ISA-2026-014"],"event":"carry",)"
               R"("outcome":"waiting","recipient":"eastshire-council","record":")" +
               record_number(1).str() + R"(","sender":"riverside-trust",)";
  append(carry);
  append(settle_entry(settled_record(1, 41, "delivered")));
  const Balance closed = balanced();
  EXPECT_EQ(closed.problems.count(), 0u);
  EXPECT_EQ(closed.rows.at({"eastshire-council", "ISA-2026-014"}).accepted, 1u);
  EXPECT_TRUE(closed.remainder.empty());
  append(carry);
  append(carry);
  EXPECT_EQ(balanced().problems.count(), 1u) << "carried over twice";
}

TEST_F(BalanceTest, AnEntryThatCannotBeReadIsAnErrorWithItsPlace) {
  append(accept_entry(judged_record(1)));
  ledger_.publish();
  ledger_.edit_bundle("tile/entries/000.p/1", [](auto& entries) { entries[0] = "{}"; });
  const auto result = balance(ledger_.files());
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().detail.find("entry 0"), std::string::npos);
}

TEST(QueueComparison, IsMadeIdByIdPerRecipient) {
  const RecordId a = record_number(1);
  const RecordId b = record_number(2);
  const RecordId c = record_number(3);
  const QueueDifference same = compare({{"x", {b, a}}}, {{"x", {a, b}}, {"y", {}}});
  EXPECT_TRUE(same.empty());
  const QueueDifference other = compare({{"x", {a, b}}, {"y", {c}}}, {{"x", {b, c}}});
  EXPECT_EQ(other.only_in_ledger, (Queues{{"x", {a}}, {"y", {c}}}));
  EXPECT_EQ(other.only_in_queue, (Queues{{"x", {c}}}));
}

TEST(QueueComparison, WhatWasUnderWayIsGoneTheSecondTime) {
  const RecordId stuck = record_number(1);
  const QueueDifference first{{{"x", {stuck, record_number(2)}}}, {{"x", {record_number(3)}}}};
  const QueueDifference second{{{"x", {stuck, record_number(4)}}}, {}};
  const QueueDifference both = persisting(first, second);
  EXPECT_EQ(both.only_in_ledger, (Queues{{"x", {stuck}}}));
  EXPECT_TRUE(both.only_in_queue.empty());
}

}  // namespace
}  // namespace concordat::gateway
