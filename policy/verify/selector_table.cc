#include "policy/verify/selector_table.h"

#include <algorithm>
#include <functional>

namespace concordat::policy {

using protocol::json::Kind;

namespace {

std::size_t place_of(PrefixIndex parent, std::uint8_t edge, std::string_view text) {
  return std::hash<std::string_view>{}(text) ^ (std::size_t{parent} * 0x9E3779B1u + edge * 0x85EBCA77u);
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

VerifierIndex::Tables::Tables(Format of, const Vocabulary& vocabulary) : format(of), prefixes_(1), slots_(256, kNone) {
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    const Item& item = vocabulary.items[i];
    types.push_back(item.type);
    structural.push_back(item.category == Category::kStructural);
    for (const Selector& selector : item.selectors[static_cast<std::size_t>(of)])
      add(selector, static_cast<ItemIndex>(i));
  }
}

void VerifierIndex::Tables::add(const Selector& selector, ItemIndex item) {
  PrefixIndex at = kRoot;
  for (const Step& step : selector.steps) {
    const Edge edge = step.name == "*" ? Edge::kAny : step.choice ? Edge::kChoice : Edge::kName;
    prefixes_[at].any_follows |= edge == Edge::kAny;
    prefixes_[at].choice_follows |= edge == Edge::kChoice;
    at = child_or_new(at, edge, edge == Edge::kAny ? "" : step.name);
    if (step.where_key.empty()) continue;
    std::vector<std::string>& keys = prefixes_[at].tested_keys;
    if (std::find(keys.begin(), keys.end(), step.where_key) == keys.end()) keys.push_back(step.where_key);
    at = child_or_new(at, Edge::kCondition, step.where_key + "=" + step.where_value);
  }
  Prefix& end = prefixes_[at];
  end.item = end.ends && end.item != item ? kNoItem : item;
  end.ends = true;
}

PrefixIndex VerifierIndex::Tables::child(PrefixIndex parent, Edge edge, std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = place_of(parent, static_cast<std::uint8_t>(edge), text) & mask;; at = (at + 1) & mask) {
    const PrefixIndex index = slots_[at];
    if (index == kNone) return kNone;
    const Prefix& prefix = prefixes_[index];
    if (prefix.parent == parent && prefix.edge == edge && prefix.text == text) return index;
  }
}

PrefixIndex VerifierIndex::Tables::child_or_new(PrefixIndex parent, Edge edge, std::string_view text) {
  if (const PrefixIndex known = child(parent, edge, text); known != kNone) return known;
  const auto index = static_cast<PrefixIndex>(prefixes_.size());
  Prefix prefix;
  prefix.parent = parent;
  prefix.edge = edge;
  prefix.text = std::string(text);
  prefix.conditions = prefixes_[parent].conditions + (edge == Edge::kCondition ? 1 : 0);
  prefix.names = prefixes_[parent].names + (edge == Edge::kName || edge == Edge::kChoice ? 1 : 0);
  prefixes_.push_back(std::move(prefix));
  if (prefixes_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.size() * 2, kNone);
    for (PrefixIndex i = 1; i < index; ++i) insert(i);
  }
  insert(index);
  return index;
}

void VerifierIndex::Tables::insert(PrefixIndex index) {
  const Prefix& prefix = prefixes_[index];
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = place_of(prefix.parent, static_cast<std::uint8_t>(prefix.edge), prefix.text) & mask;
  while (slots_[at] != kNone) at = (at + 1) & mask;
  slots_[at] = index;
}

void VerifierIndex::Tables::step(const PrefixIndex* first, const PrefixIndex* last, std::string_view name,
                                 std::vector<PrefixIndex>& to) const {
  const auto follow = [&](PrefixIndex from, Edge edge, std::string_view text) {
    if (const PrefixIndex next = child(from, edge, text); next != kNone) to.push_back(next);
  };
  for (; first != last; ++first) {
    const PrefixIndex from = *first;
    follow(from, Edge::kName, name);
    if (prefixes_[from].any_follows) follow(from, Edge::kAny, "");
    if (!prefixes_[from].choice_follows) continue;
    for (std::size_t at = 1; at < name.size(); ++at) {
      if (name[at] >= 'A' && name[at] <= 'Z') follow(from, Edge::kChoice, name.substr(0, at));
    }
  }
}

void VerifierIndex::Tables::hold(std::vector<PrefixIndex>& prefixes, std::size_t from, const protocol::json::Tape& tape,
                                 std::uint32_t object) const {
  std::string condition;
  std::string scratch;
  const std::size_t end = prefixes.size();
  for (std::size_t i = from; i < end; ++i) {
    for (const std::string& key : prefixes_[prefixes[i]].tested_keys) {
      const std::uint32_t value = tape.member(object, key);
      if (value == 0 || tape[value].kind == Kind::kObject || tape[value].kind == Kind::kArray ||
          tape[value].kind == Kind::kNull)
        continue;
      std::string_view text = tape[value].kind == Kind::kString ? tape.decoded(value, scratch) : tape.raw(value);
      if (key == "system") text = original_system(text);
      condition.assign(key).append("=").append(text);
      if (const PrefixIndex held = child(prefixes[i], Edge::kCondition, condition); held != kNone)
        prefixes.push_back(held);
    }
  }
}

ItemIndex VerifierIndex::Tables::best(const PrefixIndex* first, const PrefixIndex* last, bool& ends) const {
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

bool VerifierIndex::Tables::tested(const PrefixIndex* first, const PrefixIndex* last, std::string_view name) const {
  return std::any_of(first, last, [&](PrefixIndex index) {
    const Prefix& prefix = prefixes_[index];
    return prefix.edge == Edge::kCondition && prefix.text.size() > name.size() && prefix.text[name.size()] == '=' &&
           prefix.text.compare(0, name.size(), name) == 0;
  });
}

VerifierIndex::VerifierIndex(Format format, const Vocabulary& vocabulary)
    : tables_(std::make_unique<const Tables>(format, vocabulary)) {}
VerifierIndex::~VerifierIndex() = default;
VerifierIndex::VerifierIndex(VerifierIndex&&) noexcept = default;
VerifierIndex& VerifierIndex::operator=(VerifierIndex&&) noexcept = default;

}  // namespace concordat::policy
