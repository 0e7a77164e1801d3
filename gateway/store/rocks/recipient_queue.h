#pragma once
// One recipient's queue as RocksStore keeps it in memory: a line for each row that still holds something, and the slots
// of those rows that were touched. A row that nobody has claimed from is only its line (64 bytes), so that a long
// backlog costs little; its slots are loaded when a claim reaches it. Nothing here reads or writes a disk: what must be
// loaded is said, and given back by load().
//
// Threads: any; one mutex inside, held for memory only.
//
//   while ((pick = queue.pick(10, 1 << 20)).step == Pick::Step::kLoadRow) queue.load(pick.first_sequence,
//   read_row(pick.commit));

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/rocks/rows.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

struct PickedSlot {
  std::uint64_t sequence = 0;
  IndexSlot slot;
  std::uint32_t attempts = 0;
  bool redelivered = false;
};

// What a claim may have next: slots of one row, which are claimed now.
struct Pick {
  enum class Step : std::uint8_t { kNothing, kFull, kLoadRow, kNeedsReservation, kTaken };
  Step step = Step::kNothing;
  std::uint64_t commit = 0;  // of kLoadRow and kTaken, as is the next
  std::uint64_t first_sequence = 0;
  std::shared_ptr<const std::vector<Route>> routes;
  std::vector<PickedSlot> slots;
  bool exhausted = false;  // the row has nothing more to claim
};

struct RowPlace {
  std::uint64_t commit = 0;
  std::uint64_t first_sequence = 0;
  std::uint64_t open = 0;  // disclosures of the row that are not settled
  bool loaded = false;
};

class RecipientQueue {
 public:
  RecipientQueue(std::string name, const QueueState& durable);

  [[nodiscard]] const std::string& name() const { return name_; }

  // Claims from the first row that has something; `budget_bytes` may be overrun by the first slot when `first` says
  // that the claim is empty yet.
  Pick pick(std::size_t max_records, std::size_t budget_bytes, bool first);
  [[nodiscard]] bool claimable() const;
  void release(const std::vector<std::uint64_t>& sequences);
  // Claims this one, also a dead letter: kNothing when it is claimed or settled. Its row must be loaded.
  Pick withdraw(std::uint64_t sequence);

  // The row that holds `sequence`, if it is not settled.
  [[nodiscard]] std::optional<RowPlace> place_of(std::uint64_t sequence) const;
  [[nodiscard]] std::optional<Claimed> waiting_at(std::uint64_t sequence) const;  // its row must be loaded
  // As list() would say it; the record's id and time only if its row is loaded.
  [[nodiscard]] std::optional<QueuedId> queued_at(std::uint64_t sequence) const;
  [[nodiscard]] bool dead_letter(std::uint64_t sequence) const;
  // Rows in order; those with something that expires by `unix_ms`, or all.
  [[nodiscard]] std::vector<RowPlace> rows() const;
  [[nodiscard]] std::vector<RowPlace> rows_expiring(std::int64_t unix_ms) const;
  void add_expired(std::uint64_t first_sequence, std::int64_t unix_ms, std::size_t max,
                   std::vector<std::pair<std::string, std::uint64_t>>& found) const;
  // Everything queued in a row; `unloaded` are its slots when it is not loaded.
  void list(std::uint64_t first_sequence, const IndexRow* unloaded, std::vector<QueuedId>& ids) const;
  [[nodiscard]] Waiting waiting() const;

  // A row's slots as they were accepted; a row that is loaded or gone stays as it is. False when they cannot be that
  // row's.
  bool load(std::uint64_t first_sequence, IndexRow row);
  // Start-up: a row with what was settled of it.
  void recover(std::uint64_t commit, IndexRow row, const std::vector<SettlementRun>& settled);

  // The commit thread's part. Nothing of these shows before the commit is durable.
  [[nodiscard]] std::uint64_t next_sequence() const;
  [[nodiscard]] QueueState next_state(std::uint64_t commit, std::uint64_t appended, bool asked) const;
  [[nodiscard]] bool wants_reservation() const;  // claims have come within half of what is reserved
  void append(std::uint64_t commit, IndexRow row);
  void settle(std::uint64_t sequence, SettleOutcome outcome);  // kWaiting revives; the row must be loaded
  void set_state(const QueueState& state);

 private:
  enum class SlotState : std::uint8_t { kWaiting, kClaimed, kDeadLetter, kSettled };
  struct Life {
    SlotState state = SlotState::kWaiting;
    bool offered = false;        // by this process
    std::uint32_t attempts = 0;  // since the start, or since an operator revived it
  };
  struct Loaded {
    IndexRow index;
    std::vector<Life> lives;
  };
  struct Row {
    std::uint64_t commit = 0;
    std::uint32_t count = 0;
    std::uint32_t open = 0;
    std::uint32_t claimable = 0;
    std::int64_t oldest_unix_ms = 0;
    std::int64_t first_expiry_unix_ms = 0;  // 0: none
    std::unique_ptr<Loaded> loaded;
  };
  using Rows = std::map<std::uint64_t, Row>;  // by first sequence

  [[nodiscard]] Rows::const_iterator row_of(std::uint64_t sequence) const;
  [[nodiscard]] RowPlace place(Rows::const_iterator row) const;
  [[nodiscard]] bool maybe_offered(std::uint64_t sequence, const Life& life) const;
  [[nodiscard]] std::int64_t oldest_unix_ms() const;
  Row& add_row(std::uint64_t commit, const IndexRow& row);
  Pick take(Rows::iterator row, std::size_t max_records, std::size_t budget_bytes, bool first);
  void tally(Row& row, SlotState state, int by);
  void set_life(Row& row, std::uint64_t ordinal, SlotState to);

  const std::string name_;
  mutable std::mutex mutex_;
  Rows rows_;
  QueueState state_;
  std::uint64_t offered_before_ = 0;  // the watermark at start-up
  std::uint64_t highest_claimed_ = 0;
  std::uint64_t next_claim_ = 0;  // nothing before this sequence can be claimed
  Waiting totals_;                // without oldest_unix_ms
  std::uint64_t claimable_ = 0;
};

}  // namespace concordat::gateway
