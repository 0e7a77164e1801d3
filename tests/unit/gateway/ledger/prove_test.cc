#include "gateway/ledger/audit/prove.h"

#include <gtest/gtest.h>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

TEST(Prove, AnyEntryIsProvedByItsFileAlone) {
  const PublishedLedger ledger(700);
  for (const std::uint64_t index : {0u, 1u, 255u, 256u, 511u, 512u, 699u}) {
    const auto proved = prove(ledger.files(), index);
    ASSERT_TRUE(proved) << proved.error().detail;
    EXPECT_EQ(proved->entry, ledger.store.kept_entries[index]);
    const auto checked = check_proof(proved->proof, proved->entry, ledger.keys->verifier);
    ASSERT_TRUE(checked) << checked.error().detail;
    EXPECT_EQ(checked->index, index);
    EXPECT_EQ(checked->size, 700u);
    EXPECT_EQ(checked->origin, "hub.example/ledger");
  }
}

TEST(Prove, AnEntryIsFoundByItsRecord) {
  PublishedLedger ledger(600);
  ledger.commit([&] { ASSERT_TRUE(ledger.log->append(settle_entry(settled_record(300, 300, "delivered")))); });
  ledger.publish();
  EXPECT_EQ(*find_record(ledger.files(), record_number(300)), 300u)
      << "the entry that accepted it, not the one that settled it";
  EXPECT_EQ(find_record(ledger.files(), record_number(9999)).error().code, Code::kNotFound);
}

TEST(Prove, WhatIsNotThereIsNotFound) {
  const PublishedLedger ledger(3);
  EXPECT_EQ(prove(ledger.files(), 3).error().code, Code::kNotFound);
}

TEST(Prove, FilesThatDoNotHoldTogetherProveNothing) {
  const PublishedLedger ledger(300);
  ledger.edit("tile/0/000", [](Bytes& bytes) { bytes[0] ^= 1; });
  EXPECT_EQ(prove(ledger.files(), 1).error().code, Code::kLedgerInvalid);
}

TEST(CheckProof, AnotherEntryKeyOrProofIsRefused) {
  const PublishedLedger ledger(20);
  const auto proved = prove(ledger.files(), 7);
  ASSERT_TRUE(proved);
  const auto code = [&](std::string_view proof, ByteView entry, const crypto::VerifierKey& key) {
    return check_proof(proof, entry, key).error().code;
  };
  const crypto::VerifierKey& key = ledger.keys->verifier;
  EXPECT_EQ(code(proved->proof, ledger.store.kept_entries[8], key), Code::kLedgerInvalid);
  EXPECT_EQ(code(proved->proof, proved->entry, test_keys('x')->verifier), Code::kLedgerInvalid);
  EXPECT_EQ(code(proved->proof + "x", proved->entry, key), Code::kMalformed);
  EXPECT_EQ(code("", proved->entry, key), Code::kMalformed);
  std::string moved = proved->proof;
  moved.replace(moved.find("index 7"), 7, "index 6");
  EXPECT_EQ(code(moved, proved->entry, key), Code::kLedgerInvalid);
}

}  // namespace
}  // namespace concordat::gateway
