#include "gateway/store/memory_store.h"

#include <algorithm>

#include "protocol/limits.h"

namespace concordat::gateway {

void MemoryStore::restart() {
  const std::scoped_lock lock(mutex_);
  for (auto& [name, queue] : queues_) {
    queue.maybe_offered = queue.watermark;
    for (auto& [sequence, disclosure] : queue.waiting) {
      disclosure.claimed = false;
      disclosure.offered = false;
      disclosure.attempts = 0;
    }
  }
}

void MemoryStore::fail_commits() {
  const std::scoped_lock lock(mutex_);
  failing_ = true;
}

Result<void> MemoryStore::commit(CommitBatch& batch) {
  const std::scoped_lock lock(mutex_);
  if (failing_) return fail(Code::kStorageFailed, "the store was told to fail");
  if (batch.number != last_commit_ + 1) return fail(Code::kInternal, "commit numbers must rise by one");
  if (!batch.entries.empty() && batch.first_entry != entries_.size()) {
    return fail(Code::kInternal, "ledger entries must follow each other without a gap");
  }
  last_commit_ = batch.number;
  for (NewDisclosure& disclosure : batch.disclosures) {
    Queue& queue = queues_[disclosure.recipient];
    disclosure.sequence = queue.next_sequence++;
    queue.waiting.emplace(disclosure.sequence, Disclosure{.kept = disclosure});
  }
  for (const Settlement& settlement : batch.settlements) settle(settlement);
  for (const DedupRow& row : batch.dedup) dedup_.insert_or_assign(row.key, row);
  for (const RecordRow& row : batch.records) records_.insert_or_assign(row.record, row);
  entries_.insert(entries_.end(), batch.entries.begin(), batch.entries.end());
  for (const auto& [path, hashes] : batch.tiles) tiles_.insert_or_assign(path, hashes);
  for (const auto& [name, bytes] : batch.values) {
    if (bytes.empty()) {
      values_.erase(name);
    } else {
      values_.insert_or_assign(name, bytes);
    }
  }
  for (const auto& [key, row] : batch.vault) {
    if (row.empty()) {
      vault_.erase(key);
    } else {
      vault_.insert_or_assign(key, row);
    }
  }
  for (const RecordId& record : batch.forgotten) {
    const auto row = records_.find(record);
    if (row == records_.end()) continue;
    dedup_.erase(row->second.dedup_key);
    records_.erase(row);
  }
  for (auto& [name, queue] : queues_) raise_watermark(queue);
  return {};
}

void MemoryStore::settle(const Settlement& settlement) {
  const auto found = queues_.find(settlement.recipient);
  if (found == queues_.end()) return;
  Queue& queue = found->second;
  const auto at = queue.waiting.find(settlement.sequence);
  if (at == queue.waiting.end()) return;
  if (settlement.outcome == SettleOutcome::kDeadLetter) {
    at->second.dead_letter = true;
    at->second.claimed = false;
    return;
  }
  if (forgotten(at->second.kept.record)) {
    queue.waiting.erase(at);
    return;
  }
  queue.settled.insert_or_assign(at->second.kept.record, SettledState{.outcome = settlement.outcome,
                                                                      .offered = reached_recipient(settlement.outcome),
                                                                      .ledger_index = settlement.ledger_index,
                                                                      .unix_ms = settlement.unix_ms});
  queue.waiting.erase(at);
}

bool MemoryStore::forgotten(RecordId record) const {
  return static_cast<std::int64_t>(record.unix_ms()) < forgotten_unix_ms_;
}

void MemoryStore::raise_watermark(Queue& queue) {
  // Nothing is reserved for a recipient who never came: what was never offered is no redelivery after a restart.
  const bool comes = queue.asked || queue.highest_claimed > 0;
  if (comes && queue.highest_claimed + limits::kOfferedAhead / 2 >= queue.watermark) {
    queue.watermark = std::max(queue.watermark, queue.highest_claimed + limits::kOfferedAhead);
  }
}

std::uint64_t MemoryStore::last_commit() const {
  const std::scoped_lock lock(mutex_);
  return last_commit_;
}

Claimed MemoryStore::claimed(const Queue& queue, const Disclosure& disclosure) {
  const NewDisclosure& kept = disclosure.kept;
  return {.sequence = kept.sequence,
          .record = kept.record,
          .route = kept.route,
          .sealed = {},
          .redelivered = disclosure.offered || kept.sequence <= queue.maybe_offered,
          .attempts = disclosure.attempts,
          .accepted_unix_ms = kept.accepted_unix_ms,
          .expires_unix_ms = kept.expires_unix_ms,
          .ledger_index = kept.ledger_index};
}

Result<Claim> MemoryStore::claim(std::string_view recipient, std::size_t max_records, std::size_t max_bytes) {
  const std::scoped_lock lock(mutex_);
  Claim claim;
  const auto found = queues_.find(recipient);
  if (found == queues_.end()) return claim;
  Queue& queue = found->second;
  std::size_t bytes = 0;
  for (auto& [sequence, disclosure] : queue.waiting) {
    if (disclosure.claimed || disclosure.dead_letter) continue;
    const std::size_t size = disclosure.kept.sealed.size();
    claim.needs_reservation = sequence > queue.watermark;
    if (claim.needs_reservation) queue.asked = true;
    const bool full =
        claim.disclosures.size() >= max_records || (!claim.disclosures.empty() && bytes + size > max_bytes);
    claim.more = full || claim.needs_reservation;
    if (claim.more) break;
    Claimed one = claimed(queue, disclosure);
    one.sealed = disclosure.kept.sealed;
    claim.disclosures.push_back(std::move(one));
    bytes += size;
    disclosure.claimed = true;
    disclosure.offered = true;
    ++disclosure.attempts;
    queue.highest_claimed = std::max(queue.highest_claimed, sequence);
  }
  return claim;
}

void MemoryStore::release(std::string_view recipient, const std::vector<std::uint64_t>& sequences) {
  const std::scoped_lock lock(mutex_);
  const auto found = queues_.find(recipient);
  if (found == queues_.end()) return;
  for (const std::uint64_t sequence : sequences) {
    const auto at = found->second.waiting.find(sequence);
    if (at != found->second.waiting.end()) at->second.claimed = false;
  }
}

Result<std::optional<Claimed>> MemoryStore::waiting_at(std::string_view recipient, std::uint64_t sequence) {
  const std::scoped_lock lock(mutex_);
  const auto found = queues_.find(recipient);
  if (found == queues_.end()) return std::nullopt;
  const auto at = found->second.waiting.find(sequence);
  if (at == found->second.waiting.end()) return std::nullopt;
  return claimed(found->second, at->second);
}

Result<void> MemoryStore::revive(std::string_view recipient, std::uint64_t sequence) {
  const std::scoped_lock lock(mutex_);
  const auto found = queues_.find(recipient);
  if (found == queues_.end()) return fail(Code::kNotFound, "no queue of that recipient");
  const auto at = found->second.waiting.find(sequence);
  if (at == found->second.waiting.end() || !at->second.dead_letter) {
    return fail(Code::kNotFound, "no dead letter has that sequence");
  }
  at->second.dead_letter = false;
  at->second.attempts = 0;
  return {};
}

Result<std::vector<std::pair<std::string, std::uint64_t>>> MemoryStore::expired(std::int64_t unix_ms, std::size_t max) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (const auto& [name, queue] : queues_) {
    for (const auto& [sequence, disclosure] : queue.waiting) {
      if (found.size() >= max) return found;
      const std::int64_t expires = disclosure.kept.expires_unix_ms;
      if (!disclosure.claimed && expires != 0 && expires <= unix_ms) found.emplace_back(name, sequence);
    }
  }
  return found;
}

