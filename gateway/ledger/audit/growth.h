#pragma once
// Whether a ledger has only grown since somebody last looked: the checkpoint that an auditor kept, or that of a
// receipt, must be a past or present head of it. This is what shows a log that was rolled back, or written anew by
// whoever holds its key: such a log verifies by itself. Pure but for reading files.
//
//   Result<std::uint64_t> kept = check_growth(*files, older_note, keys);    // the older size
//   if (!kept) say(kept.error().detail);                                   // keep both files: they are the evidence

#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/note/verifier_key.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// The size of the tree of `older`, a checkpoint of the same log that one of its keys signed. kMalformed or
// kLedgerInvalid when it is no checkpoint of this log, and kLedgerInvalid when the published ledger is not its
// continuation: by the size, or because no consistency proof (RFC 9162, section 2.1.4) leads from it to the published
// checkpoint.
[[nodiscard]] Result<std::uint64_t> check_growth(const LedgerFiles& files, std::string_view older,
                                                 std::span<const crypto::VerifierKey> keys);

[[nodiscard]] inline Result<std::uint64_t> check_growth(const LedgerFiles& files, std::string_view older,
                                                        const crypto::VerifierKey& key) {
  return check_growth(files, older, std::span(&key, 1));
}

}  // namespace concordat::gateway
