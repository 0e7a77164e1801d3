#pragma once
// Proofs for one entry: made from the published files, checked with nothing but the proof, the entry and the log's key
// (C2SP tlog-proof).
//
//   Result<ProvedEntry> proved = prove(*files, index);
//   Result<CheckedProof> checked = check_proof(proved->proof, proved->entry, key);

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note/tlog_policy.h"
#include "crypto/note/verifier_key.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/bytes.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct ProvedEntry {
  std::uint64_t index = 0;
  Bytes entry;
  std::string proof;  // the text of a .tlog-proof file
};

// kNotFound when the published ledger has no such entry (yet); kLedgerInvalid when its files do not prove what they
// hold.
[[nodiscard]] Result<ProvedEntry> prove(const LedgerFiles& files, std::uint64_t index, Head head = Head::kNewest);
// The index of the entry that accepted or refused the record. Reads the ledger from its end.
[[nodiscard]] Result<std::uint64_t> find_record(const LedgerFiles& files, RecordId record,
                                                const Progress& progress = {});

struct CheckedProof {
  std::string origin;
  std::uint64_t index = 0;
  std::uint64_t size = 0;                   // of the tree that was signed
  std::vector<std::string> witnesses = {};  // of the policy, who cosigned it
};

// kMalformed when it is no proof, kLedgerInvalid when it does not hold.
[[nodiscard]] Result<CheckedProof> check_proof(std::string_view proof, ByteView entry, const crypto::VerifierKey& key);
// Likewise with one of the log's keys, old or new.
[[nodiscard]] Result<CheckedProof> check_proof(std::string_view proof, ByteView entry,
                                               std::span<const crypto::VerifierKey> keys);
// Likewise with a policy: one of its logs signed, and its quorum has cosigned. `keys`, if there are any, are of the
// only log that is believed.
[[nodiscard]] Result<CheckedProof> check_proof(std::string_view proof, ByteView entry, const crypto::TlogPolicy& policy,
                                               std::span<const crypto::VerifierKey> keys = {});

}  // namespace concordat::gateway
