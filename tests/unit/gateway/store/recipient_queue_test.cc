#include "gateway/store/rocks/recipient_queue.h"

#include <gmock/gmock.h>

#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

using ::testing::SizeIs;

IndexRow row_of(std::uint64_t first_sequence, std::size_t count) {
  IndexRow row;
  row.first_sequence = first_sequence;
  row.routes->resize(1);
  for (std::size_t i = 0; i < count; ++i) {
    row.slots.push_back({.length = 10, .accepted_unix_ms = 5});
    row.slots.back().offset = static_cast<std::uint32_t>(10 * i);
  }
  return row;
}

// Rows of four, as after a start-up: nothing is loaded.
class RecoveredQueue : public ::testing::Test {
 protected:
  RecoveredQueue() : queue_("council", {.next_sequence = 13, .watermark = 100, .floor = 1}) {
    for (std::uint64_t commit = 1; commit <= 3; ++commit) queue_.recover(commit, row_of(4 * commit - 3, 4), {});
  }
  void load(std::uint64_t commit) { EXPECT_TRUE(queue_.load(4 * commit - 3, row_of(4 * commit - 3, 4))); }
  RecipientQueue queue_;
};

TEST_F(RecoveredQueue, AsksForTheRowThatAClaimReaches) {
  Pick pick = queue_.pick(10, 1000, true);
  EXPECT_EQ(pick.step, Pick::Step::kLoadRow);
  EXPECT_EQ(pick.commit, 1U);
  load(1);
  pick = queue_.pick(10, 1000, true);
  EXPECT_EQ(pick.step, Pick::Step::kTaken);
  EXPECT_THAT(pick.slots, SizeIs(4));
  EXPECT_TRUE(pick.exhausted);
  EXPECT_EQ(queue_.pick(10, 1000, false).commit, 2U);
}

TEST_F(RecoveredQueue, CountsRowsThatAreNotLoaded) {
  EXPECT_EQ(queue_.waiting().records, 12U);
  EXPECT_EQ(queue_.waiting().bytes, 120U);
  EXPECT_EQ(queue_.waiting().oldest_unix_ms, 5);
}

TEST_F(RecoveredQueue, RefusesARowThatIsNotTheOneItKnows) {
  EXPECT_FALSE(queue_.load(1, row_of(1, 3)));
  EXPECT_FALSE(queue_.load(1, row_of(5, 4)));
  EXPECT_TRUE(queue_.load(99, row_of(99, 4)));  // settled and gone meanwhile
}

TEST_F(RecoveredQueue, KeepsWhatHappenedToARowThatIsLoadedAgain) {
  load(1);
  EXPECT_THAT(queue_.pick(2, 1000, true).slots, SizeIs(2));
  load(1);
  EXPECT_THAT(queue_.pick(10, 1000, true).slots, SizeIs(2));
}

TEST_F(RecoveredQueue, RaisesItsFloorWhenTheFirstRowsAreSettled) {
  load(1);
  for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) queue_.settle(sequence, SettleOutcome::kDelivered);
  EXPECT_EQ(queue_.next_state(9, 0, false).floor, 2U);
  EXPECT_FALSE(queue_.place_of(4));
  EXPECT_EQ(queue_.waiting().records, 8U);
}

TEST_F(RecoveredQueue, KeepsItsFloorAtAStraggler) {
  load(1);
  load(2);
  for (const std::uint64_t sequence : {1, 2, 4, 5, 6, 7, 8}) queue_.settle(sequence, SettleOutcome::kDelivered);
  EXPECT_EQ(queue_.next_state(9, 0, false).floor, 1U);
  EXPECT_EQ(queue_.place_of(3)->open, 1U);
  EXPECT_FALSE(queue_.place_of(5));
}

TEST(RecipientQueue, ReservesAheadOfWhatIsClaimed) {
  RecipientQueue queue("council", {});
  EXPECT_TRUE(queue.wants_reservation());
  EXPECT_EQ(queue.next_state(1, 3000, false).watermark, 0U) << "nobody came for it yet";
  queue.set_state(queue.next_state(1, 3000, true));
  EXPECT_EQ(queue.next_state(2, 0, false).watermark, limits::kOfferedAhead);
  EXPECT_FALSE(queue.wants_reservation());
  queue.append(1, row_of(1, 3000));
  queue.pick(3000, 1 << 20, true);
  EXPECT_TRUE(queue.wants_reservation());
  EXPECT_EQ(queue.next_state(2, 0, false).watermark, 3000 + limits::kOfferedAhead);
}

TEST(RecipientQueue, IsAtItsEndWithTheNextCommitAsItsFloor) {
  const RecipientQueue queue("council", {.next_sequence = 5, .watermark = 100, .floor = 3});
  EXPECT_EQ(queue.next_state(9, 2, false).floor, 9U);
  EXPECT_EQ(queue.next_state(9, 2, false).next_sequence, 7U);
}

}  // namespace
}  // namespace concordat::gateway
