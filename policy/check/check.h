#pragma once
// What can only be seen across files: names that lead nowhere, law that does not carry what is shared, rules that
// contradict one another or never apply. Each message names the source of the rule that it enforces, where there is
// one.
//
//   check(policy, spoken, now, problems);      // `now` (unix seconds) decides warnings about dates and nothing else

#include <cstdint>
#include <vector>

#include "policy/compile/resolve.h"
#include "policy/load/policy.h"
#include "policy/problem.h"

namespace concordat::policy {

// `spoken` is resolve()'s answer for each of policy.agreements.
void check(const Policy& policy, const std::vector<std::vector<Spoken>>& spoken, std::int64_t unix_seconds,
           Problems& problems);

}  // namespace concordat::policy
