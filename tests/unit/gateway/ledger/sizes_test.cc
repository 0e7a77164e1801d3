// The sizes at which trees and tiles change their shape, through the whole way of an entry: append, store, publish,
// verify, prove, grow. Over the store that the gateway uses and over the one in memory.

#include <gtest/gtest.h>

#include "crypto/merkle/proof.h"
#include "gateway/ledger/audit/growth.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/ledger/audit/verify.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/publisher.h"
#include "gateway/store/rocks/rocks_store.h"
#include "protocol/limits.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

constexpr std::uint64_t kSizes[] = {0, 1, 255, 256, 257, 65'535, 65'536, 65'537, 70'000};
constexpr std::uint64_t kStep = 1024;  // entries in one commit, at most

enum class Kept { kInMemory, kInRocks };

class Sizes : public testing::TestWithParam<Kept> {
 protected:
  Sizes() {
    if (GetParam() == Kept::kInRocks) {
      auto opened = RocksStore::open(folder_.path() / "store");
      if (!opened) throw std::runtime_error(opened.error().detail);
      store_ = std::move(*opened);
    } else {
      store_ = std::make_unique<FakeStore>();
    }
    reopen();
  }
  void reopen() {
    publisher_.reset();
    log_.reset();
    auto opened = LedgerLog::open(*store_, keys_, folder_.path() / "head");
    if (!opened) throw std::runtime_error(opened.error().detail);
    log_ = std::move(*opened);
    publisher_ = std::make_unique<Publisher>(*log_, *store_, folder_.path() / "ledger");
  }
  void commit(const std::vector<EntryDraft>& drafts) {
    log_->begin(kStartMs + static_cast<std::int64_t>(log_->size()));
    for (const EntryDraft& draft : drafts) ASSERT_TRUE(log_->append(draft));
    CommitBatch batch;
    batch.number = store_->last_commit() + 1;
    batch.unix_ms = kStartMs;
    ASSERT_TRUE(log_->seal(batch));
    ASSERT_TRUE(store_->commit(batch));
    ASSERT_TRUE(log_->committed());
  }
  void grow_to(std::uint64_t size) {
    while (log_->size() < size && !HasFatalFailure()) {
      std::vector<EntryDraft> drafts;
      for (std::uint64_t i = log_->size(), end = std::min(size, i + kStep); i < end; ++i) {
        drafts.push_back(accept_entry(judged_record(i)));
      }
      commit(drafts);
    }
  }
  // An event whose entry has exactly so many bytes.
  [[nodiscard]] EntryDraft entry_of(std::size_t bytes) const {
    const auto draft_with = [](std::size_t filling) {
      return event_entry("policy-load", {{"changes", std::string(filling, 'x')}});
    };
    const std::vector<std::pair<std::string, std::uint64_t>> sequence{{"log", log_->size()}};
    const std::size_t least = finish_entry(draft_with(0), sequence, {}, kStartMs).size();
    return draft_with(bytes - least);
  }
  [[nodiscard]] LedgerFiles files() const { return LedgerFiles::open(folder_.path() / "ledger").value(); }

  TemporaryFolder folder_;
  std::shared_ptr<const LedgerKeys> keys_ = test_keys();
  std::unique_ptr<Store> store_;
  std::unique_ptr<LedgerLog> log_;
  std::unique_ptr<Publisher> publisher_;
};

std::string problems_of(const VerifyReport& report) {
  std::string all;
  for (const Problem& problem : report.problems.kept()) all += problem.where + ": " + problem.what + "\n";
  return all;
}

TEST_P(Sizes, EveryOneIsPublishedVerifiedProvedAndContainsThoseBefore) {
  std::vector<std::string> heads;
  for (const std::uint64_t size : kSizes) {
    SCOPED_TRACE(size);
    grow_to(size);
    reopen();  // the edge is built up again from what is kept
    ASSERT_TRUE(publisher_->publish());
    const auto report = verify(files(), keys_->verifier);
    ASSERT_TRUE(report);
    EXPECT_EQ(problems_of(*report), "");
    EXPECT_EQ(report->size, size);

    heads.push_back(*log_->checkpoint());
    for (const std::string& head : heads) {
      const auto grown = check_growth(files(), head, keys_->verifier);
      EXPECT_TRUE(grown) << grown.error().detail;
    }
    for (const std::uint64_t edge : kSizes) {
      for (const std::uint64_t index : {edge, edge / 2, edge == 0 ? 0 : edge - 1}) {
        if (index >= size) {
          EXPECT_FALSE(log_->inclusion_proof(index));
          continue;
        }
        const auto proved = prove(files(), index);
        ASSERT_TRUE(proved) << index << ": " << proved.error().detail;
        EXPECT_TRUE(check_proof(proved->proof, proved->entry, keys_->verifier)) << index;
        const auto from_memory = log_->inclusion_proof(index);
        ASSERT_TRUE(from_memory) << index;
        EXPECT_TRUE(crypto::check_inclusion(index, size, crypto::leaf_hash(proved->entry), *from_memory,
                                            files().checkpoint()->root))
            << index;
      }
    }
  }
}

TEST_P(Sizes, TheLargestEntryGoesThroughAndOneByteMoreDoesNot) {
  const EntryDraft largest = entry_of(limits::kEntryBytes);
  commit({largest});
  EXPECT_EQ(store_->entries(0, 1)->at(0).size(), 65'535u);
  log_->begin(kStartMs);
  const auto refused = log_->append(entry_of(limits::kEntryBytes + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kTooLarge);
  EXPECT_NE(refused.error().detail.find("65536 bytes"), std::string::npos) << refused.error().detail;
  // A whole bundle of them: 16 MiB.
  for (int i = 0; i < 15; ++i) {
    std::vector<EntryDraft> drafts;
    for (std::uint64_t j = 0; j < 17; ++j) drafts.push_back(entry_of(limits::kEntryBytes - 20));
    commit(drafts);
  }
  ASSERT_EQ(log_->size(), 256u);
  ASSERT_TRUE(publisher_->publish());
  const auto report = verify(files(), keys_->verifier);
  ASSERT_TRUE(report);
  EXPECT_EQ(problems_of(*report), "");
  const auto proved = prove(files(), 0);
  ASSERT_TRUE(proved);
  EXPECT_EQ(proved->entry.size(), 65'535u);
  EXPECT_TRUE(check_proof(proved->proof, proved->entry, keys_->verifier));
}

INSTANTIATE_TEST_SUITE_P(Kept, Sizes, testing::Values(Kept::kInMemory, Kept::kInRocks), [](const auto& kept) {
  return std::string(kept.param == Kept::kInRocks ? "InRocks" : "InMemory");
});

}  // namespace
}  // namespace concordat::gateway
