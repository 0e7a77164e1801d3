#pragma once
// What signatures do: an agreement is in force as far as the files of today and every party's signature agree. What a
// file or the vocabulary adds waits until all have signed again; what it takes away holds at once, whoever took it away
// (POLICY.md, Signatures).
//
//   apply_signatures(policy, spoken, files, problems);      // narrows `policy` and `spoken` to what is in force

#include <string>
#include <vector>

#include "policy/load/policy.h"
#include "policy/policy_set.h"
#include "policy/sign/signature_record.h"
#include "policy/sign/terms.h"

namespace concordat::policy {

// Only active agreements are looked at. Where something is missing or waits, a warning says what, and what
// to do. Agreements that are not in force get `out_of_force`.
[[nodiscard]] std::vector<SignatureRecord> apply_signatures(Policy& policy, std::vector<std::vector<Spoken>>& spoken,
                                                            const PolicyFiles& files, Problems& problems);

// What of `now` is within `then` too; for the tests' sake apart from signatures. `waits` gets, in words, what is left
// out; false when nothing may be in force, `why` saying why.
struct Narrowing {
  bool in_force = true;
  std::string why;
  std::vector<std::string> waits;
};
[[nodiscard]] Narrowing narrow_to(Terms& now, const Terms& then);

}  // namespace concordat::policy
