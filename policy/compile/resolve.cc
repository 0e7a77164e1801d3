#include "policy/compile/resolve.h"

#include "policy/model/pattern.h"

namespace concordat::policy {
namespace {

// Larger wins. An item's own name beats every wildcard; among wildcards withhold wins, then the one that names more of
// the item.
std::size_t rank(const Rule& rule) {
  constexpr std::size_t kNamed = 1'000'000, kWithheld = 1'000;
  if (!is_wildcard(rule.pattern.text)) return kNamed;
  return rule.action.kind == ActionKind::kWithhold ? kWithheld : rule.pattern.text.size();
}

Spoken resolve_item(const std::vector<Rule>& rules, const Item& item) {
  Spoken spoken;
  std::size_t best = 0;
  for (const Rule& rule : rules) {
    if (!matches(rule.pattern.text, item)) continue;
    std::size_t this_rank = rank(rule);
    if (spoken.rule == nullptr || this_rank > best) {
      spoken = {&rule, rule.action};
      best = this_rank;
    } else if (this_rank == best) {
      Action both = stricter(spoken.action, rule.action);
      if (!(both == spoken.action)) spoken = {&rule, both};
    }
  }
  if (spoken.rule != nullptr && !can_be_done(spoken.action, item.type)) spoken.action = Action{};
  return spoken;
}

}  // namespace

std::vector<Spoken> resolve(const Agreement& agreement, const Vocabulary& vocabulary) {
  std::vector<Spoken> out;
  out.reserve(vocabulary.items.size());
  for (const Item& item : vocabulary.items) out.push_back(resolve_item(agreement.rules, item));
  return out;
}

}  // namespace concordat::policy
