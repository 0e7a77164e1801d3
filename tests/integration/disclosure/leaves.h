#pragma once
// Every leaf of a record with the data item that it belongs to, found the slow way: each leaf is held against each
// selector of the vocabulary. Shares with the gateway only the vocabulary's parsed text; the reading of selectors is
// written anew here (POLICY.md; vocabulary.yaml's head).
//
//   for (const Leaf& leaf : leaves_of(parse_dom(text), Format::kFhir, vocabulary)) use(leaf.place, leaf.item);

#include <string>
#include <vector>

#include "policy/model/vocabulary.h"
#include "tests/integration/disclosure/dom.h"

namespace concordat::integration {

struct Leaf {
  std::string entry;  // the fullUrl of the bundle's entry that it stands in
  std::string place;  // its names from there, arrays unsaid: "resource.name.family"
  std::string name;   // of the member (of the array that holds it)
  policy::ItemIndex item = policy::kNoItem;
  bool told = false;  // a selector's condition speaks of it: [system=phone]
  const Node* node = nullptr;
};

// In the record's order. An empty object or array is a leaf too. `root` must outlive the leaves.
[[nodiscard]] std::vector<Leaf> leaves_of(const Node& root, policy::Format format,
                                          const policy::Vocabulary& vocabulary);

}  // namespace concordat::integration
