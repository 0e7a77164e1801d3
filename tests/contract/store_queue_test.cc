// The queue's half of the store's contract: order, exclusivity, redelivery, settlement.

#include <gmock/gmock.h>

#include "protocol/limits.h"
#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename Kind>
class StoreQueue : public StoreTest<Kind> {};
TYPED_TEST_SUITE(StoreQueue, StoreKinds);

TYPED_TEST(StoreQueue, GivesDisclosuresInTheOrderOfTheirSequence) {
  EXPECT_THAT(this->queue("council", {"a", "b"}), ElementsAre(1, 2));
  EXPECT_THAT(this->queue("council", {"c"}), ElementsAre(3));
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("a", "b", "c"));
}

TYPED_TEST(StoreQueue, GivesBackEverythingThatWasCommitted) {
  CommitBatch batch = this->next_batch();
  batch.disclosures.push_back(this->disclosure("council", "one", kNoon + 99));
  batch.disclosures.push_back(this->disclosure("council", ""));
  batch.disclosures.back().route = {.sender = "clinic",
                                    .purpose = "audit",
                                    .kinds = {"x", "y"},
                                    .agreements = {"b", "c"},
                                    .plan_hash = Bytes(32, 'q')};
  this->commit(batch);
  const Claim claim = this->claim("council");
  ASSERT_THAT(claim.disclosures, SizeIs(2));
  for (std::size_t i = 0; i < 2; ++i) {
    const Claimed& got = claim.disclosures[i];
    const NewDisclosure& put = batch.disclosures[i];
    EXPECT_EQ(got.sequence, put.sequence);
    EXPECT_EQ(got.record, put.record);
    EXPECT_EQ(got.route, put.route);
    EXPECT_EQ(got.sealed, put.sealed);
    EXPECT_EQ(got.accepted_unix_ms, put.accepted_unix_ms);
    EXPECT_EQ(got.expires_unix_ms, put.expires_unix_ms);
    EXPECT_EQ(got.ledger_index, put.ledger_index);
    EXPECT_FALSE(got.redelivered);
    EXPECT_EQ(got.attempts, 0U);
  }
}

TYPED_TEST(StoreQueue, GivesADisclosureToOneClaimantAtATime) {
  this->queue("council", {"a", "b", "c"});
  EXPECT_THAT(this->claim_bodies("council", 2), ElementsAre("a", "b"));
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("c"));
  EXPECT_THAT(this->claim_bodies("council"), IsEmpty());
}

TYPED_TEST(StoreQueue, WithdrawsWhatNobodyHasAndThenNobodyGetsIt) {
  const auto sequences = this->queue("council", {"a", "b"});
  const auto withdrawn = this->store().withdraw("council", record_number(1)).value();
  ASSERT_TRUE(withdrawn);
  EXPECT_EQ(withdrawn->sequence, sequences[0]);
  EXPECT_EQ(withdrawn->record, record_number(1));
  EXPECT_EQ(withdrawn->sealed, "a");
  EXPECT_FALSE(withdrawn->redelivered);
  EXPECT_FALSE(this->store().withdraw("council", record_number(1)).value()) << "somebody has it now";
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b"));
  EXPECT_FALSE(this->store().withdraw("council", record_number(2)).value()) << "a session has it";
  this->store().release("council", {sequences[1]});
  const auto offered = this->store().withdraw("council", record_number(2)).value();
  ASSERT_TRUE(offered);
  EXPECT_TRUE(offered->redelivered) << "it may have been received";
  EXPECT_EQ(offered->sealed, "b");
  EXPECT_THAT(this->claim_bodies("council"), IsEmpty());
  EXPECT_FALSE(this->store().withdraw("council", record_number(3)).value()) << "no such record";
  EXPECT_FALSE(this->store().withdraw("nobody", record_number(1)).value());
}

TYPED_TEST(StoreQueue, SaysWhetherMoreIsWaiting) {
  this->queue("council", {"a", "b", "c"});
  EXPECT_TRUE(this->claim("council", 0).more);
  EXPECT_TRUE(this->claim("council", 2).more);
  EXPECT_FALSE(this->claim("council", 2).more);
  EXPECT_FALSE(this->claim("council", 2).more);
}

