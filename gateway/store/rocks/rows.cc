#include "gateway/store/rocks/rows.h"

#include <limits>

namespace concordat::gateway {
namespace {

constexpr std::uint8_t kIndexVersion = 1;
constexpr std::uint8_t kRecordVersion = 1;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kRecordIdBytes = 16;

void put(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

// So that small negative differences stay short.
std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t unzigzag(std::uint64_t bits) {
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

void put_signed(Bytes& out, std::int64_t value) {
  put(out, zigzag(value));
}

void put_text(Bytes& out, ByteView text) {
  put(out, text.size());
  out += text;
}

// Reads what put() wrote. After the first fault everything reads as zero and whole() stays false.
class RowReader {
 public:
  explicit RowReader(ByteView bytes) : left_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(left_.front());
      left_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    return spoil();
  }

  std::int64_t signed_number() { return unzigzag(number()); }

  std::uint32_t small_number() {
    const std::uint64_t value = number();
    if (value > std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(spoil());
    return static_cast<std::uint32_t>(value);
  }

  ByteView fixed(std::size_t size) {
    if (left_.size() < size) {
      spoil();
      return {};
    }
    const ByteView bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }

  ByteView text() { return fixed(number()); }

  RecordId record() { return RecordId::from_bytes(fixed(kRecordIdBytes)).value_or(RecordId{}); }

  // A count of things that each take at least one byte: never more than there are bytes, whatever the row says.
  std::size_t count() {
    const std::uint64_t value = number();
    return value <= left_.size() ? value : spoil();
  }

  [[nodiscard]] bool empty() const { return left_.empty(); }
  [[nodiscard]] bool whole() const { return sound_ && left_.empty(); }

 private:
  std::uint64_t spoil() {
    sound_ = false;
    left_ = {};
    return 0;
  }

  ByteView left_;
  bool sound_ = true;
};

void put_route(Bytes& out, const Route& route) {
  put_text(out, route.sender);
  put_text(out, route.purpose);
  put_text(out, route.plan_hash);
  for (const auto* names : {&route.kinds, &route.agreements}) {
    put(out, names->size());
    for (const std::string& name : *names) put_text(out, name);
  }
}

Route read_route(RowReader& reader) {
  Route route{.sender = Bytes(reader.text()), .purpose = Bytes(reader.text()), .plan_hash = Bytes(reader.text())};
  for (auto* names : {&route.kinds, &route.agreements}) {
    const std::size_t count = reader.count();
    for (std::size_t i = 0; i < count; ++i) names->emplace_back(reader.text());
  }
  return route;
}

}  // namespace

Bytes encode(const IndexRow& row) {
  Bytes out;
  out.reserve(256 + row.slots.size() * 32);
  out += static_cast<char>(kIndexVersion);
  put(out, row.first_sequence);
  put(out, row.routes->size());
  for (const Route& route : *row.routes) put_route(out, route);
  put(out, row.slots.size());
  std::int64_t accepted = 0;
  std::uint64_t ledger_index = 0;
  for (const IndexSlot& slot : row.slots) {
    out += slot.record.bytes();
    put(out, slot.length);
    put(out, slot.route);
    put_signed(out, slot.accepted_unix_ms - accepted);
    put(out, slot.expires_unix_ms == 0 ? 0 : 1 + zigzag(slot.expires_unix_ms - slot.accepted_unix_ms));
    put_signed(out, static_cast<std::int64_t>(slot.ledger_index - ledger_index));
    accepted = slot.accepted_unix_ms;
    ledger_index = slot.ledger_index;
  }
  return out;
}

std::optional<IndexRow> decode_index_row(ByteView bytes) {
  RowReader reader(bytes);
  if (reader.fixed(1) != ByteView("\x01", 1)) return std::nullopt;
  IndexRow row;
  row.first_sequence = reader.number();
  const std::size_t routes = reader.count();
  for (std::size_t i = 0; i < routes; ++i) row.routes->push_back(read_route(reader));
  const std::size_t count = reader.count();
  row.slots.reserve(count);
  std::int64_t accepted = 0;
  std::uint64_t ledger_index = 0;
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < count; ++i) {
    IndexSlot slot{.record = reader.record(), .offset = static_cast<std::uint32_t>(offset)};
    slot.length = reader.small_number();
    slot.route = reader.small_number();
    slot.accepted_unix_ms = accepted += reader.signed_number();
    const std::uint64_t life = reader.number();
    slot.expires_unix_ms = life == 0 ? 0 : accepted + unzigzag(life - 1);
    slot.ledger_index = ledger_index += static_cast<std::uint64_t>(reader.signed_number());
    offset += slot.length;
    if (slot.route >= routes || offset > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    row.slots.push_back(slot);
  }
  if (!reader.whole() || row.slots.empty()) return std::nullopt;
  return row;
}

void append(Bytes& row, const SettlementRun& run) {
  put(row, run.first_sequence);
  put(row, run.count);
  put(row, static_cast<std::uint64_t>(run.outcome));
  put(row, run.first_ledger_index);
  put_signed(row, run.unix_ms);
}

std::optional<std::vector<SettlementRun>> decode_settlement_row(ByteView bytes) {
  RowReader reader(bytes);
  std::vector<SettlementRun> runs;
  while (!reader.empty()) {
    SettlementRun run{.first_sequence = reader.number(), .count = reader.number()};
    const std::uint64_t outcome = reader.number();
    if (outcome > static_cast<std::uint64_t>(SettleOutcome::kDeadLetter)) return std::nullopt;
    run.outcome = static_cast<SettleOutcome>(outcome);
    run.first_ledger_index = reader.number();
    run.unix_ms = reader.signed_number();
    runs.push_back(run);
  }
  if (!reader.whole()) return std::nullopt;
  return runs;
}

Bytes encode(const StoredRecord& record) {
  Bytes out;
  out.reserve(64 + (record.receipt ? record.receipt->size() : 0));
  out += static_cast<char>(kRecordVersion);
  put(out, record.commit);
  put_signed(out, record.unix_ms);
  put(out, record.ledger_index);
  put(out, record.locations.size());
  for (const RecordLocation& location : record.locations) {
    put_text(out, location.recipient);
    put(out, location.sequence);
  }
  put(out, record.receipt ? 1 : 0);
  if (!record.receipt) return out;
  put_text(out, *record.receipt);
  put_text(out, record.dedup_key);
  return out;
}

std::optional<StoredRecord> decode_stored_record(ByteView bytes) {
  RowReader reader(bytes);
  if (reader.fixed(1) != ByteView("\x01", 1)) return std::nullopt;
  StoredRecord record{.commit = reader.number(), .unix_ms = reader.signed_number(), .ledger_index = reader.number()};
  const std::size_t count = reader.count();
  for (std::size_t i = 0; i < count; ++i) {
    RecordLocation location{.recipient = Bytes(reader.text())};
    location.sequence = reader.number();
    record.locations.push_back(std::move(location));
  }
  if (reader.number() == 1) {
    record.receipt = Bytes(reader.text());
    record.dedup_key = Bytes(reader.text());
  }
  if (!reader.whole()) return std::nullopt;
  return record;
}

Bytes encode_dedup(const DedupRow& row) {
  Bytes out;
  out.reserve(64);
  put_signed(out, row.unix_ms);
  out += row.record.bytes();
  out += row.digest;
  return out;
}

std::optional<DedupRow> decode_dedup(ByteView key, ByteView bytes) {
  RowReader reader(bytes);
  DedupRow row{.key = Bytes(key)};
  row.unix_ms = reader.signed_number();
  row.record = reader.record();
  row.digest = Bytes(reader.fixed(kDigestBytes));
  if (!reader.whole()) return std::nullopt;
  return row;
}

std::optional<std::int64_t> dedup_time(ByteView bytes) {
  if (bytes.size() <= kRecordIdBytes + kDigestBytes) return std::nullopt;
  RowReader reader(bytes.substr(0, bytes.size() - kRecordIdBytes - kDigestBytes));
  const std::int64_t unix_ms = reader.signed_number();
  if (!reader.whole()) return std::nullopt;
  return unix_ms;
}

Bytes encode(const QueueState& state) {
  Bytes out;
  put(out, state.next_sequence);
  put(out, state.watermark);
  put(out, state.floor);
  return out;
}

std::optional<QueueState> decode_queue_state(ByteView bytes) {
  RowReader reader(bytes);
  const QueueState state{.next_sequence = reader.number(), .watermark = reader.number(), .floor = reader.number()};
  if (!reader.whole()) return std::nullopt;
  return state;
}

Bytes encode_entries(const std::vector<Bytes>& entries) {
  std::size_t size = 0;
  for (const Bytes& entry : entries) size += entry.size() + 5;
  Bytes out;
  out.reserve(size);
  for (const Bytes& entry : entries) put_text(out, entry);
  return out;
}

std::optional<std::vector<ByteView>> decode_entries(ByteView bytes) {
  RowReader reader(bytes);
  std::vector<ByteView> entries;
  while (!reader.empty()) entries.push_back(reader.text());
  if (!reader.whole()) return std::nullopt;
  return entries;
}

}  // namespace concordat::gateway
