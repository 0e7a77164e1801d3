#pragma once
// Writes what a receipt proves: <record id>.tlog-proof and <record id>.entry, for `concordat ledger check`.

#include <string>

#include "gateway/cli/transfer/answer.h"
#include "protocol/base/result.h"

namespace concordat::cli {

// Makes the folder when it is missing. Does nothing when the answer has no proof.
[[nodiscard]] Result<void> write_proof(const std::string& folder, const Answer& answer);

}  // namespace concordat::cli
