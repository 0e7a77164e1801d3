#include "gateway/ledger/audit/growth.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

Result<std::uint64_t> growth(const PublishedLedger& ledger, const std::string& older) {
  return check_growth(ledger.files(), older, ledger.keys->verifier);
}

TEST(Growth, EveryEarlierHeadIsContainedAroundTheBordersOfTiles) {
  PublishedLedger ledger;
  std::vector<std::pair<std::uint64_t, std::string>> kept;
  for (const std::uint64_t size : {0u, 1u, 2u, 255u, 256u, 257u, 511u, 512u, 600u}) {
    ledger.grow_to(size);
    ledger.publish();
    kept.emplace_back(size, *ledger.log->checkpoint());
    for (const auto& [old_size, note] : kept) {
      const auto found = growth(ledger, note);
      ASSERT_TRUE(found) << old_size << " to " << size << ": " << found.error().detail;
      EXPECT_EQ(*found, old_size);
    }
  }
}

TEST(Growth, AShorterLedgerIsSaidToBeRolledBack) {
  const PublishedLedger longer(10);
  const auto found = growth(PublishedLedger(9), *longer.log->checkpoint());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::kLedgerInvalid);
  EXPECT_NE(found.error().detail.find("had 10 entries when the checkpoint was kept, and has 9 entries now"),
            std::string::npos)
      << found.error().detail;
}

TEST(Growth, AnotherHistoryOfTheSameKeyIsToldAtTheSameSizeAndAtALargerOne) {
  PublishedLedger other;
  other.now += 1;  // one millisecond makes another history
  other.grow_to(10);
  for (const std::uint64_t size : {10u, 11u, 300u}) {
    const auto found = growth(PublishedLedger(size), *other.log->checkpoint());
    ASSERT_FALSE(found) << size;
    EXPECT_NE(found.error().detail.find("written anew"), std::string::npos) << found.error().detail;
  }
}

TEST(Growth, WhatIsNoCheckpointOfThisLogIsRefused) {
  const PublishedLedger ledger(10);
  const auto stranger = test_keys('x');
  const auto elsewhere = test_keys('k', "other.example/ledger");
  const crypto::Checkpoint head = ledger.files().checkpoint().value();
  EXPECT_EQ(growth(ledger, "").error().code, Code::kMalformed);
  EXPECT_FALSE(growth(ledger, head.text()));
  EXPECT_FALSE(growth(ledger, crypto::sign_checkpoint(head, stranger->verifier, stranger->signing)));
  EXPECT_FALSE(growth(ledger, crypto::sign_checkpoint({elsewhere->origin(), head.size, head.root}, elsewhere->verifier,
                                                      elsewhere->signing)));
}

TEST(Growth, AMissingOrDamagedTileIsNoProof) {
  PublishedLedger ledger(300);
  const std::string kept = *ledger.log->checkpoint();
  ledger.grow_to(600);
  ledger.publish();
  ledger.edit("tile/0/001", [](Bytes& bytes) { bytes[0] ^= 1; });
  EXPECT_FALSE(growth(ledger, kept));
  std::filesystem::remove(ledger.ledger() / "tile/0/001");
  EXPECT_EQ(growth(ledger, kept).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace concordat::gateway
