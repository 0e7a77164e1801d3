#pragma once
// Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2): checking them is pure; making them asks the
// caller for the hashes of complete nodes only, so that they can be served from tiles. Thread-safe: no state.
//
//   Result<Proof> path = inclusion_proof(index, size, [&](NodeId id) -> Result<Digest> { return tiles.node(id); });
//   Result<void> good = check_inclusion(index, size, leaf, *path, root);

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crypto/merkle/tree_hash.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

// RFC 9162 section 2.1.3.2. kLedgerInvalid when the proof does not lead from `leaf` to `root`.
[[nodiscard]] Result<void> check_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                                           const Proof& proof, const Digest& root);
// RFC 9162 section 2.1.4.2, for old_size <= new_size. From size 0 only the empty root and the empty proof are accepted.
[[nodiscard]] Result<void> check_consistency(std::uint64_t old_size, std::uint64_t new_size, const Digest& old_root,
                                             const Digest& new_root, const Proof& proof);
// The root that the tree of `old_size` had, as the proof shows to whoever knows the newer root: when it is not the root
// that was signed then, the log has shown two histories. nullopt when the proof does not lead to `new_root`, or says
// nothing of the older root (its size is 0, a power of two or not smaller).
[[nodiscard]] std::optional<Digest> older_root_shown(std::uint64_t old_size, std::uint64_t new_size,
                                                     const Digest& new_root, const Proof& proof);

// A subtree of the tree of some size, as the complete nodes that make it up, left to right. Its hash is their fold from
// the right.
using Subtree = std::vector<NodeId>;
[[nodiscard]] Subtree subtree(std::uint64_t begin, std::uint64_t end);
// The subtrees whose hashes form the proof, in its order. Empty when the sizes or the index are out of range: callers
// check first.
[[nodiscard]] std::vector<Subtree> inclusion_path(std::uint64_t index, std::uint64_t size);
[[nodiscard]] std::vector<Subtree> consistency_path(std::uint64_t old_size, std::uint64_t new_size);

template <typename Fetch>
[[nodiscard]] Result<Digest> subtree_hash(const Subtree& nodes, Fetch&& fetch) {
  Result<Digest> hash = fetch(nodes.back());
  for (auto node = nodes.rbegin() + 1; hash && node != nodes.rend(); ++node) {
    const Result<Digest> left = fetch(*node);
    if (!left) return left;
    hash = node_hash(*left, *hash);
  }
  return hash;
}

template <typename Fetch>
[[nodiscard]] Result<Proof> fetch_proof(const std::vector<Subtree>& path, Fetch&& fetch) {
  Proof proof;
  proof.reserve(path.size());
  for (const Subtree& nodes : path) {
    const Result<Digest> hash = subtree_hash(nodes, fetch);
    if (!hash) return fail(hash.error());
    proof.push_back(*hash);
  }
  return proof;
}

// kNotFound when index >= size.
template <typename Fetch>
[[nodiscard]] Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, Fetch&& fetch) {
  if (index >= size) {
    return fail(Code::kNotFound, "entry " + std::to_string(index) + " is not in a tree of " + std::to_string(size));
  }
  return fetch_proof(inclusion_path(index, size), fetch);
}

// kNotFound when old_size > new_size. From size 0, and between equal sizes, the proof is empty.
template <typename Fetch>
[[nodiscard]] Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, Fetch&& fetch) {
  if (old_size > new_size) {
    return fail(Code::kNotFound,
                "a tree of " + std::to_string(new_size) + " does not reach back from " + std::to_string(old_size));
  }
  return fetch_proof(consistency_path(old_size, new_size), fetch);
}

// The root of the tree of `size` entries. size 0 is empty_root().
template <typename Fetch>
[[nodiscard]] Result<Digest> tree_root(std::uint64_t size, Fetch&& fetch) {
  if (size == 0) return empty_root();
  return subtree_hash(subtree(0, size), fetch);
}

}  // namespace concordat::crypto
