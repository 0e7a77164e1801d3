// The other half of the store's contract: what is found again, for how long, and what a commit refuses.

#include <gmock/gmock.h>

#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

template <typename Kind>
class StoreLookup : public StoreTest<Kind> {
 protected:
  DedupRow dedup(std::uint64_t n, std::int64_t unix_ms) {
    return {.key = key_number(n), .digest = Bytes(32, 'd'), .record = record_number(n), .unix_ms = unix_ms};
  }
  void add_entries(std::uint64_t first, std::vector<Bytes> entries) {
    CommitBatch batch = this->next_batch();
    batch.first_entry = first;
    batch.entries = std::move(entries);
    this->commit(batch);
  }
};
TYPED_TEST_SUITE(StoreLookup, StoreKinds);

TYPED_TEST(StoreLookup, FindsADedupKeyWithWhatItStoodFor) {
  CommitBatch batch = this->next_batch();
  batch.dedup.push_back(this->dedup(1, kNoon));
  this->commit(batch);
  this->crash();
  const auto found = this->store().find(key_number(1)).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key, key_number(1));
  EXPECT_EQ(found->digest, Bytes(32, 'd'));
  EXPECT_EQ(found->record, record_number(1));
  EXPECT_EQ(found->unix_ms, kNoon);
  EXPECT_FALSE(this->store().find(key_number(2)).value());
}

TYPED_TEST(StoreLookup, ForgetsDedupKeysByTheirTime) {
  CommitBatch batch = this->next_batch();
  batch.dedup = {this->dedup(1, kNoon - 1), this->dedup(2, kNoon)};
  this->commit(batch);
  ASSERT_TRUE(this->store().forget_before(kNoon));
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(this->store().find(key_number(1)).value());
    EXPECT_TRUE(this->store().find(key_number(2)).value());
    this->crash();
  }
  ASSERT_TRUE(this->store().forget_before(kNoon - 1000));
  EXPECT_FALSE(this->store().find(key_number(1)).value());
}

TYPED_TEST(StoreLookup, FindsAReceiptByItsRecord) {
  CommitBatch batch = this->next_batch();
  batch.records.push_back({.record = record_number(1), .receipt = "refused, and why", .unix_ms = kNoon});
  batch.disclosures.push_back(this->disclosure("council"));
  this->records_ = 100;
  this->commit(batch);
  this->crash();
  const auto found = this->store().record(record_number(1)).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->receipt, "refused, and why");
  EXPECT_EQ(found->unix_ms, kNoon);
  EXPECT_FALSE(this->store().record(record_number(101)).value());
}

TYPED_TEST(StoreLookup, ForgetsRecordsByTheTimeTheyWereMinted) {
  this->queue("council", {"a", "b"});  // minted at noon + 1 and + 2
  this->settle("council", {1, 2});
  ASSERT_TRUE(this->store().forget_before(kNoon + 2));
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(this->store().record(record_number(1)).value());
    EXPECT_TRUE(this->store().record(record_number(2)).value());
    EXPECT_FALSE(this->store().state_of("council", record_number(1)));
    EXPECT_EQ(this->store().state_of("council", record_number(2)).value().outcome, SettleOutcome::kDelivered);
    this->crash();
  }
}

TYPED_TEST(StoreLookup, KnowsWhatStillWaitsHoweverOldItIs) {
  this->queue("council", {"a", "b"});
  ASSERT_TRUE(this->store().forget_before(kNoon + 1000 * 86'400'000LL));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(this->store().state_of("council", record_number(2)).value().outcome, SettleOutcome::kWaiting);
    EXPECT_FALSE(this->store().state_of("council", record_number(3)));
    this->crash();
  }
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("a", "b"));
  this->settle("council", {1});
  EXPECT_FALSE(this->store().state_of("council", record_number(1)));
}

TYPED_TEST(StoreLookup, SaysWhereARecordIs) {
  CommitBatch batch = this->next_batch();
  batch.disclosures.push_back(this->disclosure("council"));
  batch.disclosures.push_back(this->disclosure("trust"));
  batch.disclosures.back().record = record_number(1);  // one record, two recipients
  this->commit(batch);
  const auto state = [&](std::string_view recipient) {
    return this->store().state_of(recipient, record_number(1)).value();
  };
  EXPECT_EQ(state("council").outcome, SettleOutcome::kWaiting);
  EXPECT_FALSE(state("council").offered);
  this->claim("council");
  EXPECT_TRUE(state("council").offered);
  EXPECT_EQ(state("council").attempts, 1U);
  this->settle("council", {1}, SettleOutcome::kRejected);
  this->settle("trust", {1}, SettleOutcome::kDeadLetter);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(state("council").outcome, SettleOutcome::kRejected);
    EXPECT_TRUE(state("council").offered);
    EXPECT_EQ(state("council").ledger_index, 5000U);
    EXPECT_EQ(state("council").unix_ms, kNoon + 3);
    EXPECT_EQ(state("trust").outcome, SettleOutcome::kDeadLetter);
    EXPECT_FALSE(this->store().state_of("clinic", record_number(1)));
    EXPECT_FALSE(this->store().state_of("council", record_number(2)));
    this->crash();
  }
}

