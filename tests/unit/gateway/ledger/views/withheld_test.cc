#include "gateway/ledger/audit/views/withheld.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <random>

#include "tests/unit/gateway/ledger/views/traffic.h"

namespace concordat::gateway {
namespace {

using namespace std::chrono_literals;

class WithheldTest : public testing::Test {
 protected:
  [[nodiscard]] Withheld counted(const WithheldOptions& options = {}) {
    ledger_.publish();
    auto result = withheld(ledger_.files(), options);
    EXPECT_TRUE(result) << result.error().detail;
    return *result;
  }
  // How many, for eastshire-council.
  static std::uint64_t count(const Withheld& report, Obstacle obstacle, const std::string& reason = {},
                             const std::string& item = {}) {
    std::uint64_t sum = 0;
    for (const WithheldRow& row : report.rows) {
      if (row.obstacle == obstacle && (reason.empty() || row.reason == reason) && (item.empty() || row.item == item)) {
        sum += row.count;
      }
    }
    return sum;
  }
  Traffic ledger_;
};

TEST_F(WithheldTest, EveryWayNotToBeSharedHasItsRow) {
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  ledger_.refuse(1, "opted-out");
  ledger_.refuse(2, "opted-out");
  ledger_.refuse(3, "other-kind");
  std::uint64_t number = 10;
  for (const char* end : {"stopped", "expired", "rejected", "recalled", "discarded", "delivered"}) {
    const std::uint64_t index = ledger_.accept(number);
    ledger_.settle(number++, index, end, std::string("because-") + end);
  }
  const std::uint64_t stuck = ledger_.accept(number);
  ledger_.settle(number, stuck, "dead-letter", "unacknowledged");
  ledger_.settle(number, stuck, "dead-letter", "unacknowledged");
  const Withheld report = counted();
  EXPECT_EQ(count(report, Obstacle::kRefused, "opted-out"), 2u);
  EXPECT_EQ(count(report, Obstacle::kRefused, "other-kind"), 1u);
  EXPECT_EQ(count(report, Obstacle::kStopped, "because-stopped"), 1u);
  EXPECT_EQ(count(report, Obstacle::kExpired, "because-expired"), 1u);
  EXPECT_EQ(count(report, Obstacle::kRejected), 1u);
  EXPECT_EQ(count(report, Obstacle::kRecalled), 1u);
  EXPECT_EQ(count(report, Obstacle::kDiscarded), 1u);
  EXPECT_EQ(count(report, Obstacle::kSetAside, "unacknowledged"), 1u) << "once a record";
  EXPECT_EQ(count(report, Obstacle::kLate), 0u);
  ASSERT_EQ(report.flows.size(), 1u);
  const WithheldFlow& flow = report.flows[0];
  EXPECT_EQ(flow.agreements, "ISA-2026-014");
  EXPECT_EQ(flow.recipient, "eastshire-council");
  EXPECT_EQ(flow.accepted, 7u);
  EXPECT_EQ(flow.delivered, 1u);
  EXPECT_EQ(flow.waiting, 1u);
  EXPECT_EQ(flow.overdue, 0u);
}

TEST_F(WithheldTest, ItemsAreCountedByThePlanWithReasonAndClause) {
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  for (std::uint64_t i = 0; i < 3; ++i) ledger_.accept(i);
  const Withheld report = counted();
  ASSERT_EQ(report.rows.size(), 2u) << "what the record lacked is not withheld";
  EXPECT_EQ(report.rows[0].item, "person.photo");
  EXPECT_EQ(report.rows[0].reason, "floor");
  EXPECT_EQ(report.rows[0].count, 3u);
  EXPECT_EQ(report.rows[1].item, "person.religion");
  EXPECT_EQ(report.rows[1].reason, "withheld-by-agreement");
  EXPECT_EQ(report.rows[1].clause, "ISA-2026-014 withhold person.religion");
  EXPECT_EQ(report.unnamed, 3u) << "nobody gave the vocabulary";
}

TEST_F(WithheldTest, WithThePlansVocabularyItemsThatNobodyNamesAreCountedToo) {
  WithheldOptions options;
  options.names = {"abc",
                   {{"person", "", true},
                    {"person.name", "Name", false},
                    {"person.nhs_number", "NHS number", false},
                    {"person.photo", "Photograph", false},
                    {"person.religion", "Religion", false},
                    {"person.telecom", "Telephone", false}}};
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  JudgedEntry judged = judged_record(1);
  judged.recipients[0].altered = {1, 5};
  ledger_.accept(judged);
  const Withheld report = counted(options);
  EXPECT_EQ(count(report, Obstacle::kWithheld, "not-named", "person.nhs_number"), 1u);
  EXPECT_EQ(count(report, Obstacle::kWithheld, "not-named"), 1u) << "structure is no item";
  EXPECT_EQ(count(report, Obstacle::kNotCertain, "not-certain", "person.name"), 1u);
  EXPECT_EQ(count(report, Obstacle::kNotCertain, "not-certain", "person.telecom"), 1u);
  EXPECT_EQ(report.unnamed, 0u);
  options.names.vocabulary_hash = "another";
  const Withheld other = counted(options);
  EXPECT_EQ(count(other, Obstacle::kWithheld, "not-named"), 0u);
  EXPECT_EQ(count(other, Obstacle::kNotCertain, "not-certain", "item 5"), 1u) << "places of another vocabulary";
}

TEST_F(WithheldTest, TheLedgersOwnVocabularyNamesWhatCouldNotBeDoneWithCertainty) {
  EntryDraft vocabulary;
  vocabulary.head = R"({"event":"vocabulary","hash":"abc","items":["person","person.name"],)";
  ledger_.append(vocabulary);
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  JudgedEntry judged = judged_record(1);
  judged.recipients[0].altered = {1, 2};
  ledger_.accept(judged);
  const Withheld report = counted();
  EXPECT_EQ(count(report, Obstacle::kNotCertain, "not-certain", "person.name"), 1u);
  EXPECT_EQ(count(report, Obstacle::kNotCertain, "not-certain", "item 2"), 1u);
}

TEST_F(WithheldTest, LateIsWhatTheAgreementSaysAndElseWhatWasAsked) {
  const std::string silent(64, '9');
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  ledger_.append(plan_entry(silent, narrow_plan_text()));
  JudgedEntry judged = judged_record(2);
  judged.recipients[0].plan_hash_hex = silent;
  const std::uint64_t agreed = ledger_.accept(1), usual = ledger_.accept(judged), waits = ledger_.accept(3);
  ledger_.wait(2h);
  ledger_.settle(1, agreed, "delivered");
  ledger_.settle(2, usual, "delivered");
  const Withheld report = counted();
  EXPECT_EQ(count(report, Obstacle::kLate, "agreed"), 1u) << "within an hour was agreed";
  EXPECT_EQ(count(report, Obstacle::kLate, "usual"), 0u) << "a day is usual";
  EXPECT_EQ(report.flows[0].overdue, 1u) << waits << " waits for two hours";
  EXPECT_EQ(count(counted({.late_after = 1h}), Obstacle::kLate, "usual"), 1u);
}

TEST_F(WithheldTest, WhatThePolicyTookAwayWhileARecordWaitedIsCountedOnceARecord) {
  const std::string narrower(64, '9');
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  ledger_.append(plan_entry(narrower, narrow_plan_text()));
  ledger_.accept(1);
  ledger_.narrow(1, narrower);
  ledger_.narrow(1, narrower);
  ledger_.narrow(2, narrower);
  const Withheld report = counted();
  EXPECT_EQ(count(report, Obstacle::kNarrowed), 1u);
  EXPECT_EQ(count(report, Obstacle::kNarrowed, "not-named", "person.telecom"), 1u);
}

TEST_F(WithheldTest, ARecordForSeveralAgenciesCountsOnceForEach) {
  JudgedEntry judged = judged_record(1);
  judged.agreements = {{"ISA-2026-014", 3}, {"ISA-2026-020", 1}};
  judged.recipients[0].agreements = {"ISA-2026-014"};
  judged.recipients.push_back({.agency = "northshire-council", .reason = "objected"});
  judged.recipients.push_back({.agency = "", .reason = "no-shared-agreement"});
  ledger_.accept(judged);
  const Withheld report = counted();
  ASSERT_EQ(report.flows.size(), 3u);
  EXPECT_EQ(report.flows[0].agreements, "ISA-2026-014");
  EXPECT_EQ(report.flows[0].accepted, 1u);
  EXPECT_EQ(report.flows[1].recipient, "") << "a name that no ledger keeps";
  EXPECT_EQ(report.flows[2].recipient, "northshire-council");
  EXPECT_EQ(report.flows[2].agreements, "ISA-2026-020") << "the one that no permitted recipient names";
  EXPECT_EQ(counted({.agreement = "ISA-2026-014"}).flows.size(), 1u);
  EXPECT_EQ(counted({.recipient = "northshire-council"}).rows.size(), 1u);
}

TEST_F(WithheldTest, ARecordThatNobodyWasFoundForIsRefusedToNobody) {
  JudgedEntry judged = judged_record(1);
  judged.recipients.clear();
  judged.agreements.clear();
  judged.reason = "malformed";
  ledger_.append(refuse_entry(judged));
  const Withheld report = counted();
  EXPECT_EQ(count(report, Obstacle::kRefused, "malformed"), 1u);
  EXPECT_EQ(report.flows[0].agreements, "");
}

TEST_F(WithheldTest, TimeIsAskedForByItsBeginningAndEachPeriodHasItsRows) {
  ledger_.refuse(1, "objected");  // 2027-01-15, a Friday
  ledger_.wait(24h);
  const std::uint64_t index = ledger_.accept(2);
  ledger_.wait(48h);
  ledger_.settle(2, index, "expired", "expired");
  const Withheld weeks = counted({.by = Period::kWeek});
  ASSERT_EQ(weeks.flows.size(), 2u);
  EXPECT_EQ(weeks.flows[0].period, "2027-W02");
  EXPECT_EQ(weeks.flows[0].accepted, 1u);
  EXPECT_EQ(weeks.flows[1].period, "2027-W03");
  EXPECT_EQ(weeks.flows[1].count[static_cast<std::size_t>(Obstacle::kExpired)], 1u);
  const Withheld day = counted({.since = "2027-01-16", .until = "2027-01-16"});
  EXPECT_EQ(day.rows.size(), 0u) << "it was accepted that day, and expired later";
  EXPECT_EQ(day.flows[0].accepted, 1u);
  const Withheld last = counted({.since = "2027-01-17"});
  EXPECT_EQ(count(last, Obstacle::kLate), 0u);
  EXPECT_EQ(count(last, Obstacle::kExpired), 1u) << "what was accepted earlier is known";
}

TEST_F(WithheldTest, AnEndWhoseAcceptanceIsUnknownIsCountedUnderTheAgreementsOfItsNumbers) {
  ledger_.settle(7, 0, "expired", "expired");
  const Withheld report = counted();
  EXPECT_EQ(report.unknown_accepts, 1u);
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].agreements, "ISA-2026-014");
}

