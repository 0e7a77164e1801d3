#pragma once
// The store's contract in plain containers, for the simulation and for TSan: nothing reaches a disk. It keeps to every
// rule of store.h, so that what is simulated over it holds over RocksStore: restart() is what a crash and a recovery
// are to that one.
//
// Threads: as store.h says; one mutex over everything.

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "gateway/store/store.h"

namespace concordat::gateway {

class MemoryStore final : public Store {
 public:
  // Forgets what a process forgets when it dies: claims, attempts, and which of the reserved sequences were offered.
  void restart();
  // From now on every commit fails and leaves nothing behind, as on a broken disk.
  void fail_commits();

  Result<void> commit(CommitBatch& batch) override;
  [[nodiscard]] std::uint64_t last_commit() const override;
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
  Result<void> scrub() override { return {}; }
  Result<void> forget_before(std::int64_t unix_ms) override;

 private:
  struct Disclosure {
    NewDisclosure kept;
    bool claimed = false;
    bool dead_letter = false;
    bool offered = false;        // by this process
    std::uint32_t attempts = 0;  // since the start, or since an operator revived it
  };
  struct Queue {
    std::map<std::uint64_t, Disclosure> waiting;  // by sequence
    std::map<RecordId, SettledState> settled;
    std::uint64_t next_sequence = 1;
    std::uint64_t watermark = 0;  // sequences up to here may be offered
    std::uint64_t highest_claimed = 0;
    bool asked = false;               // a claim waits for a higher watermark
    std::uint64_t maybe_offered = 0;  // up to here: by the process before this one
  };

  [[nodiscard]] bool forgotten(RecordId record) const;
  void settle(const Settlement& settlement);
  static Claimed claimed(const Queue& queue, const Disclosure& disclosure);
  static void raise_watermark(Queue& queue);

  mutable std::mutex mutex_;
  std::map<std::string, Queue, std::less<>> queues_;
  std::map<Bytes, DedupRow, std::less<>> dedup_;
  std::map<RecordId, RecordRow> records_;
  std::vector<Bytes> entries_;
  std::map<std::string, Bytes, std::less<>> tiles_;
  std::map<std::string, Bytes, std::less<>> values_;
  std::map<Bytes, Bytes, std::less<>> vault_;
  std::uint64_t last_commit_ = 0;
  bool failing_ = false;
  std::int64_t forgotten_unix_ms_ = 0;  // what is older is not there
};

}  // namespace concordat::gateway
