// What of the ledger a store drops: a prefix that was pruned, and all of it when a new log begins.

#include <gmock/gmock.h>

#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Kind>
class StoreLedger : public StoreTest<Kind> {
 protected:
  // `each` entries a commit, called by their index, up to `size`; a tile every 256.
  void grow_to(std::uint64_t size, std::uint64_t each) {
    for (std::uint64_t first = 0; first < size; first += each) {
      CommitBatch batch = this->next_batch();
      batch.first_entry = first;
      for (std::uint64_t i = first; i < first + each; ++i) {
        batch.entries.push_back(std::to_string(i));
        if (i % 256 == 255) batch.tiles.emplace_back(tile(i / 256), "hashes of " + std::to_string(i / 256));
      }
      this->commit(batch);
    }
  }
  static std::string tile(std::uint64_t number) { return "tile/0/00" + std::to_string(number); }
};
TYPED_TEST_SUITE(StoreLedger, StoreKinds);

TYPED_TEST(StoreLedger, KeepsEveryEntryFromTheFirstOneOnAndDropsThoseBefore) {
  this->grow_to(1600, 100);
  ASSERT_TRUE(this->store().prune_ledger(1024, {this->tile(0), this->tile(1)}));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(this->store().entries(1024, 2).value(), ElementsAre("1024", "1025"));
    EXPECT_THAT(this->store().entries(1599, 10).value(), ElementsAre("1599"));
    EXPECT_THAT(this->store().entries(0, 10).value(), IsEmpty());
    EXPECT_THAT(this->store().entries(900, 1).value(), IsEmpty());
    EXPECT_FALSE(this->store().tile(this->tile(0)).value());
    EXPECT_FALSE(this->store().tile(this->tile(1)).value());
    EXPECT_TRUE(this->store().tile(this->tile(2)).value());
    this->crash();
  }
  EXPECT_TRUE(this->store().prune_ledger(1024, {this->tile(0)})) << "again: nothing more to do";
  EXPECT_THAT(this->store().entries(1024, 1).value(), ElementsAre("1024"));
}

TYPED_TEST(StoreLedger, KeepsAWholeCommitWhoseLastEntryIsKept) {
  this->grow_to(1200, 300);  // 600..899 has entry 768
  ASSERT_TRUE(this->store().prune_ledger(768, {}));
  EXPECT_THAT(this->store().entries(768, 1).value(), ElementsAre("768"));
  EXPECT_THAT(this->store().entries(0, 1).value(), IsEmpty());
  EXPECT_THAT(this->store().entries(599, 1).value(), IsEmpty());
}

TYPED_TEST(StoreLedger, GoesOnAfterItWasPruned) {
  this->grow_to(512, 64);
  ASSERT_TRUE(this->store().prune_ledger(512, {}));
  CommitBatch batch = this->next_batch();
  batch.first_entry = 512;
  batch.entries = {"next"};
  this->commit(batch);
  this->crash();
  EXPECT_THAT(this->store().entries(512, 2).value(), ElementsAre("next"));
}

TYPED_TEST(StoreLedger, BeginsAnewInOneCommitAndKeepsAllElse) {
  this->grow_to(512, 64);
  CommitBatch values = this->next_batch();
  values.values = {{"ledger/state", "old"}, {"ledger/seq/ISA-1", "7"}, {"ledgers", "other"}, {"plan/aa", "text"}};
  values.disclosures.push_back(this->disclosure("eastshire-council"));
  this->commit(values);
  CommitBatch batch = this->next_batch();
  batch.restart_ledger = true;
  batch.entries = {"the new log's first"};
  batch.values = {{"ledger/state", "new"}};
  this->commit(batch);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(this->store().entries(0, 600).value(), ElementsAre("the new log's first"));
    EXPECT_FALSE(this->store().tile(this->tile(0)).value());
    EXPECT_EQ(this->store().value("ledger/state").value(), "new");
    EXPECT_FALSE(this->store().value("ledger/seq/ISA-1").value());
    EXPECT_EQ(this->store().value("ledgers").value(), "other");
    EXPECT_EQ(this->store().value("plan/aa").value(), "text");
    EXPECT_EQ(this->store().waiting().at("eastshire-council").records, 1u);
    this->crash();
  }
}

}  // namespace
}  // namespace concordat::gateway
