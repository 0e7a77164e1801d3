#include "tests/integration/disclosure/oracle.h"

#include <algorithm>

namespace concordat::integration {
namespace {

using policy::Action;
using policy::ActionKind;
using policy::Category;
using policy::Grain;
using policy::ValueType;

constexpr std::string_view kMark = "[withheld]";

// Elements that modify the meaning of what stands beside them, or hold the record together: they may go with what is
// released, unchanged.
const std::set<std::string, std::less<>> kStructure = {"resourceType",
                                                       "fullUrl",
                                                       "reference",
                                                       "url",
                                                       "status",
                                                       "intent",
                                                       "active",
                                                       "use",
                                                       "clinicalStatus",
                                                       "verificationStatus",
                                                       "doNotPerform",
                                                       "comparator",
                                                       "implicitRules",
                                                       "scope",
                                                       "deceasedBoolean",
                                                       "deceasedDateTime",
                                                       "mode"};
// What says how to read a changed value.
const std::set<std::string, std::less<>> kCompanions = {"system", "use",        "type", "rank",
                                                        "unit",   "comparator", "url",  "code"};
const std::set<std::string, std::less<>> kValues = {"value", "start", "end"};

std::vector<std::string> parts(std::string_view text, std::string_view separator) {
  std::vector<std::string> found;
  while (true) {
    const std::size_t at = text.find(separator);
    found.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return found;
    text.remove_prefix(at + separator.size());
  }
}

// What is left stands in the old text in the same order, and each removal is marked.
bool scrubbed(std::string_view before, std::string_view after) {
  const auto pieces = parts(after, kMark);
  if (pieces.size() < 2) return false;
  std::size_t at = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::size_t found = before.find(pieces[i], at);
    if (found == std::string_view::npos || (i == 0 && found != 0)) return false;
    at = found + pieces[i].size();
  }
  return pieces.back().empty() || before.ends_with(pieces.back());
}

std::size_t length_of_date(Grain grain) {
  return grain == Grain::kYear ? 4 : grain == Grain::kMonth ? 7 : 10;
}

bool masked(const std::string& before, const std::string& after, std::size_t shown) {
  if (after.size() > before.size()) return false;
  const std::size_t stars = after.find_first_not_of('*');
  const std::size_t tail = stars == std::string::npos ? 0 : after.size() - stars;
  return tail <= shown && before.ends_with(after.substr(after.size() - tail));
}

bool same(const Node& a, const Node& b) {
  return a.kind == b.kind && a.text == b.text;
}

}  // namespace

Oracle::Fate Oracle::fate(const Leaf& leaf) const {
  for (const std::string& name : parts(leaf.place, ".")) {
    if (kStructure.contains(name)) return Fate::kStructure;
  }
  if (format_ == policy::Format::kFhir && leaf.entry.empty() && leaf.place == "type") return Fate::kStructure;
  if (leaf.item == policy::kNoItem) return Fate::kWithheld;
  if (vocabulary_.items[leaf.item].category == Category::kStructural) return Fate::kStructure;
  switch (plan_.items[leaf.item].action.kind) {
    case ActionKind::kKeep: return Fate::kKept;
    case ActionKind::kWithhold: return Fate::kWithheld;
    default: return Fate::kChanged;
  }
}

bool Oracle::accepts_change(const Leaf& before, const Node& after) const {
  const Action& action = plan_.items[before.item].action;
  const bool system = before.name == "system" && action.kind == ActionKind::kPseudonymise &&
                      vocabulary_.items[before.item].type == ValueType::kIdentifier;
  if (format_ == policy::Format::kFhir && kCompanions.contains(before.name) && !system)
    return same(*before.node, after);
  if (after.kind != Node::Kind::kString) return false;
  if (system) return after.text != before.node->text;
  switch (action.kind) {
    case ActionKind::kMask: return masked(before.node->text, after.text, action.number);
    case ActionKind::kGeneralise: return after.text == before.node->text.substr(0, length_of_date(action.grain));
    case ActionKind::kPseudonymise:
      return after.text.starts_with("psn-") && after.text.find(before.node->text) == std::string::npos;
    default: return false;
  }
}

bool Oracle::accepts(const Leaf& before, const Node& after) const {
  const Node& node = *before.node;
  switch (fate(before)) {
    case Fate::kStructure: return same(node, after);
    case Fate::kChanged: return accepts_change(before, after);
    case Fate::kWithheld: return before.told && same(node, after);
    case Fate::kKept: break;
  }
  if (same(node, after)) return true;
  const bool words = before.name == "display" || vocabulary_.items[before.item].type == ValueType::kFreeText;
  return words && after.kind == Node::Kind::kString && scrubbed(node.text, after.text);
}

