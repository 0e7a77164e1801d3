#pragma once
// Walks through a ledger's entries, in order, with constant memory. Nothing is verified here.
//
//   Result<std::uint64_t> next = show(*files, {.agreement = "ISA-2026-014"}, 0, [](std::uint64_t index, ByteView bytes,
//   const EntryView& entry) {
//     std::cout << bytes << '\n';
//     return true;    // go on
//   });

#include <cstdint>
#include <functional>
#include <string>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// What is empty asks for nothing.
struct EntryFilter {
  std::string event = {};  // or the outcome of a settle entry: "delivered"
  std::string agreement = {};
  std::string since = {};  // a time as entries write it, or its beginning: "2026-11-22", "2026-11-22T17:30"
  std::string until = {};  // likewise; what begins with it is still shown
  std::string record = {};
};

[[nodiscard]] bool matches(const EntryView& entry, const EntryFilter& filter);

// Visits the matching entries from `first` on, until `visit` returns false. The index at which to go on when more has
// been published.
using EntryVisitor = std::function<bool(std::uint64_t index, ByteView bytes, const EntryView& entry)>;
[[nodiscard]] Result<std::uint64_t> show(const LedgerFiles& files, const EntryFilter& filter, std::uint64_t first,
                                         const EntryVisitor& visit);

// "2026-11-22", "2026-11-22T17:30", with or without seconds and Z; or "90m", "24h", "7d" before `now_unix_ms`. kUsage
// otherwise.
[[nodiscard]] Result<std::string> parse_since(std::string_view text, std::int64_t now_unix_ms);

}  // namespace concordat::gateway
