#pragma once
// A small published ledger, and the ways to tamper with its files.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "gateway/ledger/audit/ledger_files.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {

struct PublishedLedger : TestLedger {
  // Of `size` accept entries.
  explicit PublishedLedger(std::uint64_t size = 0);

  void publish();
  [[nodiscard]] std::filesystem::path ledger() const { return folder.path() / "ledger"; }
  [[nodiscard]] LedgerFiles files() const;

  // Rewrites one file below ledger().
  void edit(const std::string& path, const std::function<void(Bytes&)>& change) const;
  void edit_bundle(const std::string& path, const std::function<void(std::vector<Bytes>&)>& change) const;
  // Makes the bundle's hash tile agree with it.
  void rehash(const std::string& bundle_path, const std::string& tile_path) const;
  // Signs whatever the bundle of a ledger of fewer than 256 entries holds now: what a thief of the key can do.
  void sign_again(const LedgerKeys& signer) const;
};

}  // namespace concordat::gateway
