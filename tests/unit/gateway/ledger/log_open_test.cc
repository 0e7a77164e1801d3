#include <gtest/gtest.h>

#include <fstream>

#include "crypto/merkle/proof.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/log.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

class LogOpenTest : public testing::Test {
 protected:
  // Opens the log over another store, with the head file of `ledger_`.
  [[nodiscard]] Result<std::unique_ptr<LedgerLog>> open_over(Store& store) {
    return LedgerLog::open(store, ledger_.keys, ledger_.head_file());
  }
  void expect_refused(Code code, std::string_view words) {
    const auto reopened = ledger_.reopen();
    ASSERT_FALSE(reopened);
    EXPECT_EQ(reopened.error().code, code);
    EXPECT_NE(reopened.error().detail.find(words), std::string::npos) << reopened.error().detail;
  }
  TestLedger ledger_;
};

TEST_F(LogOpenTest, TheTreeIsTheSameAfterARestartAtAnySize) {
  for (const std::uint64_t size : {0u, 1u, 2u, 3u, 255u, 256u, 257u, 511u, 4096u, 65'535u, 65'536u, 65'537u, 65'900u}) {
    ledger_.grow_to(size, 1000);
    const std::string before = *ledger_.log->checkpoint();
    const auto reopened = ledger_.reopen();
    ASSERT_TRUE(reopened) << size << ": " << reopened.error().detail;
    EXPECT_EQ(ledger_.log->size(), size);
    EXPECT_EQ(*ledger_.log->checkpoint(), before);
    if (size == 0) continue;
    const auto head = crypto::open_checkpoint(before, ledger_.keys->verifier);
    for (const std::uint64_t index : {std::uint64_t{0}, size / 2, size - 1}) {
      const auto proof = ledger_.log->inclusion_proof(index);
      ASSERT_TRUE(proof) << proof.error().detail;
      EXPECT_TRUE(crypto::check_inclusion(index, size, crypto::leaf_hash(ledger_.store.kept_entries[index]), *proof,
                                          head->checkpoint.root));
    }
  }
}

TEST_F(LogOpenTest, SequencesGoOnAfterARestart) {
  ledger_.grow_to(3);
  ASSERT_TRUE(ledger_.reopen());
  ledger_.grow_to(4);
  EXPECT_NE(ledger_.store.kept_entries[3].find(R"("seq":{"ISA-2026-014":4,"log":3})"), std::string::npos);
}

TEST_F(LogOpenTest, AStoreBehindTheHeadIsRefusedWithWordsThatTellWhatToDo) {
  ledger_.grow_to(10);
  FakeStore backup(ledger_.store);
  ledger_.grow_to(12);
  const auto restored = open_over(backup);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, Code::kStorageBehind);
  for (const char* words : {"holds 10 ledger entries", "head of 12", "backup", "Do not delete", "ledger fork"}) {
    EXPECT_NE(restored.error().detail.find(words), std::string::npos) << restored.error().detail;
  }
}

TEST_F(LogOpenTest, AnEmptyStoreBehindAHeadIsRefused) {
  ledger_.grow_to(1);
  FakeStore empty;
  EXPECT_EQ(open_over(empty).error().code, Code::kStorageBehind);
}

TEST_F(LogOpenTest, AStoreOfAnotherHistoryIsRefused) {
  ledger_.grow_to(10);
  FakeStore second_instance(ledger_.store);
  ledger_.grow_to(12);
  {  // the second instance writes other entries, more of them, with a head file of its own
    auto other = LedgerLog::open(second_instance, ledger_.keys, ledger_.folder.path() / "other");
    ASSERT_FALSE(other) << "its head file is missing";
    std::ofstream{ledger_.folder.path() / "other"};
    other = LedgerLog::open(second_instance, ledger_.keys, ledger_.folder.path() / "other");
    ASSERT_TRUE(other) << other.error().detail;
    (*other)->begin(kStartMs * 2);
    for (std::uint64_t i = 0; i < 5; ++i) ASSERT_TRUE((*other)->append(accept_entry(judged_record(i))));
    CommitBatch batch;
    ASSERT_TRUE((*other)->seal(batch) && second_instance.commit(batch) && (*other)->committed());
  }
  EXPECT_EQ(open_over(second_instance).error().code, Code::kStorageBehind);
}

TEST_F(LogOpenTest, AStoreThatLeadsTheHeadIsAccepted) {
  ledger_.grow_to(10);
  std::filesystem::copy_file(ledger_.head_file(), ledger_.folder.path() / "old");
  ledger_.grow_to(600);  // the store is durable first; then the power goes
  std::filesystem::copy_file(ledger_.folder.path() / "old", ledger_.head_file(),
                             std::filesystem::copy_options::overwrite_existing);
  ASSERT_TRUE(ledger_.reopen());
  EXPECT_EQ(ledger_.log->size(), 600u);
}

TEST_F(LogOpenTest, AMissingHeadFileIsRefusedOnceThereAreEntries) {
  ledger_.grow_to(2);
  std::filesystem::remove(ledger_.head_file());
  expect_refused(Code::kLedgerInvalid, "head file is missing");
  expect_refused(Code::kLedgerInvalid, "head file is missing");
}

TEST_F(LogOpenTest, AnEntryThatChangedInTheStoreIsFound) {
  ledger_.grow_to(300);
  ledger_.store.kept_entries[299][10] ^= 1;
  expect_refused(Code::kLedgerInvalid, "do not hash");
}

TEST_F(LogOpenTest, ATileThatChangedInTheStoreIsFound) {
  ledger_.grow_to(300);
  ledger_.store.kept_tiles.at("tile/0/000")[100] ^= 1;
  expect_refused(Code::kLedgerInvalid, "do not hash");
}

TEST_F(LogOpenTest, MissingAndSurplusEntriesAreFound) {
  ledger_.grow_to(300);
  ledger_.store.kept_entries.push_back("{}");
  expect_refused(Code::kLedgerInvalid, "counts 300 entries and holds 301");
  ledger_.store.kept_entries.resize(290);
  expect_refused(Code::kLedgerInvalid, "counts 300 entries and holds 290");
}

TEST_F(LogOpenTest, EntriesWithoutStateAreFound) {
  ledger_.grow_to(3);
  ledger_.store.kept_values.clear();
  expect_refused(Code::kLedgerInvalid, "no record of its tree");
}

TEST_F(LogOpenTest, AMissingTileIsFound) {
  ledger_.grow_to(300);
  ledger_.store.kept_tiles.clear();
  expect_refused(Code::kLedgerInvalid, "tile/0/000 is missing");
}

TEST_F(LogOpenTest, AnotherKeyOrOriginIsRefused) {
  ledger_.grow_to(3);
  ledger_.keys = test_keys('x');
  expect_refused(Code::kLedgerInvalid, "not signed by this ledger's key");
  ledger_.keys = test_keys('k', "other.example/ledger");
  expect_refused(Code::kLedgerInvalid, "not signed by this ledger's key");
}

}  // namespace
}  // namespace concordat::gateway
