#pragma once
// What recipients signed, checked from the ledger's files alone: each receipt's text is rebuilt from its settle entries
// and verified with the key of the certificate that the ledger holds, and each commitment is compared with the one that
// the gateway made when it accepted (or narrowed) the record. So neither side can deny it: the recipient signed for
// exactly these bytes, and the gateway committed to them before. That the entries are the ledger's own is verify.h's.
//
// Memory grows with what waits and with the certificates, not with the ledger. Pure but for reading files.
//
//   Result<ReceiptsReport> report = check_receipts(*files, {.recipient = "eastshire-council"});
//   if (report && report->good()) …

#include <cstdint>
#include <map>
#include <string>

#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/audit/problems.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct ReceiptCounts {
  std::uint64_t receipts = 0;      // that verify
  std::uint64_t records = 0;       // signed for in them
  std::uint64_t bad_receipts = 0;  // that do not
  std::uint64_t bad_records = 0;   // in those, or signed for by no receipt that is there, or with another commitment
  std::uint64_t unsigned_records = 0;  // delivered to clients that do not sign
};

struct ReceiptsReport {
  std::uint64_t size = 0;                           // of the ledger that was read
  std::uint64_t certificates = 0;                   // whose keys were found
  std::map<std::string, ReceiptCounts> recipients;  // those that received anything
  Problems problems;

  [[nodiscard]] bool good() const { return problems.count() == 0; }
};

struct ReceiptsOptions {
  std::string recipient = {};        // only this one; empty: all
  std::string authorities_pem = {};  // not empty: who must have issued the certificates
};

[[nodiscard]] Result<ReceiptsReport> check_receipts(const LedgerFiles& files, const ReceiptsOptions& options,
                                                    const Progress& progress = {});

}  // namespace concordat::gateway
