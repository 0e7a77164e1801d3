#include "gateway/store/rocks/commit_writer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "gateway/store/rocks/keys.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kKeyBytes = 32;
// Routes of one commit are few and come in runs; further back than this it is cheaper to write one twice.
constexpr std::size_t kRoutesLookedAt = 8;

std::uint32_t route_index(std::vector<Route>& routes, const Route& route) {
  const std::size_t oldest = routes.size() > kRoutesLookedAt ? routes.size() - kRoutesLookedAt : 0;
  for (std::size_t i = routes.size(); i > oldest; --i) {
    if (routes[i - 1] == route) return static_cast<std::uint32_t>(i - 1);
  }
  routes.push_back(route);
  return static_cast<std::uint32_t>(routes.size() - 1);
}

bool continues(const SettlementRun& run, const Settlement& settlement) {
  return run.count > 0 && settlement.sequence == run.first_sequence + run.count && settlement.outcome == run.outcome &&
         settlement.ledger_index == run.first_ledger_index + run.count && settlement.unix_ms == run.unix_ms;
}

}  // namespace

CommitWriter::CommitWriter(const Database& database, FindQueue find_queue, LoadRow load_row)
    : database_(database), find_queue_(std::move(find_queue)), load_row_(std::move(load_row)) {}

Result<void> CommitWriter::build(CommitBatch& batch, const std::vector<RecipientQueue*>& reserve) {
  rows_.Clear();
  parts_.clear();
  records_.clear();
  number_ = batch.number;
  if (auto added = add_disclosures(batch); !added) return added;
  for (const Settlement& settlement : batch.settlements) {
    if (auto added = add_settlement(settlement); !added) return added;
  }
  for (RecipientQueue* queue : reserve) part_of(queue->name()).asked = true;
  for (auto& [recipient, part] : parts_) put_part(batch.number, part);
  if (auto put = put_dedup(batch); !put) return put;
  put_records(batch);
  put_ledger(batch);
  put_vault(batch);
  if (auto put = put_forgotten(batch); !put) return put;
  put(Table::kState, kLastCommitKey, number_key(batch.number));
  return {};
}

CommitWriter::Part& CommitWriter::part_of(std::string_view recipient) {
  const auto found = parts_.find(recipient);
  if (found != parts_.end()) return found->second;
  Part& part = parts_[std::string(recipient)];
  part.queue = &find_queue_(recipient);
  part.index.first_sequence = part.queue->next_sequence();
  return part;
}

Result<void> CommitWriter::add_disclosures(CommitBatch& batch) {
  for (NewDisclosure& disclosure : batch.disclosures) {
    if (disclosure.recipient.size() > std::numeric_limits<std::uint16_t>::max()) {
      return fail(Code::kInternal, "a recipient's name is too long for the store");
    }
    Part& part = part_of(disclosure.recipient);
    IndexRow& index = part.index;
    const std::uint64_t offset =
        index.slots.empty() ? 0 : std::uint64_t{index.slots.back().offset} + index.slots.back().length;
    if (offset + disclosure.sealed.size() > std::numeric_limits<std::uint32_t>::max()) {
      return fail(Code::kInternal, "a commit is too large for the store");
    }
    disclosure.sequence = index.first_sequence + index.slots.size();
    index.slots.push_back({.record = disclosure.record,
                           .offset = static_cast<std::uint32_t>(offset),
                           .length = static_cast<std::uint32_t>(disclosure.sealed.size()),
                           .route = route_index(*index.routes, disclosure.route),
                           .accepted_unix_ms = disclosure.accepted_unix_ms,
                           .expires_unix_ms = disclosure.expires_unix_ms,
                           .ledger_index = disclosure.ledger_index});
    part.bodies.push_back(slice(disclosure.sealed));
    records_[disclosure.record].locations.push_back(
        {.recipient = disclosure.recipient, .sequence = disclosure.sequence});
  }
  return {};
}

Result<void> CommitWriter::add_settlement(const Settlement& settlement) {
  Part& part = part_of(settlement.recipient);
  const auto place = part.queue->place_of(settlement.sequence);
  if (!place || part.ended.count(settlement.sequence) > 0) return {};
  if (!place->loaded) {
    if (auto loaded = load_row_(*part.queue, *place); !loaded) return loaded;
  }
  EndingRow& row = part.ending.try_emplace(place->commit, EndingRow{.open = place->open}).first->second;
  if (continues(row.last, settlement)) {
    ++row.last.count;
  } else {
    if (row.last.count > 0) append(row.runs, row.last);
    row.last = {.first_sequence = settlement.sequence,
                .count = 1,
                .outcome = settlement.outcome,
                .first_ledger_index = settlement.ledger_index,
                .unix_ms = settlement.unix_ms};
  }
  part.settlements.push_back(&settlement);
  if (settlement.outcome != SettleOutcome::kDeadLetter) {
    part.ended.insert(settlement.sequence);
    --row.open;
  }
  return {};
}

