#include "gateway/ledger/audit/views/entry_scan.h"

#include <optional>

namespace concordat::gateway {

Result<EntryScan> scan_entries(const LedgerFiles& files,
                               const std::function<Result<void>(std::uint64_t, const EntryView&)>& visit,
                               const Progress& progress) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  std::optional<std::uint64_t> first;
  EntryView entry;
  const auto read = visit_entries(
      files, 0, head->size,
      [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
        if (!first) first = index;
        if (const auto understood = read_entry(bytes, entry); !understood) {
          return fail(Code::kLedgerInvalid, "entry " + std::to_string(index) + ": " + understood.error().detail);
        }
        if (const auto done = visit(index, entry); !done) return fail(done.error());
        return true;
      },
      progress);
  if (!read) return fail(read.error());
  return EntryScan{head->size, first.value_or(0)};
}

}  // namespace concordat::gateway
