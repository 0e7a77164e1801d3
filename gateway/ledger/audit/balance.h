#pragma once
// Whether every accepted record came to an end or still waits (DESIGN.md, Life of a record): per recipient and
// agreement, accepted = delivered + rejected + stopped + expired + recalled + discarded + waiting. The unit is (record,
// recipient); a dead letter waits. Under two agreements a pair is counted with each, but once in its recipient's total.
//
// Memory grows with what waits, not with the ledger.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/audit/problems.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// The six ways in which an accepted record ends, as settle entries name them.
inline constexpr std::array<std::string_view, 6> kEnds = {"delivered", "rejected", "stopped",
                                                          "expired",   "recalled", "discarded"};

struct BalanceRow {
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, kEnds.size()> ended{};  // as kEnds

  // What waits, by the ledger.
  [[nodiscard]] std::uint64_t remainder() const;
};

// Recipient -> ids of records.
using Queues = std::map<std::string, std::vector<RecordId>>;

struct Balance {
  std::uint64_t size = 0;             // of the ledger that was counted
  std::uint64_t first = 0;            // the first entry that was read: what is before it was pruned
  std::uint64_t ended_of_pruned = 0;  // ends of what was accepted before it: in no row
  std::map<std::pair<std::string, std::string>, BalanceRow> rows;  // (recipient, agreement)
  std::map<std::string, BalanceRow> recipients;
  Queues remainder;   // in order of acceptance
  Problems problems;  // what does not close: settled without having been accepted, settled twice
};

[[nodiscard]] Result<Balance> balance(const LedgerFiles& files, const Progress& progress = {});

struct QueueDifference {
  Queues only_in_ledger;  // the ledger says that they wait; no queue has them: lost, unless they were settled since
  Queues only_in_queue;   // queued without a trace in the ledger, unless accepted since

  [[nodiscard]] bool empty() const { return only_in_ledger.empty() && only_in_queue.empty(); }
};

// The ledger's remainder and the running gateway's queues, id by id.
[[nodiscard]] QueueDifference compare(const Queues& remainder, const Queues& queues);
// What differs in both: of two comparisons at different times, what was not merely under way.
[[nodiscard]] QueueDifference persisting(const QueueDifference& first, const QueueDifference& second);

}  // namespace concordat::gateway
