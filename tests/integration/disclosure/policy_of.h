#pragma once
// The policy of a configuration directory, loaded as the gateway loads it, for tests that ask what a plan says.

#include <memory>
#include <string>

#include "policy/policy_set.h"

namespace concordat::integration {

// Throws with every problem when the policy has errors.
[[nodiscard]] std::shared_ptr<const policy::PolicySet> policy_of(const std::string& config);
// The plan of a permitted disclosure for direct care from riverside-trust to eastshire-council; throws when it is
// denied.
[[nodiscard]] std::shared_ptr<const policy::Plan> plan_of(const policy::PolicySet& policy, const std::string& kind);

}  // namespace concordat::integration
