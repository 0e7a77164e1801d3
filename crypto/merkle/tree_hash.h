#pragma once
// The hashes of RFC 6962 section 2.1, and how a node of the tree is named. Level 0 is the leaves; node (level, index)
// covers the entries [index << level, (index + 1) << level) and is named only once all of them exist.

#include <compare>
#include <cstdint>
#include <vector>

#include "crypto/primitive/digest.h"

namespace concordat::crypto {

struct NodeId {
  unsigned level = 0;
  std::uint64_t index = 0;
  auto operator<=>(const NodeId&) const = default;
};

// Bottom up, as RFC 6962 writes audit paths.
using Proof = std::vector<Digest>;

[[nodiscard]] Digest leaf_hash(ByteView entry);
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);
[[nodiscard]] Digest empty_root();

}  // namespace concordat::crypto
