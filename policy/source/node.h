#pragma once
// A policy file as a tree, each node with its place. A scalar keeps its text and whether it was quoted; what the text
// means is decided by the key that it stands under, never guessed from its looks. The depth is bounded
// (limits::kPolicyDepth).

#include <cstdint>
#include <string>
#include <vector>

namespace concordat::policy {

struct Entry;

struct Node {
  enum class Kind : std::uint8_t { kNothing, kScalar, kList, kMap };
  Kind kind = Kind::kNothing;
  bool quoted = false;         // kScalar
  int line = 0;                // from 1
  int column = 0;              // from 1, in characters
  std::string text;            // kScalar
  std::vector<Node> elements;  // kList
  std::vector<Entry> entries;  // kMap, in the file's order; keys differ
};

struct Entry {
  std::string key;
  int line = 0;
  int column = 0;
  Node value;
};

// The tree as canonical JSON (RFC 8785), every scalar a string: the same for every layout, comment and order of keys.
[[nodiscard]] std::string canonical_text(const Node& node);

}  // namespace concordat::policy