bool Oracle::required(const Leaf& leaf, const std::set<std::string>& altered) const {
  const Fate fate = this->fate(leaf);
  if (fate == Fate::kStructure || fate == Fate::kWithheld || altered.contains(vocabulary_.items[leaf.item].id.str()))
    return false;
  if (leaf.node->text.empty() || leaf.node->text == "null") return false;  // says nothing
  if (fate == Fate::kKept) return true;
  return leaf.node->kind == Node::Kind::kString && (format_ == policy::Format::kJson || kValues.contains(leaf.name));
}

std::string Oracle::describe(const Leaf& leaf) const {
  std::string item = "no item";
  if (leaf.item != policy::kNoItem)
    item = vocabulary_.items[leaf.item].id.str() + " " + plan_.items[leaf.item].action.str();
  return leaf.entry + " " + leaf.place + " (" + item + "): " + leaf.node->text;
}

void Oracle::compare(const std::vector<const Leaf*>& before, const std::vector<const Leaf*>& after,
                     const std::set<std::string>& altered, std::vector<std::string>& faults) const {
  std::size_t at = 0;
  for (const Leaf* out : after) {
    if (out->node->text == "null") continue;  // keeps a place in an array with a sibling
    std::size_t match = at;
    while (match < before.size() && !accepts(*before[match], *out->node)) ++match;
    if (match == before.size()) {
      faults.push_back("released, and nothing allows it: " + describe(*out));
      continue;
    }
    for (; at < match; ++at) {
      if (required(*before[at], altered)) faults.push_back("missing: " + describe(*before[at]));
    }
    at = match + 1;
  }
  for (; at < before.size(); ++at) {
    if (required(*before[at], altered)) faults.push_back("missing: " + describe(*before[at]));
  }
}

// A withheld value of an identifying item must not stand anywhere, as a copy, unless it is released elsewhere too.
void Oracle::find_copies(const std::vector<Leaf>& before, std::string_view disclosure,
                         std::vector<std::string>& faults) const {
  constexpr std::size_t kTelling = 6;
  const auto holds = [](const std::string& text, const std::string& value) {
    return text.find(value) != std::string::npos;
  };
  for (const Leaf& leaf : before) {
    const bool identifying = leaf.item != policy::kNoItem && vocabulary_.items[leaf.item].identifying;
    const Fate fate = this->fate(leaf);
    const bool hidden = fate == Fate::kWithheld || (fate == Fate::kChanged && kValues.contains(leaf.name));
    if (!identifying || !hidden || leaf.told || leaf.node->kind != Node::Kind::kString ||
        leaf.node->text.size() < kTelling)
      continue;
    const bool also_kept = std::any_of(before.begin(), before.end(), [&](const Leaf& other) {
      const bool kept = this->fate(other) == Fate::kKept && vocabulary_.items[other.item].type != ValueType::kFreeText;
      return (kept || this->fate(other) == Fate::kStructure) && holds(other.node->text, leaf.node->text);
    });
    if (!also_kept && holds(std::string(disclosure), leaf.node->text))
      faults.push_back("a copy is left of: " + describe(leaf));
  }
}

std::vector<std::string> Oracle::faults(std::string_view record, std::string_view disclosure,
                                        const std::set<std::string>& altered) const {
  const Node before_root = parse_dom(record);
  const Node after_root = parse_dom(disclosure);
  const auto before = leaves_of(before_root, format_, vocabulary_);
  const auto after = leaves_of(after_root, format_, vocabulary_);
  Places places_before;
  Places places_after;
  for (const Leaf& leaf : before) places_before[{leaf.entry, leaf.place}].push_back(&leaf);
  for (const Leaf& leaf : after) {
    const bool label =
        format_ == policy::Format::kFhir && leaf.entry.empty() && leaf.place.starts_with("meta.security.");
    if (!label) places_after[{leaf.entry, leaf.place}].push_back(&leaf);
  }
  std::vector<std::string> faults;
  for (const auto& [place, leaves] : places_after) {
    if (!places_before.contains(place)) faults.push_back("the record has no such place: " + describe(*leaves.front()));
  }
  for (const auto& [place, leaves] : places_before) compare(leaves, places_after[place], altered, faults);
  find_copies(before, disclosure, faults);
  return faults;
}

ItemNames Oracle::items(std::string_view record) const {
  const Node root = parse_dom(record);
  ItemNames names;
  for (const Leaf& leaf : leaves_of(root, format_, vocabulary_)) {
    if (leaf.item == policy::kNoItem || vocabulary_.items[leaf.item].category == Category::kStructural) continue;
    const std::string& name = vocabulary_.items[leaf.item].id.str();
    const ActionKind kind = plan_.items[leaf.item].action.kind;
    (kind == ActionKind::kKeep       ? names.released
     : kind == ActionKind::kWithhold ? names.withheld
                                     : names.changed)
        .insert(name);
  }
  return names;
}

}  // namespace concordat::integration
