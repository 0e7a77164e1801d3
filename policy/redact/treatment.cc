#include "policy/redact/treatment.h"

#include "policy/redact/redactor.h"

namespace concordat::policy {
namespace {

Treatment treatment_of(ActionKind action) {
  switch (action) {
    case ActionKind::kKeep: return Treatment::kKeep;
    case ActionKind::kMask:
    case ActionKind::kGeneralise:
    case ActionKind::kPseudonymise: return Treatment::kTransform;
    case ActionKind::kWithhold: break;
  }
  return Treatment::kWithhold;
}

}  // namespace

void Treatments::reset(const Plan& plan, const Vocabulary& vocabulary) {
  const std::vector<Item>& items = vocabulary.items;
  by_item_.resize(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const ActionKind action = i < plan.items.size() ? plan.items[i].action.kind : ActionKind::kWithhold;
    const bool structure = items[i].category == Category::kStructural && action == ActionKind::kKeep;
    by_item_[i] = structure ? Treatment::kStructural : treatment_of(action);
  }
  altered_.assign(items.size(), 0);
}

void Treatments::list(const RecordFacts& facts, Disclosure& out) const {
  for (std::size_t i = 0; i < by_item_.size(); ++i) {
    if (by_item_[i] == Treatment::kStructural) continue;
    const auto item = static_cast<ItemIndex>(i);
    const bool present = facts.present[i] != 0;
    if (by_item_[i] == Treatment::kWithhold) {
      if (present) out.withheld.push_back(item);
      continue;
    }
    if (!present) out.absent.push_back(item);
    if (altered_[i] != 0) out.altered.push_back(item);
  }
}

}  // namespace concordat::policy
