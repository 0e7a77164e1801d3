#pragma once
// A policy file as its author wrote it: the tree of policy/source/node.h, and beside it the characters of every scalar
// and key, the comments, and the blank lines. Whatever the layout, each comment belongs to one item, so that it goes
// where the item goes:
//
//   # above, a line a comment
//   key: value  # beside
//               # beside, going on below
//   list:
//     - element
//     # below: after the last element of `list`

#include <cstdint>
#include <string>
#include <vector>

#include "policy/source/node.h"

namespace concordat::policy {

using Comments = std::vector<std::string>;  // each from its '#' on; an empty one is a blank line

// An entry of a map, an element of a list, or the whole file (whose head is `above`, and its foot `below`).
struct Passage {
  enum class Style : std::uint8_t {
    kLine,   // a scalar on one line, or on several that are folded to one; or nothing
    kText,   // a block scalar: | or >
    kFlow,   // [a, b] or {a: b}
    kBlock,  // an item a line
  };
  std::string name;  // the text of an entry's key
  std::string key;   // the key as it is written
  Comments above;
  Comments beside;
  Node::Kind kind = Node::Kind::kNothing;
  Style style = Style::kLine;
  std::vector<std::string> lines;  // a scalar as it is written, without indentation; kText: the first is "|", ">-", …
  std::vector<Passage> items;      // of a list or a map
  Comments below;

  friend bool operator==(const Passage&, const Passage&) = default;
};

// Columns on a screen: one a code point.
[[nodiscard]] std::size_t columns(std::string_view text);

}  // namespace concordat::policy
