#include "policy/verify/json/selector_table.h"

#include <algorithm>

namespace concordat::policy {

using protocol::json::Kind;

namespace {

std::uint32_t place_of(PrefixIndex parent, SelectorTable::Edge edge, std::uint16_t tag) {
  const std::uint64_t whole = std::uint64_t{parent} << 32 | std::uint64_t{tag} << 8 | static_cast<std::uint64_t>(edge);
  return static_cast<std::uint32_t>((whole * 0x9E3779B97F4A7C15u) >> 32);
}

// "urn:concordat:pseudonym:<key>:<system>" stands for <system>.
std::string_view original_system(std::string_view system) {
  constexpr std::string_view kMark = "urn:concordat:pseudonym:";
  for (std::size_t colon;
       system.rfind(kMark, 0) == 0 && (colon = system.find(':', kMark.size())) != std::string_view::npos;) {
    system = system.substr(colon + 1);
  }
  return system;
}

}  // namespace

SelectorTable::SelectorTable(Format of, const Vocabulary& vocabulary) : format(of), prefixes_(1), slots_(256) {
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    const Item& item = vocabulary.items[i];
    types.push_back(item.type);
    structural.push_back(item.category == Category::kStructural);
    for (const Selector& selector : item.selectors[static_cast<std::size_t>(of)])
      add(selector, static_cast<ItemIndex>(i));
  }
}

void SelectorTable::add(const Selector& selector, ItemIndex item) {
  PrefixIndex at = kRoot;
  for (const Step& step : selector.steps) {
    const Edge edge = step.name == "*" ? Edge::kAny : step.choice ? Edge::kChoice : Edge::kName;
    at = child_or_new(at, edge, edge == Edge::kAny ? "" : step.name);
    if (step.where_key.empty()) continue;
    const PrefixIndex test = child_or_new(at, Edge::kTest, step.where_key);
    std::vector<PrefixIndex>& tests = prefixes_[at].tests;
    if (std::find(tests.begin(), tests.end(), test) == tests.end()) tests.push_back(test);
    at = child_or_new(test, Edge::kValue, step.where_value);
  }
  Prefix& end = prefixes_[at];
  end.item = end.ends && end.item != item ? kNoItem : item;
  end.ends = true;
}

PrefixIndex SelectorTable::child(PrefixIndex parent, Edge edge, const Name& text) const {
  const Slot* const slots = slots_.data();
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t place = place_of(parent, edge, text.tag);
  for (std::size_t at = place & mask; slots[at].prefix != kNone; at = (at + 1) & mask) {
    if (slots[at].hash != place) continue;
    const Prefix& prefix = prefixes_[slots[at].prefix];
    if (prefix.parent == parent && prefix.edge == edge && prefix.text == text.text) return slots[at].prefix;
  }
  return kNone;
}

PrefixIndex SelectorTable::child_or_new(PrefixIndex parent, Edge edge, std::string_view text) {
  const Name name(text);
  if (const PrefixIndex known = child(parent, edge, name); known != kNone) return known;
  const auto index = static_cast<PrefixIndex>(prefixes_.size());
  if (edge == Edge::kName) prefixes_[parent].may_follow |= bit_of(name.tag);
  if (edge == Edge::kAny || edge == Edge::kChoice) prefixes_[parent].may_follow = ~std::uint64_t{0};
  if (edge == Edge::kChoice) prefixes_[parent].choices.push_back(index);
  if (edge == Edge::kAny) prefixes_[parent].any = index;
  Prefix prefix;
  prefix.parent = parent;
  prefix.edge = edge;
  prefix.text = std::string(text);
  prefix.conditions = prefixes_[parent].conditions + (edge == Edge::kValue ? 1 : 0);
  prefix.names = prefixes_[parent].names + (edge == Edge::kName || edge == Edge::kChoice ? 1 : 0);
  prefixes_.push_back(std::move(prefix));
  if (prefixes_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.size() * 2, Slot{});
    for (PrefixIndex i = 1; i < index; ++i) insert(i);
  }
  insert(index);
  return index;
}

void SelectorTable::insert(PrefixIndex index) {
  const Prefix& prefix = prefixes_[index];
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t place = place_of(prefix.parent, prefix.edge, Name(prefix.text).tag);
  std::size_t at = place & mask;
  while (slots_[at].prefix != kNone) at = (at + 1) & mask;
  slots_[at] = {place, index};
}

void SelectorTable::follow(PrefixIndex from, const Name& name, std::vector<PrefixIndex>& to) const {
  const Prefix& prefix = prefixes_[from];
  if (const PrefixIndex next = child(from, Edge::kName, name); next != kNone) to.push_back(next);
  if (prefix.any != kNone) to.push_back(prefix.any);
  for (const PrefixIndex choice : prefix.choices) {
    const std::string& start = prefixes_[choice].text;
    if (name.text.size() <= start.size() || name.text.compare(0, start.size(), start) != 0) continue;
    const char next = name.text[start.size()];
    if (next >= 'A' && next <= 'Z') to.push_back(choice);
  }
}

void SelectorTable::hold(std::vector<PrefixIndex>& prefixes, std::size_t from, const protocol::json::Tape& tape,
                         std::uint32_t object) const {
  const std::size_t end = prefixes.size();
  for (std::size_t i = from; i < end; ++i) {
    for (const PrefixIndex test : prefixes_[prefixes[i]].tests) {
      std::string scratch;
      const std::string& key = prefixes_[test].text;
      const std::uint32_t value = tape.member(object, key);
      if (value == 0 || tape[value].kind == Kind::kObject || tape[value].kind == Kind::kArray ||
          tape[value].kind == Kind::kNull)
        continue;
      std::string_view text = tape[value].kind == Kind::kString ? tape.decoded(value, scratch) : tape.raw(value);
      if (key == "system") text = original_system(text);
      if (const PrefixIndex held = child(test, Edge::kValue, Name(text)); held != kNone) prefixes.push_back(held);
    }
  }
}

ItemIndex SelectorTable::best(const PrefixIndex* first, const PrefixIndex* last, bool& ends) const {
  const Prefix* best = nullptr;
  ItemIndex item = kNoItem;
  for (; first != last; ++first) {
    const Prefix& prefix = prefixes_[*first];
    if (!prefix.ends) continue;
    const bool better = best == nullptr || prefix.conditions > best->conditions ||
                        (prefix.conditions == best->conditions && prefix.names > best->names);
    const bool level = best != nullptr && prefix.conditions == best->conditions && prefix.names == best->names;
    if (better) {
      best = &prefix;
      item = prefix.item;
    } else if (level && prefix.item != item) {
      item = kNoItem;
    }
  }
  ends = best != nullptr;
  return item;
}

bool SelectorTable::tested(const PrefixIndex* first, const PrefixIndex* last, std::string_view name) const {
  return std::any_of(first, last, [&](PrefixIndex index) {
    const Prefix& prefix = prefixes_[index];
    return prefix.edge == Edge::kValue && prefixes_[prefix.parent].text == name;
  });
}

bool SelectorTable::knows(std::string_view name) const {
  return std::any_of(prefixes_.begin(), prefixes_.end(),
                     [name](const Prefix& prefix) { return prefix.edge == Edge::kName && prefix.text == name; });
}

}  // namespace concordat::policy
