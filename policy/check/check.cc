#include "policy/check/check.h"

#include "policy/check/rules.h"

namespace concordat::policy {

void check(const Policy& policy, const std::vector<std::vector<Spoken>>& spoken, std::int64_t unix_seconds,
           Problems& problems) {
  Findings findings(problems);
  check_identities(policy, findings);
  check_floor(policy, findings);
  check_lists(policy, findings);
  for (std::size_t i = 0; i < policy.agreements.size(); ++i) {
    const Agreement& agreement = policy.agreements[i];
    check_terms(policy, agreement, unix_seconds, findings);
    check_items(policy, agreement, spoken[i], findings);
    check_actions(policy, agreement, spoken[i], findings);
    check_formats(policy, agreement, spoken[i], findings);
    check_lawful_basis(policy, agreement, spoken[i], findings);
  }
  check_conflicts(policy, spoken, findings);
}

}  // namespace concordat::policy
