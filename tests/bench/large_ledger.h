#pragma once
// A published ledger of any size, written straight to its files in constant memory: what the auditor's tools are
// measured on. Its entries are as the gateway writes them, numbered and timed without a gap. One thread.
//
//   LargeLedger ledger(10'000'000, EntryShape::kShort);
//   verify(ledger.files(), ledger.key());

#include <cstdint>

#include "gateway/ledger/audit/ledger_files.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {

enum class EntryShape {
  kTraffic,  // an accept and a settle entry in turn
  kShort,    // the shortest that there is, for ledgers of many entries
};

class LargeLedger {
 public:
  LargeLedger(std::uint64_t size, EntryShape shape);

  [[nodiscard]] LedgerFiles files() const { return LedgerFiles::open(folder_.path()).value(); }
  [[nodiscard]] const crypto::VerifierKey& key() const { return keys_->verifier; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t entry_bytes() const { return entry_bytes_; }  // of all entries

 private:
  TemporaryFolder folder_;
  std::shared_ptr<const LedgerKeys> keys_ = test_keys();
  std::uint64_t size_ = 0;
  std::uint64_t entry_bytes_ = 0;
};

}  // namespace concordat::gateway
