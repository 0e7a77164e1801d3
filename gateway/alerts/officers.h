#pragma once
// Who has to look at an emergency disclosure, as the policy says it. Pure.
//
//   add_acknowledgers(policy, plan.agreements, alert);                     // when it is shared
//   Result<std::string> key = officer_key(policy, alert, "Caldicott Guardian");   // when somebody has looked

#include <string>
#include <string_view>
#include <vector>

#include "gateway/alerts/alert.h"
#include "policy/policy_set.h"

namespace concordat::gateway {

// Adds to the alert those of `agreements` that demand an acknowledgement, their parties, and whom they name; nothing
// twice.
void add_acknowledgers(const policy::PolicySet& policy, const std::vector<policy::AgreementRef>& agreements,
                       Alert& alert);

// The id of the officer's key, as signatures have it: 16 hexadecimal digits of SHA-256 of the public key. It is the
// first key under that name that is not revoked, the sender's officers before other parties'. kForbidden, in words,
// when the alert does not name that officer; kNotFound when no party lists a key of theirs any more.
[[nodiscard]] Result<std::string> officer_key(const policy::PolicySet& policy, const Alert& alert,
                                              std::string_view officer);

// Of whoever acts for some agency: "AGENCY/NAME", or the name where one agency alone lists it. kNotFound, in words,
// when no agency lists such a key that is not revoked; kConflict when several do.
[[nodiscard]] Result<std::string> officer_key(const policy::PolicySet& policy, std::string_view officer);

}  // namespace concordat::gateway
