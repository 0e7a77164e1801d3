#pragma once
// The ledger in memory: its size, its Merkle frontier, the right edge's hashes, the sequence numbers. The commit thread appends; the store
// keeps; derived files are published elsewhere (gateway/ledger/publisher.h). Appending is two-phase, so that a failed commit leaves
// nothing behind: begin(), append() each entry, then seal() gives what the batch must hold, and after the commit committed().
//
// Threads: begin/append/seal/committed on the commit thread; proofs and checkpoint() from any.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/primitive/digest.h"
#include "gateway/commit/committer.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct LedgerKeys;  // gateway/ledger/log_keys.h: origin, signing key, vault wrapping key

class LedgerLog {
 public:
  // Reads the log's state from the store. kStorageBehind when the head file is ahead of it (LEDGER.md, Durability).
  static Result<std::unique_ptr<LedgerLog>> open(Store& store, std::shared_ptr<const LedgerKeys> keys, const std::string& head_file);
  ~LedgerLog();

  void begin(std::int64_t unix_ms);
  // The entry's index. Subjects get their tags here: HMAC(subject key, entry id); unknown ones get a fresh key. `entry_id` is what the
  // tags are over (the record's id).
  Result<std::uint64_t> append(const EntryDraft& draft, std::string_view entry_id, const std::vector<Bytes>& subjects);
  // Records a plan the first time it is used: an entry of its own, before the entry that names it.
  Result<void> use_plan(const PlanUse& plan);
  // Moves entries, completed tiles and state into the batch, and signs the checkpoint.
  Result<void> seal(CommitBatch& batch);
  // After the commit is durable: writes the head file (fdatasync) and makes the new tree visible to proofs.
  Result<void> committed();

  [[nodiscard]] std::uint64_t size() const;
  // The newest durable signed checkpoint.
  [[nodiscard]] std::shared_ptr<const std::string> checkpoint() const;
  // The entry's bytes while its step lasts.
  [[nodiscard]] const Bytes& pending_entry(std::uint64_t index) const;
  // Inclusion of `index` in the newest durable tree.
  Result<std::vector<crypto::Digest>> inclusion_proof(std::uint64_t index) const;

 private:
  LedgerLog();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::gateway
