#pragma once
// The ledger in memory: its size, its Merkle frontier, the right edge's hashes, the sequence numbers. The commit thread
// appends; the store keeps; derived files are published elsewhere (gateway/ledger/publisher.h). Appending is two-phase,
// so that a failed commit leaves nothing behind: begin(), append() each entry, then seal() gives what the batch must
// hold, and after the commit committed().
//
//   log->begin(now);
//   auto index = log->append(accept_entry(judged), record.str(), subjects);
//   if (log->seal(batch) && store.commit(batch) && log->committed()) answer(log->inclusion_proof(*index));
//
// Threads: begin, append, use_plan, seal, committed and pending_entry on the commit thread; everything else from any.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/merkle/tile.h"
#include "crypto/primitive/digest.h"
#include "gateway/commit/commands.h"
#include "gateway/ledger/persons/vault.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct LedgerKeys;  // gateway/ledger/log_keys.h: origin, signing key, vault wrapping key

class LedgerLog {
 public:
  // Reads the log's state from the store. kStorageBehind when the head file is ahead of it or tells of another history
  // (LEDGER.md, Durability); kLedgerInvalid when what the store holds does not agree with itself. The store must
  // outlive the log.
  // kConfigInvalid while a fork is not finished, but for the fork itself.
  enum class Unfinished { kRefuse, kGoesOn };
  static Result<std::unique_ptr<LedgerLog>> open(Store& store, std::shared_ptr<const LedgerKeys> keys,
                                                 const std::string& head_file, Unfinished fork = Unfinished::kRefuse);
  ~LedgerLog();

  void begin(std::int64_t unix_ms);
  // The entry's index. Subjects get their tags here: HMAC(subject key, entry id); unknown ones get a fresh key, and an
  // empty subject (a person who could not be identified) a tag from a random key that is kept nowhere. `entry_id` is
  // what the tags are over: the record's id, or the request's. kTooLarge when the entry would have more than
  // limits::kEntryBytes; the step then goes on without it.
  Result<std::uint64_t> append(const EntryDraft& draft, RecordId entry_id = {},
                               const std::vector<Subject>& subjects = {});
  // The detail of an entry that has no tags of its own, e.g. of a settlement: kept for the subjects of its record.
  Result<void> keep_detail(RecordId record, std::uint64_t index, const std::vector<Subject>& subjects);
  // All that is kept about persons, and its erasure in a step of its own.
  Result<Vault::Known> known(const std::vector<Bytes>& subjects);
  void erase(const Vault::Known& known);
  // Records a plan the first time it is used: an entry of its own, before the entry that names it.
  Result<void> use_plan(const PlanUse& plan);
  // Says a plan again, since the entry that said it is to be pruned. Nothing when the store does not have its text.
  Result<void> repeat_plan(ByteView hash);
  // Puts entries, completed tiles and state into the batch, and signs the checkpoint.
  Result<void> seal(CommitBatch& batch);
  // After the commit is durable: writes the head file (fdatasync) and makes the new tree visible to proofs.
  Result<void> committed();

  [[nodiscard]] const std::string& origin() const;
  // Which of the gateway's logs this is, from 0, and what an earlier one was called (gateway/ledger/log_place.h).
  [[nodiscard]] std::uint64_t number() const;
  [[nodiscard]] std::string origin_of(std::uint64_t log_number) const;

  // Of the newest durable tree.
  [[nodiscard]] std::uint64_t size() const;
  // The newest durable signed checkpoint; of an empty log, too.
  [[nodiscard]] std::shared_ptr<const std::string> checkpoint() const;
  // The entry's bytes while its step lasts: until the next begin().
  [[nodiscard]] const Bytes& pending_entry(std::uint64_t index) const;
  // Inclusion of `index` in the newest durable tree.
  Result<std::vector<crypto::Digest>> inclusion_proof(std::uint64_t index) const;
  // The hashes of a tile of this or an earlier durable tree, full or not. For the publisher.
  Result<Bytes> tile(const crypto::Tile& tile) const;

 private:
  LedgerLog();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::gateway
