#pragma once
// A folder in which disclosures are kept: <record id>.json|.hl7|.pdf and beside it <record id>.manifest.json, which
// says who sent it, why, item by item what was released, changed and withheld, and where the ledger says so. The
// manifest is written last: where there is one, the record is whole.
//
//   InboxFolder inbox("received");
//   inbox.keep(body, received);
//   inbox.sync();                                   // then acknowledge, not before

#include <string>
#include <string_view>
#include <utility>

#include "gateway/cli/transfer/received.h"
#include "protocol/base/result.h"

namespace concordat::cli {

class InboxFolder {
 public:
  explicit InboxFolder(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] Result<void> open() const;
  // Fills in `received.file` and `received.already_written`.
  [[nodiscard]] Result<void> keep(std::string_view body, Received& received) const;
  [[nodiscard]] Result<void> sync() const;

 private:
  std::string path_;
};

}  // namespace concordat::cli
