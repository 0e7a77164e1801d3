#pragma once
// What one commit makes durable, all of it or nothing (gateway/store/store.h): plain values.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/id.h"

namespace concordat::gateway {

// Values whose names begin so are the ledger's, and go with it when it starts anew.
inline constexpr std::string_view kLedgerValues = "ledger/";

// What every disclosure of one decision has in common; kept once a row. The store does not interpret it.
struct Route {
  std::string sender;
  std::string purpose;
  std::vector<std::string> kinds;
  std::vector<std::string> agreements;  // ids, sorted
  Bytes plan_hash;                      // 32 bytes
  bool operator==(const Route&) const = default;
};

struct NewDisclosure {
  std::string recipient;
  RecordId record;
  Route route;
  Bytes sealed;  // encrypted; opaque to the store
  std::int64_t accepted_unix_ms = 0;
  std::int64_t expires_unix_ms = 0;  // 0: never
  std::uint64_t ledger_index = 0;    // of the accept entry
  std::uint64_t sequence = 0;        // of the recipient's queue; set by commit()
};

enum class SettleOutcome : std::uint8_t {
  kWaiting,
  kDelivered,
  kRejected,
  kStopped,
  kExpired,
  kRecalled,
  kDiscarded,
  kDeadLetter
};
[[nodiscard]] std::string_view name(SettleOutcome outcome);  // "delivered"; kDeadLetter is no end: it still waits

// The outcomes that only the recipient's own answer brings about.
[[nodiscard]] bool reached_recipient(SettleOutcome outcome);

struct Settlement {
  std::string recipient;
  std::uint64_t sequence = 0;
  SettleOutcome outcome = SettleOutcome::kDelivered;
  std::uint64_t ledger_index = 0;
  std::int64_t unix_ms = 0;
};

struct DedupRow {
  Bytes key;     // 32 bytes, keyed hash of (sender, sender's id)
  Bytes digest;  // 32 bytes, of the submission's bytes
  RecordId record;
  std::int64_t unix_ms = 0;
};

struct RecordRow {
  RecordId record;
  Bytes receipt;    // opaque; for status and repeated submissions
  Bytes dedup_key;  // 32 bytes: its row goes with this one
  std::uint64_t ledger_index = 0;
  std::int64_t unix_ms = 0;
};

struct CommitBatch {
  std::uint64_t number = 0;  // of the commit, rising by one
  std::int64_t unix_ms = 0;
  std::vector<NewDisclosure> disclosures;
  std::vector<DedupRow> dedup;
  std::vector<RecordRow> records;
  std::vector<Settlement> settlements;  // of sequences that are_waiting() said are waiting
  // The ledger's part. With restart_ledger all entries, tiles and values named "ledger/…" of before go in the same
  // write, and first_entry is 0.
  bool restart_ledger = false;
  std::uint64_t first_entry = 0;
  std::vector<Bytes> entries;
  std::vector<std::pair<std::string, Bytes>> tiles;  // completed hash tiles: path -> 256 hashes
  // Small named values, overwritten in place: the Merkle state, sequence counters, plans, subject keys, open alerts.
  // An empty one erases: no value is ever empty.
  std::vector<std::pair<std::string, Bytes>> values;
  // Rows of the vault, key -> bytes: what is kept about persons. It lies apart, so that scrub() can make an erasure
  // final. An empty row erases.
  std::vector<std::pair<Bytes, Bytes>> vault;
  // Records whose receipt and dedup key go before their time, since the person whom they concern is erased.
  std::vector<RecordId> forgotten;
};

}  // namespace concordat::gateway
