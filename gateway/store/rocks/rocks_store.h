#pragma once
// The store's contract over RocksDB, for one machine. A commit is one synced WriteBatch over all tables (one
// write-ahead log, so it is all or nothing); queues are indexed in memory (recipient_queue.h) and rebuilt from the
// index rows when the store is opened.
//
// Threads: as store.h says. No lock of a queue is held while a disk is synced.
//
//   auto store = RocksStore::open("/var/lib/concordat/store");

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "gateway/store/rocks/commit_writer.h"
#include "gateway/store/rocks/database.h"
#include "gateway/store/rocks/recipient_queue.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

class RocksStore final : public Store {
 public:
  // Makes the folder when there is none. Refuses one that is damaged, that another process holds, or that lacks files.
  static Result<std::unique_ptr<RocksStore>> open(const std::filesystem::path& folder, const StoreMemory& memory = {});

  Result<void> commit(CommitBatch& batch) override;
  [[nodiscard]] std::uint64_t last_commit() const override { return last_commit_; }
  Result<Claim> claim(std::string_view recipient, std::size_t max_records, std::size_t max_bytes) override;
  void release(std::string_view recipient, const std::vector<std::uint64_t>& sequences) override;
  Result<std::optional<Claimed>> waiting_at(std::string_view recipient, std::uint64_t sequence) override;
  Result<void> revive(std::string_view recipient, std::uint64_t sequence) override;
  Result<std::vector<std::pair<std::string, std::uint64_t>>> expired(std::int64_t unix_ms, std::size_t max) override;
  [[nodiscard]] std::map<std::string, Waiting> waiting() const override;
  Result<std::vector<QueuedId>> queued(std::string_view recipient) override;
  Result<SettledState> state_of(std::string_view recipient, RecordId record) override;
  Result<std::optional<DedupRow>> find(ByteView dedup_key) override;
  Result<std::optional<RecordRow>> record(RecordId record) override;
  Result<std::optional<Bytes>> value(std::string_view name) override;
  Result<std::vector<std::pair<std::string, Bytes>>> values_with(std::string_view prefix, std::size_t max) override;
  Result<std::vector<Bytes>> entries(std::uint64_t first, std::size_t count) override;
  Result<std::optional<Bytes>> tile(std::string_view path) override;
  Result<std::optional<Bytes>> vault_row(ByteView key) override;
  Result<std::vector<std::pair<Bytes, Bytes>>> vault_rows(ByteView prefix, ByteView after, std::size_t max) override;
  Result<void> scrub() override;
  Result<void> forget_before(std::int64_t unix_ms) override;

 private:
  // A recipient's queue, and the body row that claims are reading from.
  struct Lane {
    Lane(std::string name, const QueueState& durable) : queue(std::move(name), durable) {}
    RecipientQueue queue;
    std::mutex claims;  // one claim at a time
    std::uint64_t body_commit = 0;
    rocksdb::PinnableSlice body;
    std::atomic<bool> reservation_asked = false;
  };

  explicit RocksStore(std::unique_ptr<Database> database);
  Result<void> recover();
  Result<void> recover_queue(const std::string& recipient, const QueueState& state);
  Lane* lane(std::string_view recipient) const;
  Lane& lane_or_new(std::string_view recipient, const QueueState& state);
  std::vector<Lane*> lanes() const;

  Result<void> load_row(RecipientQueue& queue, const RowPlace& place);
  Result<void> take_bodies(Lane& lane, const Pick& pick, Claim& claim);
  Result<bool> hold_body_row(Lane& lane, const Pick& pick);
  void ask_reservation(Lane& lane);
  std::vector<RecipientQueue*> asked_reservations();
  Result<std::vector<SettlementRun>> settlements(std::string_view recipient, std::uint64_t commit) const;
  Result<std::optional<StoredRecord>> stored_record(RecordId record) const;
  Result<SettledState> state_at(Lane& lane, std::uint64_t commit, std::uint64_t sequence) const;

  std::unique_ptr<Database> database_;
  std::atomic<std::uint64_t> last_commit_ = 0;
  std::mutex writes_;  // what writes rows: commit(), revive() and forget_before()
  bool failed_ = false;
  CommitWriter writer_;
  mutable std::shared_mutex lanes_mutex_;
  std::map<std::string, std::unique_ptr<Lane>, std::less<>> lanes_;  // never shrinks
  std::mutex reservations_mutex_;
  std::vector<Lane*> reservations_;
};

}  // namespace concordat::gateway
