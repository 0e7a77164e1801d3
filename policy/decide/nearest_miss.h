#pragma once
// Why a disclosure is denied, in words for the sender: only about agreements that it is a party to, the nearest miss
// first. Cold: called for denials only.

#include "policy/compile/compiled.h"

namespace concordat::policy {

// A denial's words where nothing more may be told: an agency that shares no agreement is answered exactly as one that
// does not exist.
[[nodiscard]] Decision no_shared_agreement();

// Fills denial, reasons and agreements for a request whose sender, recipient and purpose are known to `compiled`.
[[nodiscard]] Decision explain_denial(const PolicySet::Compiled& compiled, const Request& request, AgencyIndex provider,
                                      AgencyIndex recipient);

// The same for a request that `plan` would permit, but for the record's own circumstances.
[[nodiscard]] Decision explain_unmet(const PolicySet::Compiled& compiled, const Request& request, const Plan& plan);

}  // namespace concordat::policy
