// The vault's part of the contract: rows about persons, and that an erasure is final.

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

RecordId record_of(char mark) {
  return *RecordId::from_bytes(Bytes(16, mark));
}

template <typename Kind>
class StoreVault : public ::testing::Test {
 protected:
  Store& store() { return kind_.store(); }
  void commit(std::vector<std::pair<Bytes, Bytes>> vault, std::vector<RecordId> forgotten = {}) {
    CommitBatch batch;
    batch.number = store().last_commit() + 1;
    batch.vault = std::move(vault);
    batch.forgotten = std::move(forgotten);
    ASSERT_TRUE(store().commit(batch));
  }
  void commit_record(char mark) {
    CommitBatch batch;
    batch.number = store().last_commit() + 1;
    const Bytes key(32, mark);
    batch.records.push_back({record_of(mark), Bytes("receipt of ") + mark, key, 7, 1'700'000'000'000});
    batch.dedup.push_back({key, Bytes(32, 'd'), record_of(mark), 1'700'000'000'000});
    ASSERT_TRUE(store().commit(batch));
  }
  Kind kind_;
};

using Kinds = ::testing::Types<InMemory, OnRocksDb>;
TYPED_TEST_SUITE(StoreVault, Kinds);

TYPED_TEST(StoreVault, ARowIsThereUntilAnEmptyOneErasesIt) {
  this->commit({{"pa", "1"}, {"pb", "2"}});
  EXPECT_EQ(this->store().vault_row("pa").value(), Bytes("1"));
  this->kind_.reopen();
  EXPECT_EQ(this->store().vault_row("pb").value(), Bytes("2"));
  this->commit({{"pa", ""}});
  EXPECT_EQ(this->store().vault_row("pa").value(), std::nullopt);
  EXPECT_EQ(this->store().vault_row("pb").value(), Bytes("2"));
}

TYPED_TEST(StoreVault, RowsOfAPrefixComeInOrderAndInPages) {
  this->commit({{"d2", "b"}, {"d1", "a"}, {"d3", "c"}, {"e1", "x"}, {"c9", "y"}});
  EXPECT_THAT(this->store().vault_rows("d", "", 9).value(),
              ElementsAre(Pair("d1", "a"), Pair("d2", "b"), Pair("d3", "c")));
  EXPECT_THAT(this->store().vault_rows("d", "", 2).value(), ElementsAre(Pair("d1", "a"), Pair("d2", "b")));
  EXPECT_THAT(this->store().vault_rows("d", "d2", 2).value(), ElementsAre(Pair("d3", "c")));
  EXPECT_THAT(this->store().vault_rows("d", "d3", 2).value(), IsEmpty());
  EXPECT_THAT(this->store().vault_rows("f", "", 2).value(), IsEmpty());
}

TYPED_TEST(StoreVault, AForgottenRecordTakesItsReceiptAndItsDedupKeyAlong) {
  this->commit_record('a');
  this->commit_record('b');
  this->commit({}, {record_of('a'), record_of('z')});
  EXPECT_EQ(this->store().record(record_of('a')).value(), std::nullopt);
  EXPECT_EQ(this->store().find(Bytes(32, 'a')).value(), std::nullopt);
  EXPECT_TRUE(this->store().record(record_of('b')).value().has_value());
  EXPECT_TRUE(this->store().find(Bytes(32, 'b')).value().has_value());
}

// Rows that are in the log only, in a table file, and in a deeper one; their keys are the smallest and the largest of
// their files, which RocksDB's manifest names.
TEST(StoreVaultOnRocksDb, AfterScrubbingNoFileHoldsWhatWasErased) {
  OnRocksDb kind;
  const std::vector<std::string> needles = {"needle-in-the-log", "needle-in-a-file", "needle-far-below"};
  const auto commit = [&](std::vector<std::pair<Bytes, Bytes>> vault) {
    CommitBatch batch;
    batch.number = kind.store().last_commit() + 1;
    batch.vault = std::move(vault);
    ASSERT_TRUE(kind.store().commit(batch));
  };
  const auto found = [&] {
    std::vector<std::string> in;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kind.folder())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      for (const std::string& needle : needles) {
        if (bytes.find(needle) != std::string::npos) in.push_back(entry.path().filename().string() + ": " + needle);
      }
    }
    return in;
  };
  commit({{needles[2], "value of " + needles[2]}, {"other", "stays"}});
  ASSERT_TRUE(kind.store().scrub());
  commit({{needles[1], "value of " + needles[1]}});
  kind.reopen();  // writes it out
  commit({{needles[0], "value of " + needles[0]}});
  ASSERT_EQ(kind.store().vault_row(needles[1]).value(), "value of " + needles[1]);
  ASSERT_FALSE(found().empty());
  commit({{needles[0], ""}, {needles[1], ""}, {needles[2], ""}});
  ASSERT_FALSE(found().empty()) << "erased rows are still in files, until they are scrubbed";
  ASSERT_TRUE(kind.store().scrub());
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(kind.store().vault_row("other").value(), Bytes("stays"));
  kind.crash();
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(kind.store().vault_row("other").value(), Bytes("stays"));
}

}  // namespace
}  // namespace concordat::gateway
