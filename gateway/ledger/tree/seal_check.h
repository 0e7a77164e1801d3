#pragma once
// The last look before a head is signed: what the store is about to get is hashed again and must be what the signature
// will stand for. So a bit that flipped in memory since an entry was appended (in an entry, a node of the tree or the
// frontier) is found while nobody has been answered and nothing is signed. A signature over it would be for ever: the
// log could then prove neither what happened nor what was signed. Pure.
//
//   if (auto same = check_sealed({frontier, signed_root}, step.frontier.root(), batch); !same) return same;

#include "crypto/merkle/frontier.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// The tree that the step stands on.
struct SealedBefore {
  const crypto::Frontier& frontier;
  const crypto::Digest& root;  // that was signed last
};

// kLedgerInvalid, saying which part, unless `batch`'s entries, put upon `before`, give `root`, its completed tiles hold
// the nodes of that tree and its state value is that tree's. Hashes every entry of the batch once.
[[nodiscard]] Result<void> check_sealed(const SealedBefore& before, const crypto::Digest& root,
                                        const CommitBatch& batch);

}  // namespace concordat::gateway
