#include "policy/redact/treatments.h"

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

void work_out(const PlanItems& planned, const std::vector<Item>& items, PlanTreatments& out) {
  out.by_item.resize(items.size());
  out.is_withheld.resize(items.size());
  out.planned.clear();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const ActionKind action = i < planned.size() ? planned[i].action.kind : ActionKind::kWithhold;
    const bool structure = items[i].category == Category::kStructural && action == ActionKind::kKeep;
    const Treatment held = structure ? Treatment::kStructural : treatment_of(action);
    out.by_item[i] = held;
    out.is_withheld[i] = held == Treatment::kWithhold;
    if (!structure && held != Treatment::kWithhold) out.planned.push_back(static_cast<ItemIndex>(i));
  }
}

}  // namespace

const PlanTreatments& Treatments::of(const Plan& plan, const Vocabulary& vocabulary) {
  const std::vector<Item>& items = vocabulary.items;
  const auto address = reinterpret_cast<std::uintptr_t>(plan.items.begin());
  Known& known = known_[address / alignof(std::max_align_t) % kKnown];
  const bool same = plan.items.begin() != nullptr && known.items.begin() == plan.items.begin() &&
                    known.vocabulary == items.data() && known.treatments.by_item.size() == items.size();
  if (!same) {
    work_out(plan.items, items, known.treatments);
    known.items = plan.items;
    known.vocabulary = items.data();
  }
  return known.treatments;
}

}  // namespace concordat::policy
