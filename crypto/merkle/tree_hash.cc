#include "crypto/merkle/tree_hash.h"

namespace concordat::crypto {
namespace {

// RFC 6962 section 2.1: the prefixes keep a leaf from ever being taken for a node.
constexpr ByteView kLeafPrefix("\x00", 1);
constexpr ByteView kNodePrefix("\x01", 1);

}  // namespace

Digest leaf_hash(ByteView entry) {
  return sha256(kLeafPrefix, entry);
}

Digest node_hash(const Digest& left, const Digest& right) {
  return sha256(kNodePrefix, left.view(), right.view());
}

Digest empty_root() {
  return sha256(ByteView());
}

}  // namespace concordat::crypto
