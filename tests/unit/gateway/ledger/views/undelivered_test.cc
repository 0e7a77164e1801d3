#include "gateway/ledger/audit/views/undelivered.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/views/traffic.h"

namespace concordat::gateway {
namespace {

using namespace std::chrono_literals;

TEST(Undelivered, IsWhatWasAcceptedAndHasNotEndedOldestFirst) {
  Traffic ledger;
  const std::uint64_t delivered = ledger.accept(1), stuck = ledger.accept(9), waits = ledger.accept(3);
  ledger.refuse(4, "objected");
  ledger.wait(1h);
  ledger.settle(1, delivered, "delivered");
  ledger.settle(9, stuck, "dead-letter", "unacknowledged");
  ledger.narrow(3, std::string(64, '9'));
  ledger.publish();
  const auto report = undelivered(ledger.files());
  ASSERT_TRUE(report) << report.error().detail;
  ASSERT_EQ(report->rows.size(), 2u);
  const UndeliveredRow& first = report->rows[0];
  EXPECT_EQ(first.record, record_number(9));
  EXPECT_EQ(first.accept, stuck);
  EXPECT_EQ(first.recipient, "eastshire-council");
  EXPECT_EQ(first.sender, "riverside-trust");
  EXPECT_EQ(first.agreements, "ISA-2026-014");
  EXPECT_EQ(first.since, "2027-01-15T08:00:00.005Z");
  EXPECT_EQ(first.state, "dead-letter");
  EXPECT_GE(first.state_since, "2027-01-15T09:00:00.000Z");
  EXPECT_FALSE(first.narrowed);
  EXPECT_EQ(report->rows[1].accept, waits);
  EXPECT_EQ(report->rows[1].state, "waiting");
  EXPECT_EQ(report->rows[1].state_since, report->rows[1].since);
  EXPECT_TRUE(report->rows[1].narrowed);
  EXPECT_EQ(report->queues().at("eastshire-council"), (std::vector{record_number(9), record_number(3)}));
}

TEST(Undelivered, IsWhatTheBalanceCallsWaiting) {
  Traffic ledger;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const std::uint64_t index = ledger.accept(i);
    if (i % 3 == 0) ledger.settle(i, index, "expired");
    if (i % 3 == 1) ledger.settle(i, index, "dead-letter");
  }
  ledger.publish();
  EXPECT_EQ(undelivered(ledger.files())->queues(), balance(ledger.files())->remainder);
}

// An entry of an event that other parts of the gateway write.
EntryDraft about_record(const std::string& members, std::uint64_t number) {
  EntryDraft draft;
  draft.head = "{" + members + R"(,"recipient":"eastshire-council","record":")" + record_number(number).str() +
               R"(","sender":"riverside-trust",)";
  draft.agreements = {"ISA-2026-014"};
  return draft;
}

TEST(Undelivered, KnowsFailedAttemptsAndWhatAForkCarriedOver) {
  Traffic ledger;
  ledger.append(about_record(R"("accept":41,"accept_log":"hub.example/before","agreements":["ISA-2026-014"],)"
                             R"("event":"carry","outcome":"dead-letter","plan":")" +
                                 usual_plan() + '"',
                             5));
  ledger.accept(6);
  ledger.wait(1h);
  const EntryDraft attempt = about_record(R"("accept":1,"attempts":1,"event":"attempt","outcome":"failed")", 6);
  ledger.append(attempt);
  ledger.append(attempt);
  ledger.publish();
  const auto report = undelivered(ledger.files());
  ASSERT_TRUE(report) << report.error().detail;
  ASSERT_EQ(report->rows.size(), 2u);
  EXPECT_EQ(report->rows[0].record, record_number(5));
  EXPECT_EQ(report->rows[0].state, "dead-letter");
  EXPECT_EQ(report->rows[0].agreements, "ISA-2026-014");
  EXPECT_EQ(report->rows[0].since, "2027-01-15T08:00:00.000Z") << "its id has the time";
  EXPECT_EQ(report->rows[1].attempts, 2u);
  EXPECT_EQ(report->rows[1].state, "waiting");
  EXPECT_GT(report->rows[1].state_since, "2027-01-15T09");
}

TEST(Undelivered, TellsWhichEntryCannotBeRead) {
  Traffic ledger;
  ledger.accept(1);
  ledger.publish();
  ledger.edit_bundle("tile/entries/000.p/1", [](auto& entries) { entries[0] = "{}"; });
  const auto report = undelivered(ledger.files());
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().detail.find("entry 0"), std::string::npos);
}

}  // namespace
}  // namespace concordat::gateway
