#pragma once
// What is different between the disclosures of two policies, one thing at a time and without words for who reads it:
// the plans of both are compared on every stretch of time on which neither changes. Exact, and never sampled.
//
// A record of several kinds must pass for each of them, by the stricter action of each. Single kinds tell what becomes
// of such records but in one case: two actions that cannot be compared withhold together, and where both became the
// same action, the record newly releases the item although each kind alone releases less. So such pairs are compared
// too; larger sets follow from the pairs.
//
//   for (const auto& [parties, by_kind] : pairing.all())
//     for (const Shift& shift : shifts(by_kind, items)) …

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/survey/effect.h"
#include "policy/survey/pairing.h"

namespace concordat::policy {

// An item of either vocabulary, or of both.
struct SharedItem {
  std::string name;
  std::optional<ItemIndex> before, after;
  ValueType type = ValueType::kText;
  bool structural = false;  // in every vocabulary that has it
};
// By name.
[[nodiscard]] std::vector<SharedItem> shared_items(const Vocabulary& before, const Vocabulary& after);

struct Shift {
  std::string kind;       // of record
  std::string also_kind;  // the other one, of a pair
  std::int64_t from = 0;  // [from, until), in unix seconds
  std::int64_t until = 0;
  std::string item;      // empty: the terms of the disclosure as a whole
  Action before, after;  // of the item; withheld where nothing is permitted
  std::string said;      // of the terms: "may be kept for 2920 days instead of 100 days"
  Effect effect = Effect::kNone;
};

// What changes between two parties for one purpose, kind by kind.
[[nodiscard]] std::vector<Shift> shifts(const Pairing::ByKind& by_kind, const std::vector<SharedItem>& items);

}  // namespace concordat::policy
