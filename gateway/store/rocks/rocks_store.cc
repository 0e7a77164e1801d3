#include "gateway/store/rocks/rocks_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "gateway/store/rocks/keys.h"

namespace concordat::gateway {
namespace {

constexpr std::uint64_t kLastNumber = std::numeric_limits<std::uint64_t>::max();

// Settlement rows have no time in their keys; they go by the commit of the first record minted this long before the
// horizon, so that none goes while its record is still kept, however records and commits were interleaved.
constexpr std::int64_t kInterleavedMs = 3'600'000;

}  // namespace

RocksStore::RocksStore(std::unique_ptr<Database> database)
    : database_(std::move(database)),
      writer_(
          *database_,
          [this](std::string_view recipient) -> RecipientQueue& { return lane_or_new(recipient, {}).queue; },
          [this](RecipientQueue& queue, const RowPlace& place) { return load_row(queue, place); }) {}

// --- Start-up -------------------------------------------------------------------------------------------------------

Result<std::unique_ptr<RocksStore>> RocksStore::open(const std::filesystem::path& folder, const StoreMemory& memory) {
  auto database = Database::open(folder, memory);
  if (!database) return fail(database.error());
  std::unique_ptr<RocksStore> store(new RocksStore(std::move(*database)));
  if (auto recovered = store->recover(); !recovered) return fail(recovered.error());
  return store;
}

Result<void> RocksStore::recover() {
  const auto walk = database_->walk(Table::kState);
  for (walk->SeekToFirst(); walk->Valid(); walk->Next()) {
    const ByteView key = view(walk->key());
    const ByteView row = view(walk->value());
    if (key == kLastCommitKey || key == kForgottenKey) {
      if (row.size() != 8) return fail(damaged(Table::kState));
      if (key == kLastCommitKey) last_commit_ = get_u64(row);
      if (key == kForgottenKey) database_->dedup_filter().set_horizon(static_cast<std::int64_t>(get_u64(row)));
    } else if (key.front() == kQueueMark) {
      const auto state = decode_queue_state(row);
      if (!state) return fail(damaged(Table::kState));
      if (auto recovered = recover_queue(std::string(key.substr(1)), *state); !recovered) return recovered;
    }
  }
  if (!walk->status().ok()) return fail(storage_failed(walk->status()));
  return {};
}

Result<void> RocksStore::recover_queue(const std::string& recipient, const QueueState& state) {
  RecipientQueue& queue = lane_or_new(recipient, state).queue;
  const Bytes begin = row_key(recipient, state.floor);
  const Bytes end = row_key(recipient, kLastNumber);
  const rocksdb::Slice bound = slice(end);
  const auto walk = database_->walk(Table::kIndex, &bound);
  std::uint64_t after = 0;
  for (walk->Seek(slice(begin)); walk->Valid(); walk->Next()) {
    auto row = decode_index_row(view(walk->value()));
    if (!row || row->first_sequence < after) return fail(damaged(Table::kIndex));
    after = row->first_sequence + row->slots.size();
    if (after > state.next_sequence) return fail(damaged(Table::kIndex));
    const std::uint64_t commit = number_in(view(walk->key()));
    const auto settled = settlements(recipient, commit);
    if (!settled) return fail(settled.error());
    queue.recover(commit, std::move(*row), *settled);
  }
  if (!walk->status().ok()) return fail(storage_failed(walk->status()));
  return {};
}

RocksStore::Lane* RocksStore::lane(std::string_view recipient) const {
  const std::shared_lock lock(lanes_mutex_);
  const auto found = lanes_.find(recipient);
  return found == lanes_.end() ? nullptr : found->second.get();
}

RocksStore::Lane& RocksStore::lane_or_new(std::string_view recipient, const QueueState& state) {
  if (Lane* existing = lane(recipient)) return *existing;
  const std::unique_lock lock(lanes_mutex_);
  std::unique_ptr<Lane>& made = lanes_[std::string(recipient)];
  if (!made) made = std::make_unique<Lane>(std::string(recipient), state);
  return *made;
}

std::vector<RocksStore::Lane*> RocksStore::lanes() const {
  const std::shared_lock lock(lanes_mutex_);
  std::vector<Lane*> all;
  all.reserve(lanes_.size());
  for (const auto& [name, lane] : lanes_) all.push_back(lane.get());
  return all;
}

// --- Writing --------------------------------------------------------------------------------------------------------

Result<void> RocksStore::commit(CommitBatch& batch) {
  const std::scoped_lock lock(writes_);
  if (failed_) return fail(Code::kStorageFailed, "an earlier write failed: the process must stop and recover");
  if (batch.number != last_commit_ + 1) return fail(Code::kInternal, "commit numbers must rise by one");
  auto written = writer_.build(batch, asked_reservations());
  if (written) written = database_->write(writer_.rows());
  if (!written) {
    failed_ = true;
    return written;
  }
  last_commit_ = batch.number;
  writer_.publish();
  return {};
}

Result<void> RocksStore::revive(std::string_view recipient, std::uint64_t sequence) {
  const std::scoped_lock lock(writes_);
  Lane* const found = lane(recipient);
  if (found == nullptr || !found->queue.dead_letter(sequence)) {
    return fail(Code::kNotFound, "no dead letter of that recipient has that sequence");
  }
  const auto place = found->queue.place_of(sequence);
  if (!place) return fail(Code::kNotFound, "the dead letter is settled");
  Bytes run;
  append(run, {.first_sequence = sequence, .count = 1, .outcome = SettleOutcome::kWaiting});
  rocksdb::WriteBatch rows;
  rows.Merge(database_->table(Table::kSettlements), slice(row_key(recipient, place->commit)), slice(run));
  if (auto written = database_->write(rows); !written) {
    failed_ = true;
    return written;
  }
  found->queue.settle(sequence, SettleOutcome::kWaiting);
  return {};
}

// Entries and tiles hold nothing of a person, and are by far the most.
Result<void> RocksStore::scrub() {
  return database_->rewrite({Table::kVault, Table::kState, Table::kIndex, Table::kBodies, Table::kSettlements,
                             Table::kRecords, Table::kDedup});
}

Result<void> RocksStore::forget_before(std::int64_t unix_ms) {
  const std::scoped_lock lock(writes_);
  if (unix_ms <= database_->dedup_filter().horizon()) return {};
  std::uint64_t keep_from = last_commit_;
  const auto walk = database_->walk(Table::kRecords);
  walk->Seek(slice(record_key_at(unix_ms - kInterleavedMs)));
  if (!walk->status().ok()) return fail(storage_failed(walk->status()));
  if (walk->Valid()) {
    const auto first = decode_stored_record(view(walk->value()));
    if (!first) return fail(damaged(Table::kRecords));
    keep_from = first->commit;
  }
  const Bytes record_begin = record_key_at(0);
  const Bytes record_end = record_key_at(unix_ms);
  rocksdb::WriteBatch rows;
  rows.DeleteRange(database_->table(Table::kRecords), slice(record_begin), slice(record_end));
  for (const Lane* lane : lanes()) {
    const std::string& name = lane->queue.name();
    const std::uint64_t floor = lane->queue.next_state(keep_from, 0, false).floor;
    rows.DeleteRange(database_->table(Table::kSettlements), slice(row_key(name, 0)),
                     slice(row_key(name, std::min(keep_from, floor))));
  }
  rows.Put(database_->table(Table::kState), slice(kForgottenKey),
           slice(number_key(static_cast<std::uint64_t>(unix_ms))));
  if (auto written = database_->write(rows); !written) {
    failed_ = true;
    return written;
  }
  database_->dedup_filter().set_horizon(unix_ms);
  return database_->drop_files(Table::kRecords, record_begin, record_end);
}

// --- Reading --------------------------------------------------------------------------------------------------------

Result<std::optional<DedupRow>> RocksStore::find(ByteView dedup_key) {
  rocksdb::PinnableSlice bytes;
  const auto found = database_->get(Table::kDedup, dedup_key, bytes);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  auto row = decode_dedup(dedup_key, view(bytes));
  if (!row) return fail(damaged(Table::kDedup));
  if (row->unix_ms < database_->dedup_filter().horizon()) return std::nullopt;
  return row;
}

Result<std::optional<StoredRecord>> RocksStore::stored_record(RecordId record) const {
  rocksdb::PinnableSlice bytes;
  const auto found = database_->get(Table::kRecords, record.bytes(), bytes);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  auto stored = decode_stored_record(view(bytes));
  if (!stored) return fail(damaged(Table::kRecords));
  return stored;
}

Result<std::optional<RecordRow>> RocksStore::record(RecordId record) {
  auto stored = stored_record(record);
  if (!stored) return fail(stored.error());
  if (!*stored || !(*stored)->receipt) return std::nullopt;
  return RecordRow{.record = record,
                   .receipt = std::move(*(*stored)->receipt),
                   .dedup_key = std::move((*stored)->dedup_key),
                   .ledger_index = (*stored)->ledger_index,
                   .unix_ms = (*stored)->unix_ms};
}

Result<std::optional<Bytes>> RocksStore::value(std::string_view name) {
  return database_->get(Table::kState, value_key(name));
}

Result<std::vector<std::pair<std::string, Bytes>>> RocksStore::values_with(std::string_view prefix, std::size_t max) {
  const Bytes begin = value_key(prefix);
  const std::size_t mark = begin.size() - prefix.size();
  std::vector<std::pair<std::string, Bytes>> found;
  const auto walk = database_->walk(Table::kState);
  for (walk->Seek(slice(begin)); walk->Valid() && found.size() < max; walk->Next()) {
    const ByteView key = view(walk->key());
    if (!key.starts_with(begin)) break;
    found.emplace_back(key.substr(mark), view(walk->value()));
  }
  if (!walk->status().ok()) return fail(storage_failed(walk->status()));
  return found;
}

Result<std::optional<Bytes>> RocksStore::vault_row(ByteView key) {
  return database_->get(Table::kVault, key);
}

Result<std::vector<std::pair<Bytes, Bytes>>> RocksStore::vault_rows(ByteView prefix, ByteView after, std::size_t max) {
  std::vector<std::pair<Bytes, Bytes>> found;
  const auto walk = database_->walk(Table::kVault);
  walk->Seek(slice(std::max(prefix, after)));
  if (walk->Valid() && !after.empty() && view(walk->key()) == after) walk->Next();
  for (; walk->Valid() && found.size() < max; walk->Next()) {
    if (!view(walk->key()).starts_with(prefix)) break;
    found.emplace_back(view(walk->key()), view(walk->value()));
  }
  if (!walk->status().ok()) return fail(storage_failed(walk->status()));
  return found;
}

Result<std::optional<Bytes>> RocksStore::tile(std::string_view path) {
  return database_->get(Table::kTiles, path);
}

Result<std::vector<Bytes>> RocksStore::entries(std::uint64_t first, std::size_t count) {
  std::vector<Bytes> found;
  const auto walk = database_->walk(Table::kEntries);
  for (walk->SeekForPrev(slice(number_key(first))); walk->Valid() && found.size() < count; walk->Next()) {
    const auto row = decode_entries(view(walk->value()));
    if (!row) return fail(damaged(Table::kEntries));
    const std::uint64_t row_first = number_in(view(walk->key()));
    const std::uint64_t wanted = first + found.size();
    if (wanted < row_first) return fail(damaged(Table::kEntries));
    for (std::uint64_t i = wanted - row_first; i < row->size() && found.size() < count; ++i)
      found.emplace_back((*row)[i]);
  }
  if (!walk->status().ok()) return fail(storage_failed(walk->status()));
  return found;
}

}  // namespace concordat::gateway
