#pragma once
// What RocksStore's rows hold, and their bytes. Every decoder is total: bytes that are not a whole, well-formed row
// give nullopt, and the caller reports a damaged store. Numbers are LEB128; times are stored as differences. Pure.
//
// An index row is what one commit queued for one recipient: consecutive sequences from `first_sequence`, their bodies
// one after the other in the body row of the same key. A settlement row is the concatenation, in the order of the
// commits, of encoded runs (RocksDB merges them), so that settling part of a row never rewrites what was settled
// before.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/store.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"

namespace concordat::gateway {

struct IndexSlot {
  RecordId record;
  std::uint32_t offset = 0;  // in the body row
  std::uint32_t length = 0;
  std::uint32_t route = 0;  // of IndexRow::routes
  std::int64_t accepted_unix_ms = 0;
  std::int64_t expires_unix_ms = 0;
  std::uint64_t ledger_index = 0;
};

struct IndexRow {
  std::uint64_t first_sequence = 0;
  std::shared_ptr<std::vector<Route>> routes = std::make_shared<std::vector<Route>>();
  std::vector<IndexSlot> slots;
};
[[nodiscard]] Bytes encode(const IndexRow& row);
[[nodiscard]] std::optional<IndexRow> decode_index_row(ByteView bytes);

// Consecutive sequences that one commit settled alike; their ledger indexes are consecutive too.
struct SettlementRun {
  std::uint64_t first_sequence = 0;
  std::uint64_t count = 0;
  SettleOutcome outcome = SettleOutcome::kWaiting;  // kWaiting: a revived dead letter
  std::uint64_t first_ledger_index = 0;
  std::int64_t unix_ms = 0;
};
void append(Bytes& row, const SettlementRun& run);
[[nodiscard]] std::optional<std::vector<SettlementRun>> decode_settlement_row(ByteView bytes);

// Where a record's disclosures are, and its receipt (none when the record was only ever part of a disclosure).
struct RecordLocation {
  std::string recipient;
  std::uint64_t sequence = 0;
};
struct StoredRecord {
  std::uint64_t commit = 0;
  std::int64_t unix_ms = 0;
  std::uint64_t ledger_index = 0;
  std::vector<RecordLocation> locations;
  std::optional<Bytes> receipt;
  Bytes dedup_key;  // with a receipt
};
[[nodiscard]] Bytes encode(const StoredRecord& record);
[[nodiscard]] std::optional<StoredRecord> decode_stored_record(ByteView bytes);

[[nodiscard]] Bytes encode_dedup(const DedupRow& row);  // without its key
[[nodiscard]] std::optional<DedupRow> decode_dedup(ByteView key, ByteView bytes);
// The time alone, for the compaction filter.
[[nodiscard]] std::optional<std::int64_t> dedup_time(ByteView bytes);

// A recipient's durable state.
struct QueueState {
  std::uint64_t next_sequence = 1;
  std::uint64_t watermark = 0;  // sequences up to here may be offered, and may have been once the process has died
  std::uint64_t floor = 0;      // no row of an earlier commit is left
};
[[nodiscard]] Bytes encode(const QueueState& state);
[[nodiscard]] std::optional<QueueState> decode_queue_state(ByteView bytes);

// The ledger entries of one commit, each behind its length.
[[nodiscard]] Bytes encode_entries(const std::vector<Bytes>& entries);
[[nodiscard]] std::optional<std::vector<ByteView>> decode_entries(ByteView bytes);

}  // namespace concordat::gateway
