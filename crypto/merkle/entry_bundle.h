#pragma once
// Entry bundles (C2SP tlog-tiles v0.1, "Log entries"): big-endian uint16 length, entry, repeated. Pure functions.
//
//   append_entry(bundle, entry);
//   Result<std::vector<ByteView>> entries = parse_bundle(bundle);   // views into `bundle`

#include <cstddef>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

inline constexpr std::size_t kEntryBytes = 65'535;

// kTooLarge when the entry is over kEntryBytes; `bundle` is then unchanged.
[[nodiscard]] Result<void> append_entry(Bytes& bundle, ByteView entry);
// kLedgerInvalid on a truncated length or entry, or on more than 256 entries.
[[nodiscard]] Result<std::vector<ByteView>> parse_bundle(ByteView bundle);

}  // namespace concordat::crypto