std::map<std::string, Waiting> MemoryStore::waiting() const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, Waiting> all;
  for (const auto& [name, queue] : queues_) {
    Waiting& waiting = all[name];
    waiting.records = queue.waiting.size();
    for (const auto& [sequence, disclosure] : queue.waiting) {
      waiting.bytes += disclosure.kept.sealed.size();
      waiting.dead_letters += disclosure.dead_letter ? 1 : 0;
    }
    if (!queue.waiting.empty()) waiting.oldest_unix_ms = queue.waiting.begin()->second.kept.accepted_unix_ms;
  }
  return all;
}

Result<std::vector<QueuedId>> MemoryStore::queued(std::string_view recipient) {
  const std::scoped_lock lock(mutex_);
  std::vector<QueuedId> ids;
  const auto found = queues_.find(recipient);
  if (found == queues_.end()) return ids;
  for (const auto& [sequence, disclosure] : found->second.waiting) {
    ids.push_back({.sequence = sequence,
                   .record = disclosure.kept.record,
                   .state = disclosure.dead_letter ? SettleOutcome::kDeadLetter : SettleOutcome::kWaiting,
                   .offered = disclosure.offered || sequence <= found->second.maybe_offered,
                   .attempts = disclosure.attempts,
                   .accepted_unix_ms = disclosure.kept.accepted_unix_ms});
  }
  return ids;
}

