#include "crypto/merkle/proof.h"

#include <bit>

namespace concordat::crypto {
namespace {

// The largest power of two smaller than `size`, which is at least 2: where RFC 6962 splits a tree.
std::uint64_t split(std::uint64_t size) {
  return std::bit_floor(size - 1);
}

tl::unexpected<Error> wrong_length() {
  return fail(Code::kLedgerInvalid, "the Merkle proof has the wrong number of hashes for these tree sizes");
}

struct Roots {
  Digest older;
  Digest newer;
};

// RFC 9162 section 2.1.4.2, steps 1 to 6, for 0 < old_size < new_size: what the proof leads to; nullopt when it has the
// wrong number of hashes. `perfect_root` is used where the old tree is itself a node of the new one (its size is a
// power of two): the proof then leaves it out.
std::optional<Roots> lead_to_roots(std::uint64_t old_size, std::uint64_t new_size, const Digest& perfect_root,
                                   const Proof& proof) {
  const bool old_is_perfect = std::has_single_bit(old_size);
  if (!old_is_perfect && proof.empty()) return std::nullopt;
  auto next = proof.begin();
  Roots roots;
  roots.older = roots.newer = old_is_perfect ? perfect_root : *next++;
  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  const int skipped = std::countr_one(node);
  node >>= skipped;
  last >>= skipped;
  for (; next != proof.end(); ++next) {
    if (last == 0) return std::nullopt;
    if ((node & 1) != 0 || node == last) {
      roots.older = node_hash(*next, roots.older);
      roots.newer = node_hash(*next, roots.newer);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      roots.newer = node_hash(roots.newer, *next);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return std::nullopt;
  return roots;
}

}  // namespace

// RFC 9162 section 2.1.3.2, steps 1 to 6.
Result<void> check_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf, const Proof& proof,
                             const Digest& root) {
  if (index >= size) return fail(Code::kLedgerInvalid, "the entry's index is not inside the tree");
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (last == 0) return wrong_length();
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      // On the right edge a level without a sibling has no hash in the proof.
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return wrong_length();
  if (hash != root) return fail(Code::kLedgerInvalid, "the entry is not in the tree: its proof leads to another root");
  return {};
}

// RFC 9162 section 2.1.4.2.
Result<void> check_consistency(std::uint64_t old_size, std::uint64_t new_size, const Digest& old_root,
                               const Digest& new_root, const Proof& proof) {
  if (old_size > new_size) return fail(Code::kLedgerInvalid, "the tree has shrunk");
  if (old_size == 0 || old_size == new_size) {
    if (!proof.empty()) return wrong_length();
    const bool same = old_size == new_size ? old_root == new_root : old_root == empty_root();
    if (same && (new_size != 0 || new_root == empty_root())) return {};
    return fail(Code::kLedgerInvalid,
                "two roots for one tree size: the ledger shows different people different histories");
  }
  const auto roots = lead_to_roots(old_size, new_size, old_root, proof);
  if (!roots) return wrong_length();
  if (roots->older != old_root || roots->newer != new_root) {
    return fail(Code::kLedgerInvalid, "the newer tree does not continue the older one: the ledger was rewritten");
  }
  return {};
}

std::optional<Digest> older_root_shown(std::uint64_t old_size, std::uint64_t new_size, const Digest& new_root,
                                       const Proof& proof) {
  if (old_size >= new_size || old_size == 0 || std::has_single_bit(old_size)) return std::nullopt;
  const auto roots = lead_to_roots(old_size, new_size, Digest{}, proof);
  if (!roots || roots->newer != new_root) return std::nullopt;
  return roots->older;
}

Subtree subtree(std::uint64_t begin, std::uint64_t end) {
  Subtree nodes;
  // `begin` is a multiple of the size's bit ceiling, so each piece starts where it may.
  while (begin < end) {
    const auto level = static_cast<unsigned>(std::bit_width(end - begin) - 1);
    nodes.push_back({level, begin >> level});
    begin += std::uint64_t{1} << level;
  }
  return nodes;
}

std::vector<Subtree> inclusion_path(std::uint64_t index, std::uint64_t size) {
  std::vector<Subtree> path;
  if (index >= size) return path;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split(end - begin);
    if (index < middle) {
      path.push_back(subtree(middle, end));
      end = middle;
    } else {
      path.push_back(subtree(begin, middle));
      begin = middle;
    }
  }
  return {path.rbegin(), path.rend()};
}

std::vector<Subtree> consistency_path(std::uint64_t old_size, std::uint64_t new_size) {
  std::vector<Subtree> path;
  if (old_size == 0 || old_size >= new_size) return path;
  std::uint64_t begin = 0;
  std::uint64_t end = new_size;
  // RFC 6962 section 2.1.2, SUBPROOF: down to the subtree that ends where the old tree ended.
  while (end != old_size) {
    const std::uint64_t middle = begin + split(end - begin);
    if (old_size <= middle) {
      path.push_back(subtree(middle, end));
      end = middle;
    } else {
      path.push_back(subtree(begin, middle));
      begin = middle;
    }
  }
  // Left out when it is the whole old tree, whose root the verifier has.
  if (begin != 0) path.push_back(subtree(begin, end));
  return {path.rbegin(), path.rend()};
}

}  // namespace concordat::crypto