// A plain recount, entry by entry with another reader of JSON, gives the same sums.
TEST_F(WithheldTest, TheCountsAddUpToAPlainRecount) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto one_of = [&](const std::vector<std::string>& words) { return words[random() % words.size()]; };
  const std::string other(64, '9');
  ledger_.append(plan_entry(usual_plan(), usual_plan_text()));
  ledger_.append(plan_entry(other, narrow_plan_text()));
  for (std::uint64_t i = 0; i < 400; ++i) {
    JudgedEntry judged = judged_record(i);
    judged.recipients.clear();
    for (const char* agency : {"eastshire-council", "northshire-council"}) {
      EntryRecipient recipient = judged_record(i).recipients[0];
      recipient.agency = agency;
      recipient.plan_hash_hex = one_of({usual_plan(), other, std::string(64, '8')});
      if (random() % 2 == 0) recipient.altered = {static_cast<std::uint16_t>(random() % 20)};
      recipient.agreements = {"ISA-2026-014"};
      if (random() % 3 == 0) recipient = {.agency = agency, .reason = one_of({"objected", "opted-out"})};
      judged.recipients.push_back(recipient);
    }
    const bool any = judged.recipients[0].permit || judged.recipients[1].permit;
    if (!any) judged.reason = "refused-by-policy";
    ledger_.append(any ? accept_entry(judged) : refuse_entry(judged));
    const std::uint64_t index = ledger_.log->size() - 1;
    ledger_.wait(std::chrono::minutes(random() % 600));
    if (judged.recipients[0].permit && random() % 4 != 0) {
      ledger_.settle(i, index, one_of({"delivered", "expired", "rejected", "stopped", "discarded"}),
                     one_of({"a", "b"}));
    }
  }

  std::map<std::string, std::uint64_t> expected;
  const std::map<std::string, std::vector<std::string>> withheld_by = {
      {usual_plan(), {"person.photo", "person.religion"}}, {other, {"person.photo", "person.religion"}}};
  for (const Bytes& bytes : ledger_.store.kept_entries) {
    const boost::json::object entry = boost::json::parse(bytes).as_object();
    if (entry.at("event") == "settle" && entry.at("outcome") != "delivered") {
      ++expected[std::string(entry.at("outcome").as_string()) + " " + std::string(entry.at("reason").as_string())];
    }
    if (!entry.contains("recipients")) continue;
    for (const auto& recipient : entry.at("recipients").as_array()) {
      const boost::json::object& one = recipient.as_object();
      if (one.contains("reason")) {
        ++expected["refused " + std::string(one.at("reason").as_string())];
        continue;
      }
      const auto plan = withheld_by.find(std::string(one.at("plan").as_string()));
      if (plan != withheld_by.end()) {
        for (const std::string& item : plan->second) ++expected["item-withheld " + item];
      }
      if (one.contains("altered")) ++expected["item-not-certain"];
    }
  }

  std::map<std::string, std::uint64_t> found;
  for (const WithheldRow& row : counted({.by = Period::kDay}).rows) {
    if (row.obstacle == Obstacle::kLate) continue;
    std::string key(name(row.obstacle));
    if (row.obstacle == Obstacle::kWithheld) key += " " + row.item;
    if (row.item.empty()) key += " " + row.reason;
    found[key] += row.count;
  }
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace concordat::gateway
