#pragma once
// Whether a disclosure is the one that the gateway committed to: recomputed from its bytes and the manifest's salt, and
// held against the ledger entry that the manifest names.
//
//   check_disclosure(manifest, body);                  // the file is what the manifest speaks of
//   check_entry(manifest, proved->entry);              // and the ledger says the same

#include <string_view>

#include "gateway/cli/manifest/manifest.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::cli {

// Both kLedgerInvalid, in words, where it is not.
[[nodiscard]] Result<void> check_disclosure(const Manifest& manifest, std::string_view disclosure);
// Of an accept entry, or of the one that a newer policy's narrowing wrote.
[[nodiscard]] Result<void> check_entry(const Manifest& manifest, ByteView entry);

}  // namespace concordat::cli
