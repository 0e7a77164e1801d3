#include "policy/redact/treatments.h"

#include <algorithm>
#include <cstring>
#include <iterator>

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

std::uint64_t eight_flags(const std::uint8_t* flags) {
  std::uint64_t word;
  std::memcpy(&word, flags, sizeof(word));
  return word;
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

void ItemOutcomes::reset(const PlanTreatments& plan) {
  plan_ = &plan;
  altered_.assign(plan.by_item.size(), 0);
  any_altered_ = false;
}

void ItemOutcomes::list(const RecordFacts& facts, Disclosure& out) const {
  const std::uint8_t* const present = facts.present.data();
  const std::vector<ItemIndex>& planned = plan_->planned;
  std::vector<ItemIndex>& absent = out.absent;
  absent.resize(planned.size());
  std::size_t absentees = 0;
  for (const ItemIndex item : planned) {
    absent.data()[absentees] = item;  // overwritten by the next, if it is present
    absentees += present[item] == 0 ? 1 : 0;
  }
  absent.resize(absentees);
  const std::uint8_t* const withheld = plan_->is_withheld.data();
  const std::size_t items = plan_->is_withheld.size();
  for (std::size_t i = 0; i < items;) {
    if (i + 8 <= items && (eight_flags(present + i) & eight_flags(withheld + i)) == 0) {
      i += 8;  // most of a vocabulary is not in a record
      continue;
    }
    if ((present[i] & withheld[i]) != 0) out.withheld.push_back(static_cast<ItemIndex>(i));
    ++i;
  }
  if (!any_altered_) return;
  std::copy_if(planned.begin(), planned.end(), std::back_inserter(out.altered),
               [this](ItemIndex item) { return altered_[item] != 0; });
}

}  // namespace concordat::policy
