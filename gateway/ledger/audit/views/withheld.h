#pragma once
// What was not shared, with whom, and what stopped it: counted from a ledger's files. The unit is (record, recipient)
// for what befell a whole record, and a disclosure for what befell an item.
//
// An item counts as withheld in every disclosure under a plan that withholds it. Whether the record held it, the ledger
// does not say: that would tell something of the person. Memory grows with the kinds of rows and with what waits, not
// with the ledger's length.
//
//   const auto report = withheld(*files, {.since = "2026-11", .by = Period::kWeek});
//   for (const WithheldRow& row : report->rows) print(row.recipient, name(row.obstacle), row.reason, row.count);

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/audit/views/entry_time.h"
#include "gateway/ledger/audit/views/plan_view.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

enum class Obstacle : std::uint8_t {
  // Of a record, for one recipient.
  kRefused,    // by policy, or because it could not be read
  kSetAside,   // offered too often without an acknowledgement: a dead letter. Once a record, whatever becomes of it
  kStopped,    // the policy changed while it waited
  kExpired,    // nobody collected it in time
  kRejected,   // the recipient would not have it
  kRecalled,   // the sender took it back
  kDiscarded,  // an operator gave it up
  kLate,       // it did arrive, but later than agreed
  // Of an item, in one disclosure.
  kWithheld,    // by the plan
  kNotCertain,  // what the agreement asks for could not be done with certainty
  kNarrowed,    // the policy withheld it while the record waited
};
inline constexpr std::size_t kObstacles = 11;
inline constexpr std::size_t kRecordObstacles = 8;  // the first so many
// "refused", "set-aside", …, "item-withheld", "item-not-certain", "item-narrowed".
[[nodiscard]] std::string_view name(Obstacle obstacle);

struct WithheldOptions {
  std::string agreement = {};  // empty asks for all, here and in the next three
  std::string recipient = {};
  std::string since = {};  // a time as entries write it, or its beginning
  std::string until = {};  // likewise; what begins with it is still counted
  Period by = Period::kAll;
  std::chrono::milliseconds late_after = std::chrono::hours(24);  // where the agreements do not say within what time
  ItemNames names = {};                                           // of the policy's vocabulary, if there is one
};

struct WithheldRow {
  std::string period;      // as period_of()
  std::string agreements;  // "ISA-2026-014, ISA-2026-020"; empty: none applied
  std::string recipient;   // empty: a name that no ledger keeps
  Obstacle obstacle = Obstacle::kRefused;
  std::string reason;  // a code; of what was late: "agreed" or "usual", by whose time it was late
  std::string item;    // of an item's obstacle
  std::string clause;  // which clause withheld it, where one did
  std::uint64_t count = 0;
};

// What became of the records, as a frame for the rows.
struct WithheldFlow {
  std::string period, agreements, recipient;
  std::uint64_t accepted = 0;                           // by the period of their acceptance
  std::uint64_t delivered = 0;                          // by that of their delivery
  std::uint64_t waiting = 0;                            // of the accepted, at the end of the ledger
  std::uint64_t overdue = 0;                            // of the waiting: longer than agreed
  std::array<std::uint64_t, kRecordObstacles> count{};  // by Obstacle
};

struct Withheld {
  std::uint64_t size = 0;             // of the ledger
  std::uint64_t first = 0;            // the first entry that was read: what is before it was pruned
  std::string from, to;               // times of the first and last entry that was counted; empty: none was
  std::vector<WithheldFlow> flows;    // by period, agreements, recipient
  std::vector<WithheldRow> rows;      // likewise, then by obstacle, then the most frequent first
  std::uint64_t unknown_plans = 0;    // disclosures under a plan that the ledger does not spell out
  std::uint64_t unnamed = 0;          // disclosures of which only those items are counted that a clause names
  std::uint64_t unknown_accepts = 0;  // ends of records whose acceptance was not read: it was pruned
};

// kLedgerInvalid with the entry's number when one cannot be read.
[[nodiscard]] Result<Withheld> withheld(const LedgerFiles& files, const WithheldOptions& options,
                                        const Progress& progress = {});

}  // namespace concordat::gateway
