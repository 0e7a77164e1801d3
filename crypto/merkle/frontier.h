#pragma once
// The right edge of a growing tree: the roots of its perfect subtrees, largest first. Enough to append and to know the
// root, in at most 64 hashes. Part of the state that one commit of the store makes durable. Not synchronised.
//
//   Frontier frontier;
//   frontier.append(leaf_hash(entry), [&](NodeId id, const Digest& hash) { tiles.put(id, hash); });
//   Checkpoint head{origin, frontier.size(), frontier.root()};

#include <cstdint>
#include <vector>

#include "crypto/merkle/tree_hash.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

class Frontier {
 public:
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // RFC 6962 section 2.1: the hash of the whole tree; empty_root() when there is no entry.
  [[nodiscard]] Digest root() const;

  void append(const Digest& leaf) {
    append(leaf, [](NodeId, const Digest&) {});
  }

  // `completed(NodeId, const Digest&)` is told of the leaf and then of every node above it that is now complete.
  template <typename Completed>
  void append(const Digest& leaf, Completed&& completed) {
    NodeId id{0, size_};
    Digest hash = leaf;
    completed(id, hash);
    for (; (id.index & 1) != 0; id = {id.level + 1, id.index >> 1}) {
      hash = node_hash(peaks_.back(), hash);
      peaks_.pop_back();
      completed(NodeId{id.level + 1, id.index >> 1}, hash);
    }
    peaks_.push_back(hash);
    ++size_;
  }

  // u64 size, then 32 bytes a set bit of it, from the most significant.
  [[nodiscard]] Bytes serialise() const;
  // kMalformed when the length does not fit the size.
  [[nodiscard]] static Result<Frontier> parse(ByteView bytes);

  bool operator==(const Frontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

}  // namespace concordat::crypto
