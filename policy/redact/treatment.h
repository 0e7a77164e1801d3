#pragma once
// What one recipient's plan does with each item of the vocabulary, and which items could not be done as planned: the
// same for every format. Reset for each recipient; owns its buffers.

#include <cstdint>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/model/vocabulary.h"
#include "policy/redact/facts.h"

namespace concordat::policy {

struct Disclosure;

enum class Treatment : std::uint8_t { kUnnamed, kWithhold, kKeep, kStructural, kTransform };

class Treatments {
 public:
  void reset(const Plan& plan, const Vocabulary& vocabulary);
  [[nodiscard]] Treatment of(ItemIndex item) const { return item == kNoItem ? Treatment::kUnnamed : by_item_[item]; }
  // At least one value of the item had to be withheld, whatever the plan says.
  void alter(ItemIndex item) { altered_[item] = 1; }
  // The items that are absent, withheld, altered, by what the record holds.
  void list(const RecordFacts& facts, Disclosure& out) const;

 private:
  std::vector<Treatment> by_item_;
  std::vector<std::uint8_t> altered_;
};

}  // namespace concordat::policy
