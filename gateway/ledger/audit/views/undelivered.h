#pragma once
// Every (record, recipient) that was accepted and has not ended: since when, under which agreements, and the last that
// the ledger knows of it. Memory grows with what waits.
//
//   const auto waiting = undelivered(*files);
//   for (const UndeliveredRow& row : waiting->rows) print(row.record, row.recipient, row.since, row.state);

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/ledger/audit/balance.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct UndeliveredRow {
  RecordId record;
  std::uint64_t accept = 0;  // the index of the entry that accepted it, or carried it over from the log before
  std::string recipient, sender;
  std::string agreements;      // "ISA-2026-014, ISA-2026-020"
  std::string since;           // when it was accepted
  std::string state;           // "waiting", or "dead-letter"
  std::string state_since;     // or the last failed attempt's time
  std::uint32_t attempts = 0;  // that came to nothing, as far as entries tell
  bool narrowed = false;       // the policy has withheld more of it since
};

struct Undelivered {
  std::uint64_t size = 0;            // of the ledger
  std::uint64_t first = 0;           // the first entry that was read: what is before it was pruned
  std::string at;                    // the last entry's time
  std::vector<UndeliveredRow> rows;  // oldest first

  // For comparing with the running gateway's.
  [[nodiscard]] Queues queues() const;
};

[[nodiscard]] Result<Undelivered> undelivered(const LedgerFiles& files, const Progress& progress = {});

}  // namespace concordat::gateway
