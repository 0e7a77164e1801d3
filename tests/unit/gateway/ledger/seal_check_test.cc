#include "gateway/ledger/tree/seal_check.h"

#include <gtest/gtest.h>

#include "gateway/ledger/tree/tree_state.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

// A step over a real log whose batch a test may change before it is signed.
class SealCheckTest : public testing::Test {
 protected:
  // A log of 200 entries, and a sealed step of 100 more, which completes a tile.
  SealCheckTest() {
    ledger_.grow_to(200);
    const auto state = ledger_.store.value(kStateValue);
    before_ = crypto::Frontier::parse(ByteView(**state).substr(8)).value();
    before_root_ = before_.root();
    ledger_.log->begin(ledger_.now);
    for (std::uint64_t i = 200; i < 300; ++i) append(i);
    if (!ledger_.log->seal(batch_)) throw std::runtime_error("an untouched step is sealed");
    crypto::Frontier after = before_;
    for (const Bytes& entry : batch_.entries) after.append(crypto::leaf_hash(entry));
    root_ = after.root();
  }
  void append(std::uint64_t record) {
    const auto index = ledger_.log->append(accept_entry(judged_record(record)), record_number(record), {});
    if (!index) throw std::runtime_error(index.error().detail);
  }
  [[nodiscard]] Result<void> check() const { return check_sealed({before_, before_root_}, root_, batch_); }
  void expect_found(std::string_view what) const {
    const auto checked = check();
    ASSERT_FALSE(checked) << what;
    EXPECT_EQ(checked.error().code, Code::kLedgerInvalid);
    EXPECT_NE(checked.error().detail.find("changed in memory"), std::string::npos) << checked.error().detail;
  }

  TestLedger ledger_;
  crypto::Frontier before_;
  crypto::Digest before_root_;
  crypto::Digest root_;
  CommitBatch batch_;
};

void flip(Bytes& bytes, std::size_t bit) {
  bytes.at(bit / 8) = static_cast<char>(static_cast<unsigned char>(bytes.at(bit / 8)) ^ 1u << bit % 8);
}

TEST_F(SealCheckTest, WhatIsAsItWasHashedIsSigned) {
  ASSERT_FALSE(batch_.tiles.empty()) << "the step completes a tile";
  const auto checked = check();
  EXPECT_TRUE(checked) << checked.error().detail;
}

TEST_F(SealCheckTest, AFlippedBitAnywhereInAnEntryIsFound) {
  for (const std::size_t entry : {std::size_t{0}, std::size_t{55}, batch_.entries.size() - 1}) {
    for (std::size_t bit = 0; bit < batch_.entries[entry].size() * 8; bit += 97) {
      flip(batch_.entries[entry], bit);
      EXPECT_FALSE(check()) << "entry " << entry << " bit " << bit;
      flip(batch_.entries[entry], bit);
    }
  }
  EXPECT_TRUE(check());
}

TEST_F(SealCheckTest, AFlippedBitInATileIsFound) {
  Bytes& tile = batch_.tiles.front().second;
  for (std::size_t bit = 0; bit < tile.size() * 8; bit += 1001) {
    flip(tile, bit);
    expect_found("a tile's bit");
    flip(tile, bit);
  }
}

TEST_F(SealCheckTest, AFlippedBitInTheStateIsFound) {
  for (auto& [name, bytes] : batch_.values) {
    if (name != kStateValue) continue;
    for (std::size_t bit = 64; bit < bytes.size() * 8; bit += 31) {
      flip(bytes, bit);
      expect_found("the state's bit");
      flip(bytes, bit);
    }
  }
}

TEST_F(SealCheckTest, AFlippedBitInTheFrontierThatTheStepStandsOnIsFound) {
  Bytes peaks = before_.serialise();
  flip(peaks, 64 + 17);
  before_ = crypto::Frontier::parse(peaks).value();
  expect_found("the frontier's bit");
}

TEST_F(SealCheckTest, AnEntryThatIsGoneOrChangedItsPlaceIsFound) {
  std::swap(batch_.entries[3], batch_.entries[4]);
  expect_found("two entries in turn");
  std::swap(batch_.entries[3], batch_.entries[4]);
  batch_.entries.pop_back();
  expect_found("one entry less");
}

// The log's own memory, between append() and seal(): what pending_entry() shows is what will be stored.
TEST_F(SealCheckTest, TheLogRefusesToSignAnEntryThatChangedAfterItWasAppended) {
  ledger_.log->begin(ledger_.now);
  append(200);
  append(201);
  const std::string before = *ledger_.log->checkpoint();
  flip(const_cast<Bytes&>(ledger_.log->pending_entry(201)), 1234);
  CommitBatch batch;
  const auto sealed = ledger_.log->seal(batch);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, Code::kLedgerInvalid);
  for (const auto& [name, bytes] : batch.values) EXPECT_NE(name, kCheckpointValue) << "nothing was signed";
  EXPECT_EQ(*ledger_.log->checkpoint(), before);
  // The log itself is as it was: without the fault the same step goes through.
  ledger_.commit([&] { append(200); });
  EXPECT_EQ(ledger_.log->size(), 201u);
}

}  // namespace
}  // namespace concordat::gateway
