#pragma once
// Whether witnesses vouch for a ledger: checkpoint.witnessed must meet a policy's quorum, and its tree must be the
// beginning of the one that is there. For files that verify() has found good: the tiles are believed.
//
//   Result<Witnessed> witnessed = check_witnessed(*files, keys, policy, report->size);

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crypto/note/tlog_policy.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct Witnessed {
  std::uint64_t size = 0;  // of the tree that was cosigned
  std::vector<std::string> witnesses;
};

// `size` is of the tree that was verified. kNotFound when no witness has cosigned yet; kLedgerInvalid when the quorum
// is not met, when the witnesses have cosigned more entries than there are, or others.
[[nodiscard]] Result<Witnessed> check_witnessed(const LedgerFiles& files, std::span<const crypto::VerifierKey> keys,
                                                const crypto::TlogPolicy& policy, std::uint64_t size);

}  // namespace concordat::gateway