TYPED_TEST(StoreQueue, StopsAtTheByteBudgetAfterTheFirst) {
  this->queue("council", {"aaaa", "bbbb", "cccc"});
  this->queue("council", {"dddd"});
  EXPECT_THAT(this->claim_bodies("council", 10, 1), ElementsAre("aaaa"));
  EXPECT_THAT(this->claim_bodies("council", 10, 8), ElementsAre("bbbb", "cccc"));
  EXPECT_THAT(this->claim_bodies("council", 10, 3), ElementsAre("dddd"));
}

TYPED_TEST(StoreQueue, KeepsRecipientsApart) {
  CommitBatch batch = this->next_batch();
  for (const char* name : {"a", "ab", "b", "a"})
    batch.disclosures.push_back(this->disclosure(name, std::string("for ") + name));
  this->commit(batch);
  EXPECT_THAT(this->claim_bodies("a"), ElementsAre("for a", "for a"));
  EXPECT_THAT(this->claim_bodies("ab"), ElementsAre("for ab"));
  EXPECT_THAT(this->claim_bodies("c"), IsEmpty());
  this->crash();
  EXPECT_THAT(this->claim_bodies("b"), ElementsAre("for b"));
  EXPECT_THAT(this->claim_bodies("ab"), ElementsAre("for ab"));
}

TYPED_TEST(StoreQueue, GivesReleasedOnesAgainBeforeLaterOnesAndFlagged) {
  this->queue("council", {"a", "b", "c", "d"});
  this->claim("council", 3);
  this->store().release("council", {3, 2});
  const Claim again = this->claim("council");
  ASSERT_THAT(again.disclosures, SizeIs(3));
  EXPECT_EQ(again.disclosures[0].sealed, "b");
  EXPECT_TRUE(again.disclosures[0].redelivered);
  EXPECT_EQ(again.disclosures[0].attempts, 1U);
  EXPECT_EQ(again.disclosures[1].sealed, "c");
  EXPECT_EQ(again.disclosures[2].sealed, "d");
  EXPECT_FALSE(again.disclosures[2].redelivered);
}

TYPED_TEST(StoreQueue, IgnoresAReleaseOfWhatIsNotClaimed) {
  this->queue("council", {"a", "b"});
  this->claim("council", 1);
  this->store().release("council", {2, 77});
  this->store().release("nobody", {1});
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b"));
}

TYPED_TEST(StoreQueue, FlagsAfterARestartWhateverMayHaveBeenOffered) {
  this->queue("council", {"a", "b"});
  this->claim("council", 1);
  this->crash();
  const Claim again = this->claim("council");
  ASSERT_THAT(again.disclosures, SizeIs(2));
  EXPECT_TRUE(again.disclosures[0].redelivered);
  EXPECT_EQ(again.disclosures[0].attempts, 0U);
}

TYPED_TEST(StoreQueue, DoesNotFlagAfterARestartWhatNobodyCameFor) {
  this->queue("council", {"a", "b"});
  this->crash();
  const Claim claim = this->claim("council");
  ASSERT_THAT(claim.disclosures, SizeIs(2));
  EXPECT_FALSE(claim.disclosures[0].redelivered);
  EXPECT_FALSE(claim.disclosures[1].redelivered);
}

TYPED_TEST(StoreQueue, DoesNotFlagAfterARestartWhatCannotHaveBeenOffered) {
  const std::size_t many = limits::kOfferedAhead + 10;
  this->queue("council", std::vector<Bytes>(many, "x"));
  this->claim("council", 1);
  this->crash();
  this->queue("council", {"y"});
  std::uint64_t sequence = 0;
  for (int round = 0; round < 3; ++round) {
    for (const Claimed& one : this->claim("council", many).disclosures) {
      EXPECT_EQ(one.sequence, ++sequence);
      ASSERT_EQ(one.redelivered, one.sequence <= limits::kOfferedAhead) << one.sequence;
    }
    CommitBatch reserve = this->next_batch();
    this->commit(reserve);
  }
  EXPECT_EQ(sequence, many + 1);
}

TYPED_TEST(StoreQueue, OffersNothingAboveTheDurableWatermark) {
  const std::size_t many = limits::kOfferedAhead + 10;
  this->queue("council", std::vector<Bytes>(many, "x"));
  const Claim first = this->claim("council", many);
  EXPECT_THAT(first.disclosures, SizeIs(limits::kOfferedAhead));
  EXPECT_TRUE(first.needs_reservation);
  EXPECT_TRUE(first.more);
  EXPECT_TRUE(this->claim("council", 1).needs_reservation);
  CommitBatch reserve = this->next_batch();
  this->commit(reserve);
  const Claim rest = this->claim("council", many);
  EXPECT_THAT(rest.disclosures, SizeIs(10));
  EXPECT_FALSE(rest.needs_reservation);
}

