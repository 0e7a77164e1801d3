#include "tests/unit/policy/redaction/slow_selectors.h"

#include <algorithm>
#include <tuple>

namespace concordat::policy::test {
namespace {

// "urn:concordat:pseudonym:KEY:SYSTEM": conditions are about SYSTEM, so that an output can be read again.
std::string original_system(std::string system) {
  const std::string mark = "urn:concordat:pseudonym:";
  while (system.compare(0, mark.size(), mark) == 0 && system.find(':', mark.size()) != std::string::npos) {
    system.erase(0, system.find(':', mark.size()) + 1);
  }
  return system;
}

bool condition_holds(const Step& step, const Element* object) {
  if (step.where_key.empty()) return true;
  if (object == nullptr || !object->object()) return false;
  const Element* value = object->member(step.where_key);
  if (value == nullptr || !value->leaf()) return false;
  const std::string text = value->text();
  return (step.where_key == "system" ? original_system(text) : text) == step.where_value;
}

bool name_fits(const Step& step, const std::string& name) {
  if (step.name == "*") return true;
  if (!step.choice) return step.name == name;
  const std::size_t stem = step.name.size();
  return name.size() > stem && name.compare(0, stem, step.name) == 0 && name[stem] >= 'A' && name[stem] <= 'Z';
}

bool selects(const Selector& selector, const Path& path) {
  if (selector.steps.size() > path.size()) return false;
  for (std::size_t i = 0; i < selector.steps.size(); ++i) {
    if (!name_fits(selector.steps[i], path[i].name) || !condition_holds(selector.steps[i], path[i].object))
      return false;
  }
  return true;
}

}  // namespace

Decider decider(const Path& path, Format format, const Vocabulary& vocabulary) {
  using Merit = std::tuple<std::size_t, std::ptrdiff_t, std::ptrdiff_t>;
  Merit best{0, -1, -1};
  Decider found;
  // A resource's narrative is released only by an item that names it.
  const bool narrative = format == Format::kFhir && path.size() > 1 && path[1].name == "text";
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    for (const Selector& selector : vocabulary.items[i].selectors[static_cast<std::size_t>(format)]) {
      if ((narrative && selector.steps.size() < 2) || !selects(selector, path)) continue;
      const auto& steps = selector.steps;
      const Merit merit{steps.size(),
                        std::count_if(steps.begin(), steps.end(), [](const Step& s) { return !s.where_key.empty(); }),
                        std::count_if(steps.begin(), steps.end(), [](const Step& s) { return s.name != "*"; })};
      if (merit < best) continue;
      const bool tie = merit == best && found.item != i;
      best = merit;
      found = {tie ? kNoItem : static_cast<ItemIndex>(i), steps.size()};
    }
  }
  return found;
}

bool condition_names(const Path& path, const std::string& name, Format format, const Vocabulary& vocabulary) {
  if (name.empty()) return false;
  for (const Item& item : vocabulary.items) {
    for (const Selector& selector : item.selectors[static_cast<std::size_t>(format)]) {
      if (selector.steps.size() < path.size() || selector.steps[path.size() - 1].where_key != name) continue;
      Selector until_here = selector;
      until_here.steps.resize(path.size());
      if (selects(until_here, path)) return true;
    }
  }
  return false;
}

}  // namespace concordat::policy::test