TYPED_TEST(StoreLookup, KeepsThePartsOfARowApartWhenTheyEndDifferently) {
  this->queue("council", {"a", "b", "c"});
  this->settle("council", {3}, SettleOutcome::kRecalled);
  this->settle("council", {1, 2}, SettleOutcome::kDelivered);
  this->crash();
  const auto state = [&](std::uint64_t n) { return this->store().state_of("council", record_number(n)).value(); };
  EXPECT_EQ(state(1).outcome, SettleOutcome::kDelivered);
  EXPECT_EQ(state(2).ledger_index, 5001U);
  EXPECT_EQ(state(3).outcome, SettleOutcome::kRecalled);
  EXPECT_EQ(state(3).ledger_index, 5000U);
  EXPECT_FALSE(state(3).offered);
}

TYPED_TEST(StoreLookup, ReadsEntriesAcrossCommits) {
  this->add_entries(0, {"zero", "one", ""});
  this->add_entries(3, {"three"});
  this->queue("council", {"a"});
  this->add_entries(4, {"four", "five"});
  this->crash();
  const auto entries = [&](std::uint64_t first, std::size_t count) {
    return this->store().entries(first, count).value();
  };
  EXPECT_THAT(entries(0, 3), ElementsAre("zero", "one", ""));
  EXPECT_THAT(entries(1, 4), ElementsAre("one", "", "three", "four"));
  EXPECT_THAT(entries(5, 100), ElementsAre("five"));
  EXPECT_THAT(entries(6, 100), IsEmpty());
  EXPECT_THAT(entries(99, 1), IsEmpty());
  EXPECT_THAT(entries(0, 0), IsEmpty());
}

TYPED_TEST(StoreLookup, KeepsTilesAndOverwritesValues) {
  CommitBatch batch = this->next_batch();
  batch.tiles.emplace_back("tile/0/000", Bytes(8192, 't'));
  batch.values.emplace_back("merkle", "first");
  this->commit(batch);
  batch = this->next_batch();
  batch.values.emplace_back("merkle", "second");
  batch.values.emplace_back("", "of no name");
  this->commit(batch);
  this->crash();
  EXPECT_EQ(this->store().tile("tile/0/000").value(), Bytes(8192, 't'));
  EXPECT_FALSE(this->store().tile("tile/0/001").value());
  EXPECT_EQ(this->store().value("merkle").value(), "second");
  EXPECT_EQ(this->store().value("").value(), "of no name");
  EXPECT_FALSE(this->store().value("other").value());
}

TYPED_TEST(StoreLookup, AnEmptyValueErasesWhatStoodUnderItsName) {
  CommitBatch batch = this->next_batch();
  batch.values = {{"alert/1", "one"}, {"alert/2", "two"}, {"alert/3", "three"}};
  this->commit(batch);
  batch = this->next_batch();
  batch.values = {{"alert/2", ""}, {"alert/3", ""}, {"alert/3", "again"}, {"alert/9", ""}};
  this->commit(batch);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(this->store().value("alert/2").value());
    EXPECT_FALSE(this->store().value("alert/9").value());
    EXPECT_EQ(this->store().value("alert/3").value(), "again");
    EXPECT_THAT(this->store().values_with("alert/", 10).value(),
                ElementsAre(Pair("alert/1", "one"), Pair("alert/3", "again")));
    this->crash();
  }
}

TYPED_TEST(StoreLookup, GivesTheValuesUnderAPrefixInOrderAndNoMoreThanWereAskedFor) {
  CommitBatch batch = this->next_batch();
  batch.values = {{"alert/2", "two"}, {"alert", "of another name"}, {"alert0", "of another name"},
                  {"alert/1", "one"}, {"alert/3", "three"},         {"zebra", "of another name"}};
  batch.disclosures.push_back(this->disclosure("council"));  // its queue's row stands beside them
  this->commit(batch);
  this->crash();
  EXPECT_THAT(this->store().values_with("alert/", 10).value(),
              ElementsAre(Pair("alert/1", "one"), Pair("alert/2", "two"), Pair("alert/3", "three")));
  EXPECT_THAT(this->store().values_with("alert/", 2).value(),
              ElementsAre(Pair("alert/1", "one"), Pair("alert/2", "two")));
  EXPECT_THAT(this->store().values_with("", 100).value(), SizeIs(6));
  EXPECT_THAT(this->store().values_with("alert/", 0).value(), IsEmpty());
  EXPECT_THAT(this->store().values_with("council", 10).value(), IsEmpty());
}

TYPED_TEST(StoreLookup, CountsItsCommits) {
  EXPECT_EQ(this->store().last_commit(), 0U);
  this->queue("council", {"a"});
  CommitBatch nothing = this->next_batch();
  this->commit(nothing);
  this->crash();
  EXPECT_EQ(this->store().last_commit(), 2U);
}

TYPED_TEST(StoreLookup, RefusesACommitOutOfTurn) {
  CommitBatch batch = this->next_batch();
  batch.number = 7;
  EXPECT_FALSE(this->store().commit(batch));
  EXPECT_EQ(this->store().last_commit(), 0U);
}

}  // namespace
}  // namespace concordat::gateway