TYPED_TEST(StoreQueue, RaisesTheWatermarkOnTheWayOfOtherCommits) {
  for (int i = 0; i < 40; ++i) {
    this->queue("council", std::vector<Bytes>(500, "x"));
    const Claim claim = this->claim("council");
    EXPECT_THAT(claim.disclosures, SizeIs(500));
    EXPECT_FALSE(claim.needs_reservation);
  }
}

TYPED_TEST(StoreQueue, SettledDisclosuresAreGone) {
  this->queue("council", {"a", "b", "c"});
  this->claim("council", 2);
  this->settle("council", {1});
  EXPECT_THAT(this->queued("council"), ElementsAre(2, 3));
  this->store().release("council", {1, 2});
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b", "c"));
  this->crash();
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b", "c"));
}

TYPED_TEST(StoreQueue, SettlesWhatWasNeverClaimed) {
  this->queue("council", {"a", "b", "c"});
  this->reopen();
  this->settle("council", {2}, SettleOutcome::kExpired);
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("a", "c"));
}

TYPED_TEST(StoreQueue, SettlesARowBitByBitInAnyOrder) {
  this->queue("council", {"a", "b", "c", "d"});
  this->claim("council");
  for (const std::uint64_t sequence : {4, 2}) {
    this->settle("council", {sequence});
    this->crash();
  }
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("a", "c"));
  this->settle("council", {1, 3});
  this->crash();
  EXPECT_THAT(this->queued("council"), IsEmpty());
  EXPECT_EQ(this->store().waiting().at("council").records, 0U);
  EXPECT_THAT(this->queue("council", {"e"}), ElementsAre(5));
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("e"));
}

TYPED_TEST(StoreQueue, SettlesAcrossRowsInOneCommit) {
  this->queue("council", {"a", "b"});
  this->queue("council", {"c", "d"});
  this->queue("council", {"e", "f"});
  this->claim("council");
  this->settle("council", {2, 3, 4, 5});
  this->crash();
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("a", "f"));
}

TYPED_TEST(StoreQueue, SkipsARepeatedSettlement) {
  this->queue("council", {"a", "b"});
  this->settle("council", {1, 1});
  this->settle("council", {1});
  this->settle("council", {77});
  this->settle("nobody", {1});
  this->crash();
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b"));
  EXPECT_EQ(this->store().waiting().at("council").records, 1U);
}

TYPED_TEST(StoreQueue, KeepsADeadLetterUntilItIsRevived) {
  this->queue("council", {"a", "b"});
  this->claim("council", 1);
  this->settle("council", {1}, SettleOutcome::kDeadLetter);
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b"));
  this->crash();
  EXPECT_EQ(this->store().waiting().at("council").dead_letters, 1U);
  const auto ids = this->store().queued("council");
  ASSERT_TRUE(ids);
  EXPECT_EQ(ids->at(0).state, SettleOutcome::kDeadLetter);
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("b"));
  ASSERT_TRUE(this->store().revive("council", 1));
  EXPECT_FALSE(this->store().revive("council", 1));
  EXPECT_FALSE(this->store().revive("council", 2));
  EXPECT_FALSE(this->store().revive("nobody", 1));
  this->crash();
  EXPECT_EQ(this->store().waiting().at("council").dead_letters, 0U);
  const Claim claim = this->claim("council");
  ASSERT_THAT(claim.disclosures, SizeIs(2));
  EXPECT_EQ(claim.disclosures[0].sealed, "a");
  EXPECT_TRUE(claim.disclosures[0].redelivered);
}

TYPED_TEST(StoreQueue, ARevivedDeadLetterComesBeforeLaterOnes) {
  this->queue("council", {"a", "b", "c"});
  this->claim("council", 2);
  this->settle("council", {1}, SettleOutcome::kDeadLetter);
  ASSERT_TRUE(this->store().revive("council", 1));
  EXPECT_THAT(this->claim_bodies("council"), ElementsAre("a", "c"));
}

