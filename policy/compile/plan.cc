#include "policy/compile/plan.h"

namespace concordat::policy {
namespace {

// What may still be done to a value that was made under `stored`, now that `current` rules.
Action narrow_action(const Action& stored, const Action& current) {
  if (stored.kind == ActionKind::kWithhold || current.kind == ActionKind::kWithhold) return {};
  if (stored == current) return {.kind = ActionKind::kKeep};  // done already
  if (stored.kind == ActionKind::kKeep) return current;
  return {};  // can't be derived from what is stored
}

}  // namespace

std::vector<PlanItem>& PlanItems::edit() {
  if (!items_) items_ = std::make_shared<std::vector<PlanItem>>();
  if (items_.use_count() > 1) items_ = std::make_shared<std::vector<PlanItem>>(*items_);
  return *items_;
}

std::string Plan::clause(std::size_t item) const {
  const PlanItem& said = items[item];
  return said.agreement == 0 ? said.clause : agreements[said.agreement - 1].id.str() + " " + said.clause;
}

bool Plan::releases_nothing(const Vocabulary& vocabulary) const {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].action.kind != ActionKind::kWithhold && vocabulary.items[i].category != Category::kStructural)
      return false;
  }
  return true;
}

Plan narrow(const Plan& stored, const Plan& current, const Vocabulary& vocabulary) {
  Plan out;
  std::vector<PlanItem>& items = out.items.edit();
  items.resize(vocabulary.items.size());
  for (std::size_t i = 0; i < items.size() && i < current.items.size(); ++i) {
    items[i] = current.items[i];
    if (vocabulary.items[i].category == Category::kStructural) continue;
    items[i].action =
        i < stored.items.size() ? narrow_action(stored.items[i].action, current.items[i].action) : Action{};
  }
  out.agreements = current.agreements;
  out.obligations = current.obligations;
  out.vocabulary_hash = current.vocabulary_hash;
  seal(out, vocabulary);
  return out;
}

}  // namespace concordat::policy
