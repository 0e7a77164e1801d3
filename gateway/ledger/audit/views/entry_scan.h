#pragma once
// One pass through all entries of a ledger, each read: what counts something begins with it. Constant memory.
//
//   const auto scanned = scan_entries(*files, [&](std::uint64_t index, const EntryView& entry) -> Result<void> {
//     if (entry.event == "accept") ++accepted;
//     return {};
//   });

#include <cstdint>
#include <functional>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct EntryScan {
  std::uint64_t size = 0;   // of the ledger
  std::uint64_t first = 0;  // the first entry that was read: what is before it was pruned
};

// kLedgerInvalid with the entry's number when one cannot be read. An error of `visit` ends the pass.
[[nodiscard]] Result<EntryScan> scan_entries(
    const LedgerFiles& files, const std::function<Result<void>(std::uint64_t index, const EntryView& entry)>& visit,
    const Progress& progress = {});

}  // namespace concordat::gateway