TYPED_TEST(StoreQueue, ADeadLetterCanEnd) {
  this->queue("council", {"a"});
  this->settle("council", {1}, SettleOutcome::kDeadLetter);
  this->settle("council", {1}, SettleOutcome::kDiscarded);
  EXPECT_EQ(this->store().waiting().at("council").dead_letters, 0U);
  this->crash();
  EXPECT_THAT(this->queued("council"), IsEmpty());
  EXPECT_FALSE(this->store().revive("council", 1));
}

TYPED_TEST(StoreQueue, FindsWhatHasExpiredAndIsNotClaimed) {
  CommitBatch batch = this->next_batch();
  batch.disclosures.push_back(this->disclosure("council", "a", kNoon + 10));
  batch.disclosures.push_back(this->disclosure("council", "b", kNoon + 10));
  batch.disclosures.push_back(this->disclosure("council", "c", kNoon + 20));
  batch.disclosures.push_back(this->disclosure("council", "d"));
  batch.disclosures.push_back(this->disclosure("trust", "e", kNoon + 5));
  this->commit(batch);
  this->reopen();
  const auto expired = [&](std::int64_t now, std::size_t max) { return this->store().expired(now, max).value(); };
  EXPECT_THAT(expired(kNoon, 10), IsEmpty());
  this->claim("council", 1);
  EXPECT_THAT(expired(kNoon + 10, 10), ElementsAre(std::pair("council", 2), std::pair("trust", 1)));
  EXPECT_THAT(expired(kNoon + 99, 2), SizeIs(2));
  this->settle("council", {2}, SettleOutcome::kExpired);
  EXPECT_THAT(expired(kNoon + 99, 10), ElementsAre(std::pair("council", 3), std::pair("trust", 1)));
}

TYPED_TEST(StoreQueue, CountsWhatWaits) {
  this->queue("council", {"aaa", "bb", "c"});
  this->queue("trust", {"dddd"});
  this->claim("council", 1);
  this->settle("council", {1});
  for (int i = 0; i < 2; ++i) {
    const auto waiting = this->store().waiting();
    EXPECT_EQ(waiting.at("council").records, 2U);
    EXPECT_EQ(waiting.at("council").bytes, 3U);
    EXPECT_EQ(waiting.at("council").oldest_unix_ms, kNoon + 2);
    EXPECT_EQ(waiting.at("trust").records, 1U);
    this->crash();
  }
  this->settle("trust", {1});
  EXPECT_EQ(this->store().waiting().at("trust").oldest_unix_ms, 0);
}

TYPED_TEST(StoreQueue, ListsWhatWaitsInOrder) {
  this->queue("council", {"a", "b"});
  this->claim("council", 1);
  const auto ids = this->store().queued("council").value();
  ASSERT_THAT(ids, SizeIs(2));
  EXPECT_EQ(ids[0].record, record_number(1));
  EXPECT_TRUE(ids[0].offered);
  EXPECT_EQ(ids[0].attempts, 1U);
  EXPECT_EQ(ids[0].accepted_unix_ms, kNoon + 1);
  EXPECT_FALSE(ids[1].offered);
  EXPECT_THAT(this->queued("nobody"), IsEmpty());
}

TYPED_TEST(StoreQueue, ShowsWhatWaitsUnderASequence) {
  this->queue("council", {"a", "b"});
  this->reopen();
  const auto at = [&](std::uint64_t sequence) { return this->store().waiting_at("council", sequence).value(); };
  ASSERT_TRUE(at(2));
  EXPECT_EQ(at(2)->record, record_number(2));
  EXPECT_EQ(at(2)->route.sender, "trust");
  EXPECT_EQ(at(2)->ledger_index, 1002U);
  EXPECT_EQ(at(2)->sealed, "");
  EXPECT_FALSE(at(3));
  EXPECT_FALSE(at(0));
  this->settle("council", {2});
  EXPECT_FALSE(at(2));
}

TYPED_TEST(StoreQueue, ALongBacklogIsGivenWholeAndInOrder) {
  for (int i = 0; i < 100; ++i) this->queue("council", {std::to_string(2 * i), std::to_string(2 * i + 1)});
  this->crash();
  for (int i = 0; i < 200; i += 8) {
    const Claim claim = this->claim("council", 8);
    ASSERT_THAT(claim.disclosures, SizeIs(8));
    for (int j = 0; j < 8; ++j) EXPECT_EQ(claim.disclosures[static_cast<std::size_t>(j)].sealed, std::to_string(i + j));
  }
}

}  // namespace
}  // namespace concordat::gateway
