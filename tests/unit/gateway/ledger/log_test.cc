#include "gateway/ledger/log.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "crypto/merkle/proof.h"
#include "crypto/note/checkpoint.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

class LogTest : public testing::Test {
 protected:
  [[nodiscard]] crypto::Checkpoint head() const {
    const auto opened = crypto::open_checkpoint(*ledger_.log->checkpoint(), ledger_.keys->verifier);
    EXPECT_TRUE(opened) << opened.error().detail;
    return opened->checkpoint;
  }
  // Whether the log proves that its entry `index` is what the store holds.
  [[nodiscard]] bool proves(std::uint64_t index) const {
    const auto proof = ledger_.log->inclusion_proof(index);
    const crypto::Checkpoint now = head();
    return proof && crypto::check_inclusion(index, now.size, crypto::leaf_hash(ledger_.store.kept_entries[index]),
                                            *proof, now.root);
  }
  TestLedger ledger_;
};

TEST_F(LogTest, AnEmptyLogHasASignedHead) {
  EXPECT_EQ(ledger_.log->size(), 0u);
  EXPECT_EQ(head().root, crypto::empty_root());
  EXPECT_EQ(ledger_.log->inclusion_proof(0).error().code, Code::kNotFound);
}

TEST_F(LogTest, EveryEntryOfASmallTreeIsProvedAtEverySize) {
  for (std::uint64_t size = 1; size <= 40; ++size) {
    ledger_.grow_to(size);
    for (std::uint64_t index = 0; index < size; ++index) EXPECT_TRUE(proves(index)) << index << " of " << size;
  }
}

