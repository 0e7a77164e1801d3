#pragma once
// Whether a ledger is what it says: every entry of every bundle is hashed again, every tile compared with what its
// entries make, the root with the signed checkpoint, and each entry read: canonical JSON of a known version, gap-free
// numbers of the log and of each agreement, times that never go back. What is wrong is told with its place, and not
// only the first.
//
// Memory is constant; one core. Pure but for reading files.
//
//   Result<VerifyReport> report = verify(*files, key);
//   if (report && report->good()) …

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "crypto/note/verifier_key.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/audit/problems.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// What the log says was pruned before its first entry that is there.
struct PruneReport {
  std::uint64_t kept_from = 0;  // 0: nothing
  std::string through;          // the time of the last entry that is gone
  std::string recorded;         // when; empty when no entry of the log says so, which is a problem
  std::uint64_t entry = 0;      // the one that says so
  std::string decision_hex;     // SHA-256 of the signed decision
  std::string party;            // whose officer signed it
  std::string reason;
};

struct VerifyReport {
  std::string origin;
  std::uint64_t size = 0;
  std::string root_hex;  // as signed
  std::string first_time;
  std::string last_time;
  std::map<std::string, std::uint64_t, std::less<>> events;      // how many of each
  std::map<std::string, std::uint64_t, std::less<>> agreements;  // the last number of each
  PruneReport pruned;
  Problems problems;

  [[nodiscard]] bool good() const { return problems.count() == 0; }
};

// An error only when there is nothing to look at: no checkpoint, or one that is no checkpoint at all.
[[nodiscard]] Result<VerifyReport> verify(const LedgerFiles& files, const crypto::VerifierKey& key,
                                          const Progress& progress = {});
// Likewise with one of the log's keys, old or new.
[[nodiscard]] Result<VerifyReport> verify(const LedgerFiles& files, std::span<const crypto::VerifierKey> keys,
                                          const Progress& progress = {});

}  // namespace concordat::gateway
