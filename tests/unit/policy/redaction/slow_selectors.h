#pragma once
// Which data item decides about a leaf: every selector of the vocabulary held against its path, the longest wins, then
// the one with more conditions, then the one with fewer wildcards; two items that tie decide nothing.

#include <string>
#include <vector>

#include "policy/model/vocabulary.h"
#include "tests/unit/policy/redaction/json_tree.h"

namespace concordat::policy::test {

struct Turn {
  std::string name;                 // of the member; first of all the resource's type (FHIR)
  const Element* object = nullptr;  // that we came into; none at a leaf
  bool sibling = false;             // it stands as "_name"
};
using Path = std::vector<Turn>;

struct Decider {
  ItemIndex item = kNoItem;
  std::size_t depth = 0;  // how many of the path's turns its selector takes
};

[[nodiscard]] Decider decider(const Path& path, Format format, const Vocabulary& vocabulary);
// A condition that holds of the object at the path's end speaks of its member `name`.
[[nodiscard]] bool condition_names(const Path& path, const std::string& name, Format format,
                                   const Vocabulary& vocabulary);

}  // namespace concordat::policy::test
