#pragma once
// RFC 6962 section 2.1 as it is defined, by recursion over all the leaves: slow, and plainly right. What the library is
// held against.

#include <bit>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "crypto/merkle/tree_hash.h"

namespace concordat::crypto {

inline std::vector<Digest> numbered_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash("entry " + std::to_string(i)));
  return leaves;
}

inline Digest reference_root(const std::vector<Digest>& leaves, std::size_t begin, std::size_t end) {
  if (begin == end) return sha256("");
  if (end - begin == 1) return leaves[begin];
  const std::size_t middle = begin + std::bit_floor(end - begin - 1);
  return node_hash(reference_root(leaves, begin, middle), reference_root(leaves, middle, end));
}

inline Proof reference_path(std::size_t index, const std::vector<Digest>& leaves, std::size_t begin, std::size_t end) {
  if (end - begin == 1) return {};
  const std::size_t middle = begin + std::bit_floor(end - begin - 1);
  const bool left = index < middle;
  Proof path = left ? reference_path(index, leaves, begin, middle) : reference_path(index, leaves, middle, end);
  path.push_back(left ? reference_root(leaves, middle, end) : reference_root(leaves, begin, middle));
  return path;
}

// Section 2.1.2, SUBPROOF.
inline Proof reference_consistency(std::size_t old_size, const std::vector<Digest>& leaves, std::size_t begin,
                                   std::size_t end, bool whole) {
  if (old_size == end) return whole ? Proof{} : Proof{reference_root(leaves, begin, end)};
  const std::size_t middle = begin + std::bit_floor(end - begin - 1);
  const bool left = old_size <= middle;
  Proof proof = left ? reference_consistency(old_size, leaves, begin, middle, whole)
                     : reference_consistency(old_size, leaves, middle, end, false);
  proof.push_back(left ? reference_root(leaves, middle, end) : reference_root(leaves, begin, middle));
  return proof;
}

}  // namespace concordat::crypto