TEST_F(LogTest, SizesAroundTilesAreProvedFromTheEdgeAndFromTiles) {
  for (const std::uint64_t size : {255u, 256u, 257u, 1000u, 65'535u, 65'536u, 65'537u, 66'000u}) {
    ledger_.grow_to(size, 300);
    for (std::uint64_t index = 0; index < size; index += 1 + size / 50)
      EXPECT_TRUE(proves(index)) << index << "/" << size;
    for (std::uint64_t back = 1; back < 20; ++back) EXPECT_TRUE(proves(size - back)) << size - back << " of " << size;
  }
  EXPECT_EQ(ledger_.store.kept_tiles.size(), 66'000u / 256 + 1);
}

TEST_F(LogTest, NothingIsVisibleBeforeItIsDurable) {
  ledger_.grow_to(3);
  const auto before = *ledger_.log->checkpoint();
  ledger_.log->begin(ledger_.now);
  ASSERT_EQ(*ledger_.log->append(accept_entry(judged_record(3))), 3u);
  EXPECT_NE(ledger_.log->pending_entry(3).find("accept"), std::string::npos);
  CommitBatch batch;
  ASSERT_TRUE(ledger_.log->seal(batch));
  EXPECT_EQ(ledger_.log->size(), 3u);
  EXPECT_EQ(*ledger_.log->checkpoint(), before);
  EXPECT_FALSE(ledger_.log->inclusion_proof(3));
  ASSERT_TRUE(ledger_.store.commit(batch));
  ASSERT_TRUE(ledger_.log->committed());
  EXPECT_EQ(ledger_.log->size(), 4u);
  EXPECT_TRUE(proves(3));
  EXPECT_EQ(ledger_.log->pending_entry(3), ledger_.store.kept_entries[3]);
}

TEST_F(LogTest, AStepThatWasGivenUpLeavesNothingBehind) {
  ledger_.grow_to(5);
  const PlanUse plan{Bytes(crypto::sha256("plan").view()), std::make_shared<const std::string>("{}"), nullptr};
  ledger_.log->begin(ledger_.now);
  ASSERT_TRUE(ledger_.log->use_plan(plan));
  ASSERT_TRUE(ledger_.log->append(accept_entry(judged_record(5)), record_number(77), about({subject_of(1'000)})));
  ledger_.commit([&] {
    ASSERT_TRUE(ledger_.log->use_plan(plan));
    ASSERT_EQ(*ledger_.log->append(accept_entry(judged_record(5))), 6u);
  });
  EXPECT_EQ(ledger_.log->size(), 7u);
  EXPECT_NE(ledger_.store.kept_entries[5].find(R"("event":"plan")"), std::string::npos);
  EXPECT_NE(ledger_.store.kept_entries[6].find(R"("seq":{"ISA-2026-014":6,"log":6})"), std::string::npos);
  EXPECT_TRUE(proves(6));
}

TEST_F(LogTest, SequencesAreGapFreePerAgreementAndLog) {
  JudgedEntry both = judged_record(1);
  both.agreements = {{"ISA-2026-014", 3}, {"ISA-2026-020", 1}};
  ledger_.grow_to(2);
  ledger_.commit([&] {
    ASSERT_TRUE(ledger_.log->append(accept_entry(both)));
    ASSERT_TRUE(ledger_.log->append(event_entry("policy-load", {})));
    ASSERT_TRUE(ledger_.log->append(settle_entry(settled_record(1, 0, "delivered"))));
  });
  EXPECT_NE(ledger_.store.kept_entries[2].find(R"("seq":{"ISA-2026-014":3,"ISA-2026-020":1,"log":2})"),
            std::string::npos);
  EXPECT_NE(ledger_.store.kept_entries[3].find(R"("seq":{"log":3})"), std::string::npos);
  EXPECT_NE(ledger_.store.kept_entries[4].find(R"("seq":{"ISA-2026-014":4,"log":4})"), std::string::npos);
}

TEST_F(LogTest, TimeNeverGoesBack) {
  ledger_.grow_to(1);
  const auto time_of = [](const std::string& entry) { return entry.substr(entry.find(R"("time":)"), 33); };
  ledger_.now = kStartMs - 10'000;
  ledger_.grow_to(2);
  EXPECT_EQ(time_of(ledger_.store.kept_entries[0]), time_of(ledger_.store.kept_entries[1]));
  ASSERT_TRUE(ledger_.reopen());
  ledger_.grow_to(3);
  EXPECT_EQ(time_of(ledger_.store.kept_entries[0]), time_of(ledger_.store.kept_entries[2]));
}

TEST_F(LogTest, APlanIsEnteredOnceEvenAcrossARestart) {
  const std::string text = R"({"items":["a"]})";
  const PlanUse plan{Bytes(crypto::sha256(text).view()), std::make_shared<const std::string>(text),
                     std::make_shared<const std::string>("frame")};
  const auto use = [&] { ASSERT_TRUE(ledger_.log->use_plan(plan)); };
  ledger_.commit(use);
  ledger_.commit(use);
  ASSERT_TRUE(ledger_.reopen());
  ledger_.commit(use);
  ASSERT_EQ(ledger_.store.kept_entries.size(), 1u);
  EXPECT_NE(ledger_.store.kept_entries[0].find(R"("plan_text":"{\"items\":[\"a\"]}")"), std::string::npos);
  EXPECT_EQ(ledger_.store.kept_values.at("plan/" + crypto::sha256(text).hex()), text);
  EXPECT_EQ(ledger_.store.kept_values.at("plan-frame/" + crypto::sha256(text).hex()), "frame");
}

TEST_F(LogTest, APlanTooLongForAnEntryIsInTheStore) {
  const std::string text(70'000, 'x');
  const PlanUse plan{Bytes(crypto::sha256(text).view()), std::make_shared<const std::string>(text), nullptr};
  ledger_.commit([&] { ASSERT_TRUE(ledger_.log->use_plan(plan)); });
  EXPECT_EQ(ledger_.store.kept_entries[0].find("plan_text"), std::string::npos);
  EXPECT_EQ(ledger_.store.kept_values.at("plan/" + crypto::sha256(text).hex()), text);
}

TEST_F(LogTest, AnEntryOverTheLimitIsRefusedAndTheStepGoesOn) {
  ledger_.commit([&] {
    const EntryDraft huge = event_entry("start", {{"x", std::string(66'000, 'x')}});
    EXPECT_EQ(ledger_.log->append(huge).error().code, Code::kTooLarge);
    EXPECT_EQ(*ledger_.log->append(event_entry("start", {})), 0u);
  });
  EXPECT_EQ(ledger_.log->size(), 1u);
}

TEST_F(LogTest, TagsDifferPerEntryAndNoEntryHoldsASubjectsHash) {
  const Bytes subject = subject_of(1);
  for (int i = 0; i < 3; ++i) {
    ledger_.commit([&] {
      const RecordId id = record_number(static_cast<std::uint64_t>(i));
      ASSERT_TRUE(ledger_.log->append(accept_entry(judged_record(1)), id, about({subject, subject, Bytes()})));
    });
  }
  std::set<std::string> tags;
  for (const Bytes& entry : ledger_.store.kept_entries) {
    EXPECT_EQ(entry.find(hex(subject)), std::string::npos);
    EXPECT_EQ(entry.find(base64(subject)), std::string::npos);
    const std::size_t at = entry.find(R"("subjects":[")") + 13;
    tags.insert(entry.substr(at - 1, 66));
    tags.insert(entry.substr(at + 66, 66));
  }
  EXPECT_EQ(tags.size(), 6u) << "one for the person, named twice, and one for somebody unknown, in each of three";
}

TEST_F(LogTest, AStepWithoutEntriesChangesNothing) {
  ledger_.grow_to(2);
  const auto before = ledger_.store.kept_values;
  ledger_.commit([] {});
  EXPECT_EQ(ledger_.store.kept_values, before);
  EXPECT_EQ(ledger_.log->size(), 2u);
}

TEST_F(LogTest, ProofsAndTilesAreServedToOtherThreadsMeanwhile) {
  ledger_.grow_to(300);
  std::thread reader([&] {
    for (int i = 0; i < 2000; ++i) {
      EXPECT_TRUE(ledger_.log->inclusion_proof(static_cast<std::uint64_t>(i) % 300));
      EXPECT_TRUE(ledger_.log->tile({crypto::Tile::Kind::kHashes, 0, 1, 44}));
      EXPECT_NE(ledger_.log->checkpoint(), nullptr);
    }
  });
  ledger_.grow_to(6000, 50);
  reader.join();
}

}  // namespace
}  // namespace concordat::gateway
