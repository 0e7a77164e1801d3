#pragma once
// The root of a log as it was at an earlier size, from its nodes. Thread-safe, as LedgerLog is.
//
//   Result<crypto::Digest> root = log_root(log, 1024);   // of its first 1024 entries

#include "crypto/merkle/tree_hash.h"
#include "gateway/ledger/log.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// `size` is at most the log's.
[[nodiscard]] Result<crypto::Digest> log_root(const LedgerLog& log, std::uint64_t size);

}  // namespace concordat::gateway
