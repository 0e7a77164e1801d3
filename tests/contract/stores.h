#pragma once
// What the contract's suites run over: each kind of store behind the same few calls, and a fixture that writes commits
// as a test would say them.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/store/memory_store.h"
#include "gateway/store/rocks/rocks_store.h"

namespace concordat::gateway {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "concordat-store-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class InMemory {
 public:
  Store& store() { return store_; }
  void reopen() { store_.restart(); }
  void crash() { store_.restart(); }

 private:
  MemoryStore store_;
};

class OnRocksDb {
 public:
  OnRocksDb() { open(); }
  Store& store() { return *store_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  void reopen() {
    store_.reset();
    open();
  }

  // What is left when the process dies now: the files as they are, without anything that closing would still write.
  void crash() {
    const std::filesystem::path before = current();
    ++generation_;
    while (!copied(before, current())) {
    }
    store_.reset();
    std::filesystem::remove_all(before);
    open();
  }

 private:
  [[nodiscard]] std::filesystem::path current() const { return folder_.path() / std::to_string(generation_); }
  void open() {
    auto opened = RocksStore::open(current());
    if (!opened) throw std::runtime_error(opened.error().detail);
    store_ = std::move(*opened);
  }

  // False when a file went away meanwhile: RocksDB tidies up in the background after it was opened.
  static bool copied(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code gone;
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, gone);
    return !gone;
  }

  TemporaryFolder folder_;
  int generation_ = 0;
  std::unique_ptr<RocksStore> store_;
};

inline constexpr std::int64_t kNoon = 1'800'000'000'000;

// The n-th record that a test makes up, minted `n` milliseconds after noon.
inline RecordId record_number(std::uint64_t n) {
  std::array<std::uint8_t, 10> random{};
  for (std::size_t i = 0; i < 8; ++i) random[2 + i] = static_cast<std::uint8_t>(n >> (8 * i));
  return RecordId::mint(static_cast<std::uint64_t>(kNoon) + n, random);
}

inline Bytes key_number(std::uint64_t n) {
  Bytes key;
  put_u64(key, n * 0x9E3779B97F4A7C15);
  key.resize(32, 'k');
  return key;
}

template <typename Kind>
class StoreTest : public ::testing::Test {
 protected:
  Store& store() { return kind_.store(); }
  void reopen() { kind_.reopen(); }
  void crash() { kind_.crash(); }

  CommitBatch next_batch() {
    CommitBatch batch;
    batch.number = store().last_commit() + 1;
    batch.unix_ms = kNoon + static_cast<std::int64_t>(batch.number);
    return batch;
  }

  NewDisclosure disclosure(std::string recipient, Bytes sealed = "sealed", std::int64_t expires = 0) {
    const std::uint64_t n = ++records_;
    NewDisclosure made;
    made.recipient = std::move(recipient);
    made.record = record_number(n);
    made.route = {.sender = "trust",
                  .purpose = "direct-care",
                  .kinds = {"referral"},
                  .agreements = {"a-1"},
                  .plan_hash = Bytes(32, 'p')};
    made.sealed = std::move(sealed);
    made.accepted_unix_ms = kNoon + static_cast<std::int64_t>(n);
    made.expires_unix_ms = expires;
    made.ledger_index = 1000 + n;
    return made;
  }

  // One commit that queues the bodies for one recipient; gives their sequences.
  std::vector<std::uint64_t> queue(const std::string& recipient, const std::vector<Bytes>& bodies) {
    CommitBatch batch = next_batch();
    for (const Bytes& body : bodies) {
      batch.disclosures.push_back(disclosure(recipient, body));
      batch.records.push_back({.record = batch.disclosures.back().record, .receipt = "receipt", .unix_ms = kNoon});
    }
    commit(batch);
    std::vector<std::uint64_t> sequences;
    for (const NewDisclosure& one : batch.disclosures) sequences.push_back(one.sequence);
    return sequences;
  }

  void commit(CommitBatch& batch) {
    const auto committed = store().commit(batch);
    ASSERT_TRUE(committed) << committed.error().detail;
  }

  void settle(const std::string& recipient, const std::vector<std::uint64_t>& sequences,
              SettleOutcome outcome = SettleOutcome::kDelivered) {
    CommitBatch batch = next_batch();
    std::uint64_t index = 5000;
    for (const std::uint64_t sequence : sequences) {
      batch.settlements.push_back({.recipient = recipient,
                                   .sequence = sequence,
                                   .outcome = outcome,
                                   .ledger_index = index++,
                                   .unix_ms = batch.unix_ms});
    }
    commit(batch);
  }

  // Who comes for the first time waits for one commit, which raises the watermark; that is not what most tests are
  // about.
  Claim claim(const std::string& recipient, std::size_t records = 1000, std::size_t bytes = 1 << 30) {
    auto claimed = store().claim(recipient, records, bytes);
    if (claimed && claimed->needs_reservation && came_.insert(recipient).second) {
      CommitBatch nothing = next_batch();
      commit(nothing);
      claimed = store().claim(recipient, records, bytes);
    }
    EXPECT_TRUE(claimed) << claimed.error().detail;
    return claimed ? std::move(*claimed) : Claim{};
  }

  std::vector<Bytes> claim_bodies(const std::string& recipient, std::size_t records = 1000,
                                  std::size_t bytes = 1 << 30) {
    std::vector<Bytes> bodies;
    for (Claimed& one : claim(recipient, records, bytes).disclosures) bodies.push_back(std::move(one.sealed));
    return bodies;
  }

  std::vector<std::uint64_t> queued(const std::string& recipient) {
    const auto ids = store().queued(recipient);
    EXPECT_TRUE(ids);
    std::vector<std::uint64_t> sequences;
    for (const QueuedId& id : *ids) sequences.push_back(id.sequence);
    return sequences;
  }

  std::uint64_t records_ = 0;

 private:
  std::set<std::string> came_;
  Kind kind_;
};

using StoreKinds = ::testing::Types<InMemory, OnRocksDb>;

}  // namespace concordat::gateway
