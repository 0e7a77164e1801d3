#pragma once
// Builds the tree again from leaf hashes, in order, and compares every hash tile of the ledger with it, level by level,
// as each is complete. Not synchronised.
//
//   TreeCheck check(files, problems);
//   for (…) check.append(crypto::leaf_hash(entry));
//   check.finish();
//   if (check.root() != checkpoint.root) …

#include <array>
#include <cstdint>

#include "crypto/merkle/frontier.h"
#include "crypto/merkle/tile.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/audit/problems.h"

namespace concordat::gateway {

class TreeCheck {
 public:
  TreeCheck(const LedgerFiles& files, Problems& problems) : files_(files), problems_(problems) {}

  // Instead of the first `entries` leaves, a multiple of 256, before any other: what the tiles of level 1 hold for
  // them. An error when those can't be read.
  [[nodiscard]] Result<void> append_pruned(std::uint64_t entries);
  void append(const crypto::Digest& leaf);
  // Compares the tiles that are not full.
  void finish();
  [[nodiscard]] crypto::Digest root() const { return frontier_.root(); }

 private:
  void add(crypto::NodeId id, const crypto::Digest& hash);
  void compare(unsigned level);

  const LedgerFiles& files_;
  Problems& problems_;
  crypto::Frontier frontier_;
  struct Level {
    std::uint64_t tile = 0;  // number of the tile being filled
    Bytes hashes;
  };
  std::array<Level, crypto::kTileLevels> levels_;
};

}  // namespace concordat::gateway
