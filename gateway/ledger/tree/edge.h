#pragma once
// The part of the Merkle tree that is kept in memory: every complete node over the newest entries, and all nodes inside
// tiles that are not full yet. Whatever an Edge does not hold is in a full tile of the store. So a proof for a new
// entry costs look-ups and no hashing.
//
// Two are used: the durable tree's, and one of the nodes that a step adds, which absorb() joins on when the step is
// durable. Not synchronised.
//
//   frontier.append(leaf, [&](crypto::NodeId id, const crypto::Digest& hash) { added.add(id, hash); });
//   durable.absorb(std::move(added), frontier.size());

#include <array>
#include <cstdint>
#include <vector>

#include "crypto/merkle/tree_hash.h"

namespace concordat::gateway {

class Edge {
 public:
  // Nodes of a level come in order, without a gap.
  void add(crypto::NodeId id, const crypto::Digest& hash);
  // nullptr when it is not held.
  [[nodiscard]] const crypto::Digest* find(crypto::NodeId id) const;
  // Joins on the nodes of `newer`, and lets go of what a tree of `size` has in full tiles and no new proof needs.
  void absorb(Edge&& newer, std::uint64_t size);

 private:
  static constexpr std::uint64_t kNewest = 4096;  // entries whose proofs need no tile: several commits' worth

  struct Level {
    std::uint64_t first = 0;
    std::vector<crypto::Digest> hashes;
  };
  static std::uint64_t first_kept(unsigned level, std::uint64_t size);

  std::array<Level, 64> levels_;
};

}  // namespace concordat::gateway
