#pragma once
// The first half of the leaf ledger: every leaf of a record read against the policy, each by itself. What depends on
// what remains of the rest (references, companions, kept words) is decided afterwards, in leaf_ledger.cc.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/policy/redaction/leaf_ledger.h"
#include "tests/unit/policy/redaction/slow_selectors.h"

namespace concordat::policy::test {

// Why a leaf is in the output.
enum class Standing {
  kAbsent,
  kReleased,  // by an item: the resource that it stands in remains
  kAround,    // structure: what it stands in is written, if the resource remains for something else
  kFollows,   // goes with `anchor`, where that is written for something else
};

struct Note {
  Standing standing = Standing::kAbsent;
  const Element* anchor = nullptr;
  ItemIndex item = kNoItem;
  std::string place;
  std::string after;
  std::string key;            // of its pseudonym
  bool changed = false;       // by the item's action, even where that leaves it as it was
  bool value = false;         // the item's own value, not what stands beside it
  bool text = false;          // kept words
  bool unsearchable = false;  // words that can't be searched with certainty: withheld whole
  bool placeholder = false;   // null, where an array has a sibling
};

struct SeenReference {
  Element* leaf;
  std::string to;
  const Element* outermost;  // the resource whose contained ones a "#…" means
  bool allowed;
  bool focus;
};

// What an object is not sent without.
struct Demand {
  const Element* holder;
  const Element* value;
  bool reference;    // masked, if need be
  bool instruction;  // what to do with an entry: without it the record is refused
};

struct Reading {
  std::map<const Element*, Note> notes;  // of every leaf
  std::set<const Element*> resources;
  std::set<const Element*> pinned;    // remain whatever they hold
  std::set<const Element*> poisoned;  // a modifier of theirs may not go: nothing of them does
  std::map<std::string, const Element*> entries;
  std::map<std::pair<const Element*, std::string>, Element*> contained;
  std::vector<SeenReference> references;
  std::vector<Demand> demands;
  std::vector<std::pair<const Element*, std::vector<std::string>>> somebodies;  // and how they are told
  bool labelled = false;
};

[[nodiscard]] Reading read_leaves(Element& root, const JudgedBy& by);
[[nodiscard]] const Element* object_around(const Element& value);
// The other one of "given" and "_given", where both are arrays.
[[nodiscard]] const Element* sibling_of(const Element& array);

}  // namespace concordat::policy::test
