#pragma once
// What changes about who takes part, beside what is shared: by which certificates an agency is known, who signs and who
// acknowledges, where records without a recipient go, and the lists of people whose wishes are asked for.

#include <vector>

#include "policy/survey/difference.h"

namespace concordat::policy {

[[nodiscard]] std::vector<Change> compare_parties(const PolicySet& old_set, const PolicySet& new_set);

}  // namespace concordat::policy
