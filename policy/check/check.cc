#include "policy/check/check.h"

#include "policy/check/rules.h"

namespace concordat::policy {

void check(const Policy& policy, std::int64_t unix_seconds, Problems& problems) {
  Findings findings(problems);
  check_identities(policy, findings);
  check_floor(policy, findings);
  check_lists(policy, findings);
  std::vector<std::vector<Spoken>> spoken;
  spoken.reserve(policy.agreements.size());
  for (const Agreement& agreement : policy.agreements) {
    spoken.push_back(resolve(agreement, policy.vocabulary));
    check_terms(policy, agreement, unix_seconds, findings);
    check_items(policy, agreement, spoken.back(), findings);
    check_formats(policy, agreement, spoken.back(), findings);
    check_lawful_basis(policy, agreement, spoken.back(), findings);
  }
  check_conflicts(policy, spoken, findings);
}

}  // namespace concordat::policy
