#pragma once
// Builds the decision table of a policy: which agreements apply to each (provider, recipient, purpose, kind), cut by
// time, each set of agreements merged into one plan however often it occurs.

#include "policy/compile/compiled.h"

namespace concordat::policy {

// Fills `compiled.plans` and `compiled.shadow_outcomes` too; all else of `compiled` is there.
[[nodiscard]] DecisionTable build_table(PolicySet::Compiled& compiled);

}  // namespace concordat::policy
