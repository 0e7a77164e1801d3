#pragma once
// What a plan does with each data item, and what became of the items in one record: the same for every format. The
// first is worked out once a plan and not once a record: a plan is long and its entries are large, and most records of
// an agency come under the same few plans. One a thread.
//
//   const PlanTreatments& held = treatments.of(plan, vocabulary);
//   held.by_item[item] == Treatment::kKeep

#include <array>
#include <cstdint>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/model/vocabulary.h"
#include "policy/redact/facts.h"

namespace concordat::policy {

struct Disclosure;

enum class Treatment : std::uint8_t { kUnnamed, kWithhold, kKeep, kStructural, kTransform };

struct PlanTreatments {
  std::vector<Treatment> by_item;         // never kUnnamed: that is what no item covers
  std::vector<std::uint8_t> is_withheld;  // by item
  std::vector<ItemIndex> planned;         // neither withheld nor structural
};

class Treatments {
 public:
  // Valid until the next call.
  const PlanTreatments& of(const Plan& plan, const Vocabulary& vocabulary);

 private:
  static constexpr std::size_t kKnown = 16;  // plans, each of which may be kept alive by it
  struct Known {
    // Held, so that nobody can change these items or put others in their place: to be the same is to be equal.
    PlanItems items;
    const Item* vocabulary = nullptr;
    PlanTreatments treatments;
  };
  std::array<Known, kKnown> known_;
};

// One record's items under one plan.
class ItemOutcomes {
 public:
  void reset(const PlanTreatments& plan);
  [[nodiscard]] Treatment treatment(ItemIndex item) const {
    return item == kNoItem ? Treatment::kUnnamed : plan_->by_item.data()[item];
  }
  // At least one value of the item is withheld, whatever the plan says.
  void alter(ItemIndex item) {
    altered_[item] = 1;
    any_altered_ = true;
  }
  // Which items are absent, withheld and altered, by what the record holds. Appended.
  void list(const RecordFacts& facts, Disclosure& out) const;

 private:
  const PlanTreatments* plan_ = nullptr;
  std::vector<std::uint8_t> altered_;  // by item
  bool any_altered_ = false;
};

}  // namespace concordat::policy
