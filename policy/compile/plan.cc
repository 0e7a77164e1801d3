#include "policy/compile/plan.h"

namespace concordat::policy {
namespace {

// What may still be done to a value that was made under `stored`, now that `current` rules.
PlanItem narrow_item(const PlanItem& stored, const PlanItem& current) {
  if (stored.action.kind == ActionKind::kWithhold || current.action.kind == ActionKind::kWithhold)
    return {Action{}, current.clause};
  if (stored.action == current.action) return {Action{.kind = ActionKind::kKeep}, current.clause};  // done already
  if (stored.action.kind == ActionKind::kKeep) return current;
  return {Action{}, current.clause};  // can't be derived from what is stored
}

}  // namespace

bool Plan::releases_nothing(const Vocabulary& vocabulary) const {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].action.kind != ActionKind::kWithhold && vocabulary.items[i].category != Category::kStructural)
      return false;
  }
  return true;
}

Plan narrow(const Plan& stored, const Plan& current, const Vocabulary& vocabulary) {
  Plan out;
  out.items.resize(vocabulary.items.size());
  for (std::size_t i = 0; i < out.items.size(); ++i) {
    if (vocabulary.items[i].category == Category::kStructural) {
      out.items[i].action.kind = ActionKind::kKeep;
    } else if (i < stored.items.size() && i < current.items.size()) {
      out.items[i] = narrow_item(stored.items[i], current.items[i]);
    }
  }
  out.agreements = current.agreements;
  out.obligations = current.obligations;
  out.vocabulary_hash = current.vocabulary_hash;
  seal(out, vocabulary);
  return out;
}

}  // namespace concordat::policy