Result<SettledState> MemoryStore::state_of(std::string_view recipient, RecordId record) {
  const std::scoped_lock lock(mutex_);
  const auto found = queues_.find(recipient);
  if (found == queues_.end()) return fail(Code::kNotFound, "no such record for that recipient");
  const Queue& queue = found->second;
  const auto settled = queue.settled.find(record);
  if (settled != queue.settled.end()) return settled->second;
  for (const auto& [sequence, disclosure] : queue.waiting) {
    if (disclosure.kept.record != record) continue;
    return SettledState{.outcome = disclosure.dead_letter ? SettleOutcome::kDeadLetter : SettleOutcome::kWaiting,
                        .offered = disclosure.offered || sequence <= queue.maybe_offered,
                        .attempts = disclosure.attempts};
  }
  return fail(Code::kNotFound, "no such record for that recipient");
}

Result<std::optional<DedupRow>> MemoryStore::find(ByteView dedup_key) {
  const std::scoped_lock lock(mutex_);
  const auto found = dedup_.find(dedup_key);
  if (found == dedup_.end() || found->second.unix_ms < forgotten_unix_ms_) return std::nullopt;
  return found->second;
}

Result<std::optional<RecordRow>> MemoryStore::record(RecordId record) {
  const std::scoped_lock lock(mutex_);
  const auto found = records_.find(record);
  if (found == records_.end() || forgotten(record)) return std::nullopt;
  return found->second;
}

Result<std::optional<Bytes>> MemoryStore::value(std::string_view name) {
  const std::scoped_lock lock(mutex_);
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<std::pair<std::string, Bytes>>> MemoryStore::values_with(std::string_view prefix, std::size_t max) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::pair<std::string, Bytes>> found;
  for (auto at = values_.lower_bound(prefix); at != values_.end() && found.size() < max; ++at) {
    if (!at->first.starts_with(prefix)) break;
    found.emplace_back(*at);
  }
  return found;
}

Result<std::optional<Bytes>> MemoryStore::vault_row(ByteView key) {
  const std::scoped_lock lock(mutex_);
  const auto found = vault_.find(key);
  if (found == vault_.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<std::pair<Bytes, Bytes>>> MemoryStore::vault_rows(ByteView prefix, ByteView after, std::size_t max) {
  const std::scoped_lock lock(mutex_);
  std::vector<std::pair<Bytes, Bytes>> found;
  auto at = after < prefix ? vault_.lower_bound(prefix) : vault_.upper_bound(after);
  for (; at != vault_.end() && found.size() < max && at->first.starts_with(prefix); ++at) found.emplace_back(*at);
  return found;
}

Result<std::vector<Bytes>> MemoryStore::entries(std::uint64_t first, std::size_t count) {
  const std::scoped_lock lock(mutex_);
  std::vector<Bytes> found;
  for (std::uint64_t index = first; index < entries_.size() && found.size() < count; ++index)
    found.push_back(entries_[index]);
  return found;
}

Result<std::optional<Bytes>> MemoryStore::tile(std::string_view path) {
  const std::scoped_lock lock(mutex_);
  const auto found = tiles_.find(path);
  if (found == tiles_.end()) return std::nullopt;
  return found->second;
}

Result<void> MemoryStore::forget_before(std::int64_t unix_ms) {
  const std::scoped_lock lock(mutex_);
  forgotten_unix_ms_ = std::max(forgotten_unix_ms_, unix_ms);
  std::erase_if(dedup_, [&](const auto& row) { return row.second.unix_ms < forgotten_unix_ms_; });
  std::erase_if(records_, [&](const auto& row) { return forgotten(row.first); });
  for (auto& [name, queue] : queues_) {
    std::erase_if(queue.settled, [&](const auto& state) { return forgotten(state.first); });
  }
  return {};
}

}  // namespace concordat::gateway
