#pragma once
// Policies drawn at random over the small policy's vocabulary, for properties that hold of every policy: up to three
// agreements with terms, parties, purposes, kinds and dates of their own, and perhaps a floor.

#include <string>
#include <vector>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy::test {

// One agreement; `id` tells it from others. Whether the checker takes it depends on what was drawn.
[[nodiscard]] AgreementText generate_agreement(const std::string& id);
// Up to `most` agreements, at least one.
[[nodiscard]] std::vector<AgreementText> generate_agreements(int most = 3);

// The small policy with these agreements instead of its own, and these items added to the floor.
[[nodiscard]] PolicyFiles policy_of(const std::vector<AgreementText>& agreements,
                                    const std::vector<std::string>& prohibited = {});
// Null where the checker refuses it.
[[nodiscard]] std::shared_ptr<const PolicySet> load(const PolicyFiles& files);

// "person.name", "person.*", …
[[nodiscard]] const std::vector<std::string>& patterns();

}  // namespace concordat::policy::test