void CommitWriter::put_part(std::uint64_t commit, Part& part) {
  const std::string& recipient = part.queue->name();
  if (!part.index.slots.empty()) {
    const Bytes key = row_key(recipient, commit);
    put(Table::kIndex, key, encode(part.index));
    const rocksdb::Slice key_slice = slice(key);
    rows_.Put(database_.table(Table::kBodies), rocksdb::SliceParts(&key_slice, 1),
              rocksdb::SliceParts(part.bodies.data(), static_cast<int>(part.bodies.size())));
  }
  for (auto& [row, ending] : part.ending) {
    const Bytes key = row_key(recipient, row);
    append(ending.runs, ending.last);
    rows_.Merge(database_.table(Table::kSettlements), slice(key), slice(ending.runs));
    if (ending.open > 0) continue;
    // Each of these keys is written once and deleted once, which is what SingleDelete asks for: both vanish when they
    // meet in a flush.
    rows_.SingleDelete(database_.table(Table::kIndex), slice(key));
    rows_.SingleDelete(database_.table(Table::kBodies), slice(key));
  }
  part.state = part.queue->next_state(commit, part.index.slots.size(), part.asked);
  put(Table::kState, queue_key(recipient), encode(part.state));
}

// In the order of the keys, as the records' rows are: each insertion into RocksDB's skip list then begins where the
// last one ended.
Result<void> CommitWriter::put_dedup(const CommitBatch& batch) {
  dedup_.clear();
  for (const DedupRow& row : batch.dedup) {
    if (row.key.size() != kKeyBytes || row.digest.size() != kKeyBytes) {
      return fail(Code::kInternal, "a dedup key and its digest have 32 bytes each");
    }
    dedup_.push_back(&row);
  }
  std::sort(dedup_.begin(), dedup_.end(), [](const DedupRow* a, const DedupRow* b) { return a->key < b->key; });
  for (const DedupRow* row : dedup_) put(Table::kDedup, row->key, encode_dedup(*row));
  return {};
}

void CommitWriter::put_records(const CommitBatch& batch) {
  for (const RecordRow& row : batch.records) {
    StoredRecord& stored = records_[row.record];
    stored.receipt = row.receipt;
    stored.dedup_key = row.dedup_key;
    stored.unix_ms = row.unix_ms;
    stored.ledger_index = row.ledger_index;
  }
  for (auto& [record, stored] : records_) {
    stored.commit = batch.number;
    put(Table::kRecords, record.bytes(), encode(stored));
  }
}

void CommitWriter::put_ledger(const CommitBatch& batch) {
  if (!batch.entries.empty()) put(Table::kEntries, number_key(batch.first_entry), encode_entries(batch.entries));
  for (const auto& [path, hashes] : batch.tiles) put(Table::kTiles, path, hashes);
  for (const auto& [name, bytes] : batch.values) {
    if (bytes.empty()) {
      rows_.Delete(database_.table(Table::kState), slice(value_key(name)));
    } else {
      put(Table::kState, value_key(name), bytes);
    }
  }
}

void CommitWriter::put_vault(const CommitBatch& batch) {
  for (const auto& [key, row] : batch.vault) {
    if (row.empty()) {
      rows_.Delete(database_.table(Table::kVault), slice(key));
    } else {
      put(Table::kVault, key, row);
    }
  }
}

Result<void> CommitWriter::put_forgotten(const CommitBatch& batch) {
  for (const RecordId& record : batch.forgotten) {
    const auto row = database_.get(Table::kRecords, record.bytes());
    if (!row) return fail(row.error());
    if (!*row) continue;
    const auto stored = decode_stored_record(**row);
    if (!stored) return fail(damaged(Table::kRecords));
    rows_.Delete(database_.table(Table::kRecords), slice(record.bytes()));
    if (stored->receipt) rows_.Delete(database_.table(Table::kDedup), slice(stored->dedup_key));
  }
  return {};
}

void CommitWriter::put(Table table, ByteView key, ByteView value) {
  rows_.Put(database_.table(table), slice(key), slice(value));
}

void CommitWriter::publish() {
  for (auto& [recipient, part] : parts_) {
    part.queue->set_state(part.state);
    for (const Settlement* settlement : part.settlements) part.queue->settle(settlement->sequence, settlement->outcome);
    if (!part.index.slots.empty()) part.queue->append(number_, std::move(part.index));
  }
  parts_.clear();
  records_.clear();
}

}  // namespace concordat::gateway
