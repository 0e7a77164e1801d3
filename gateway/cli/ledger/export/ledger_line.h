#pragma once
// One entry on its way out of the ledger: its place, its leaf hash, and for an end the acceptance that it belongs to.
// Formats write from this and nothing else.

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {

struct LedgerLine {
  std::string_view origin;  // the ledger's, as its checkpoint names it: "hub.example/ledger"
  std::uint64_t index = 0;
  ByteView bytes;  // the entry, as it stands
  std::string leaf_hex;
  const gateway::EntryView* entry = nullptr;
  const gateway::EntryView* accept = nullptr;  // of a settle entry; null where the acceptance was pruned
};

// Entries that others refer to, with the last few bundles kept: what is delivered was mostly accepted shortly before.
// Constant memory. Not synchronised.
class EntrySource {
 public:
  EntrySource(const gateway::LedgerFiles& files, std::uint64_t size) : files_(files), size_(size) {}
  // Null when it is not there (pruned, beyond the end) or no entry. Good until the next call.
  [[nodiscard]] const gateway::EntryView* entry(std::uint64_t index);

 private:
  struct Bundle {
    std::uint64_t number = 0;
    Bytes bytes;
    std::vector<ByteView> entries;  // views into `bytes`
  };
  [[nodiscard]] const Bundle* bundle(std::uint64_t index);

  const gateway::LedgerFiles& files_;
  std::uint64_t size_;
  std::list<std::unique_ptr<Bundle>> kept_;  // the last used first
  gateway::EntryView view_;
};

}  // namespace concordat::cli
