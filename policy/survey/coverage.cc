#include "policy/survey/coverage.h"

#include <algorithm>

namespace concordat::policy {
namespace {

// "value[x]" means valueString and the like; "value" only itself.
bool chooses(const Step& choice, const std::string& name) {
  return choice.choice && name.size() >= choice.name.size() && name.starts_with(choice.name);
}

bool names_meet(const Step& a, const Step& b) {
  if (a.name == "*" || b.name == "*") return true;
  return (a.name == b.name && a.choice == b.choice) || chooses(a, b.name) || chooses(b, a.name);
}

bool steps_meet(const Step& a, const Step& b) {
  const bool contradict = !a.where_key.empty() && a.where_key == b.where_key && a.where_value != b.where_value;
  return !contradict && names_meet(a, b);
}

bool step_covers(const Step& outer, const Step& inner) {
  const bool same_name = outer.name == inner.name && outer.choice == inner.choice;
  const bool any_name = outer.name == "*" && outer.where_key.empty();
  const bool condition =
      outer.where_key.empty() || (outer.where_key == inner.where_key && outer.where_value == inner.where_value);
  return any_name || (same_name && condition);
}

}  // namespace

bool may_meet(const Selector& a, const Selector& b) {
  const std::size_t length = std::min(a.steps.size(), b.steps.size());
  return std::equal(a.steps.begin(), a.steps.begin() + static_cast<std::ptrdiff_t>(length), b.steps.begin(),
                    steps_meet);
}

bool covers(const Selector& outer, const Selector& inner) {
  return outer.steps.size() <= inner.steps.size() &&
         std::equal(outer.steps.begin(), outer.steps.end(), inner.steps.begin(), step_covers);
}

std::vector<std::optional<ItemIndex>> owners(const Vocabulary& vocabulary, Format format, const Selector& selector) {
  struct Claim {
    ItemIndex item = 0;
    std::size_t length = 0;
  };
  std::vector<Claim> claims;
  std::size_t certain = 0;  // the longest path that covers all
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    for (const Selector& place : vocabulary.items[i].selectors[static_cast<std::size_t>(format)]) {
      if (place.steps.size() > selector.steps.size() || !may_meet(place, selector)) continue;
      claims.push_back({static_cast<ItemIndex>(i), place.steps.size()});
      if (covers(place, selector)) certain = std::max(certain, place.steps.size());
    }
  }
  std::vector<std::optional<ItemIndex>> out;
  if (certain == 0) out.emplace_back();
  for (const Claim& claim : claims) {
    if (claim.length >= certain && std::find(out.begin(), out.end(), claim.item) == out.end())
      out.emplace_back(claim.item);
  }
  return out;
}

}  // namespace concordat::policy
