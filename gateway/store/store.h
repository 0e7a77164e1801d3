#pragma once
// The store's contract. One typed suite (tests/contract) runs over every implementation: RocksStore and MemoryStore.
//
// - commit(batch) MUST resolve only when everything in the batch is durable, and MUST be all or nothing over all of it.
//   A failed commit MUST NOT be retried: the process stops and recovers.
// - claim(recipient, …) MUST give disclosures in the order of their sequence, each to one claimant at a time, and MUST
//   mark as redelivered whatever may have been offered before, also before a crash.
// - A disclosure MUST stay until a settlement of it is committed, and MUST be gone from every queue after.
// - value() and values_with() MUST give what was committed last under a name, and nothing where that was empty.
// - scrub() MUST resolve only when no file of the store holds any longer what the vault, the receipts, the dedup keys
//   and the queues no longer show.
// - prune_ledger() MUST leave every entry from its first one on, and every tile that it was not given.
// - open() MUST refuse a store that is damaged; it recovers by itself from a crash.
//
// Threads: commit() is called by the commit thread only; everything else from any thread.
//
// Layout (RocksStore): one index row and one body row a (recipient, commit), so that a commit of 256 records costs two
// rows, not 512. A body row goes when its last disclosure is settled; its settlements are one row too, for status.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/commit_batch.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct Claimed {
  std::uint64_t sequence = 0;
  RecordId record;
  Route route;
  Bytes sealed;
  bool redelivered = false;
  std::uint32_t attempts = 0;  // times offered before, since the start
  std::int64_t accepted_unix_ms = 0;
  std::int64_t expires_unix_ms = 0;
  std::uint64_t ledger_index = 0;
};

struct Claim {
  std::vector<Claimed> disclosures;
  bool more = false;               // others wait behind these
  bool needs_reservation = false;  // no more until another commit raised the offered watermark: ask for one
};

struct Waiting {              // one recipient's queue
  std::uint64_t records = 0;  // waiting, offered and dead letters
  std::uint64_t bytes = 0;
  std::uint64_t dead_letters = 0;
  std::int64_t oldest_unix_ms = 0;  // 0 when nothing waits
};

struct QueuedId {  // for the balance, status and dead letters
  std::uint64_t sequence = 0;
  RecordId record;
  SettleOutcome state = SettleOutcome::kWaiting;  // kWaiting or kDeadLetter
  bool offered = false;
  std::uint32_t attempts = 0;
  std::int64_t accepted_unix_ms = 0;
};

struct SettledState {
  SettleOutcome outcome = SettleOutcome::kWaiting;
  bool offered = false;  // of what waits: perhaps offered; of what ended: the recipient answered
  std::uint32_t attempts = 0;
  std::uint64_t ledger_index = 0;
  std::int64_t unix_ms = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // Fills in the disclosures' sequences.
  virtual Result<void> commit(CommitBatch& batch) = 0;
  [[nodiscard]] virtual std::uint64_t last_commit() const = 0;

  // At most `max_records` and, after the first, `max_bytes` of sealed bytes. Claimed disclosures stay claimed until
  // they are settled or released.
  virtual Result<Claim> claim(std::string_view recipient, std::size_t max_records, std::size_t max_bytes) = 0;
  // The claimant is gone: these may be claimed again, before later ones, flagged as redelivered.
  virtual void release(std::string_view recipient, const std::vector<std::uint64_t>& sequences) = 0;
  // Claims what waits of `record` for the caller, dead letters too, so that no session can have it any more; nullopt
  // when a session has it, or it does not wait.
  virtual Result<std::optional<Claimed>> withdraw(std::string_view recipient, RecordId record) = 0;
  // What waits under `sequence` (claimed or not), without its body; nullopt when it was settled or never was.
  virtual Result<std::optional<Claimed>> waiting_at(std::string_view recipient, std::uint64_t sequence) = 0;
  // A dead letter waits again.
  virtual Result<void> revive(std::string_view recipient, std::uint64_t sequence) = 0;
  // Unclaimed disclosures whose time is over at `unix_ms`, at most `max`.
  virtual Result<std::vector<std::pair<std::string, std::uint64_t>>> expired(std::int64_t unix_ms, std::size_t max) = 0;

  [[nodiscard]] virtual std::map<std::string, Waiting> waiting() const = 0;
  // Visits every queued disclosure of a recipient in order.
  virtual Result<std::vector<QueuedId>> queued(std::string_view recipient) = 0;
  virtual Result<SettledState> state_of(std::string_view recipient, RecordId record) = 0;

  virtual Result<std::optional<DedupRow>> find(ByteView dedup_key) = 0;
  virtual Result<std::optional<RecordRow>> record(RecordId record) = 0;

  // nullopt when it was erased or never was.
  virtual Result<std::optional<Bytes>> value(std::string_view name) = 0;
  // The values whose names begin with `prefix`, in the order of their names, at most `max`.
  virtual Result<std::vector<std::pair<std::string, Bytes>>> values_with(std::string_view prefix, std::size_t max) = 0;
  // Entries [first, first + count), fewer at the end.
  virtual Result<std::vector<Bytes>> entries(std::uint64_t first, std::size_t count) = 0;
  virtual Result<std::optional<Bytes>> tile(std::string_view path) = 0;

  // Drops the ledger's entries before `first_entry` and these tiles. A commit's entries lie together: those before
  // `first_entry` that share a commit with it may stay. What is gone already is no error. Beside commits.
  virtual Result<void> prune_ledger(std::uint64_t first_entry, const std::vector<std::string>& tiles) = 0;
  // A row of the vault; nullopt when it was erased or never was.
  virtual Result<std::optional<Bytes>> vault_row(ByteView key) = 0;
  // The vault's rows whose keys begin with `prefix` and come after `after` (empty: all), in order, at most `max`.
  virtual Result<std::vector<std::pair<Bytes, Bytes>>> vault_rows(ByteView prefix, ByteView after, std::size_t max) = 0;
  // Rewrites what may still hold erased bytes: logs, table files, their index. Takes as long as that takes, beside
  // commits. After a failure the erased bytes may still be there; asking again is safe.
  virtual Result<void> scrub() = 0;

  // Drops dedup keys, records and settlement rows older than `unix_ms`.
  virtual Result<void> forget_before(std::int64_t unix_ms) = 0;
};

}  // namespace concordat::gateway
