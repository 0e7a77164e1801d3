#pragma once
// What one agreement says of each data item: the most specific rule wins, never the file's order; withhold beats
// wildcards; a tie goes to the stricter (POLICY.md, The decision, rule 4).

#include <string>
#include <vector>

#include "policy/model/agreement.h"
#include "policy/model/vocabulary.h"

namespace concordat::policy {

struct Spoken {
  const Rule* rule = nullptr;  // null: the agreement is silent, or …
  Action action;
  bool as_signed = false;  // … says what its parties have signed (sign/effect.h)

  [[nodiscard]] bool speaks() const { return rule != nullptr || as_signed; }
  [[nodiscard]] std::string clause() const { return as_signed ? "as signed" : rule->clause; }
};

// Indexed by item. The rules are those of `agreement`, which must outlive the answer.
[[nodiscard]] std::vector<Spoken> resolve(const Agreement& agreement, const Vocabulary& vocabulary);

}  // namespace concordat::policy
