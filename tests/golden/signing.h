#pragma once
// Signs agreements as the officers of policy/small/ would: with keys that everybody knows (RFC 8032 section 7.1, tests
// 1 and 2), whose public halves stand in the agencies' files.
//
//   if (auto ok = sign(files, "ISA-1", "riverside-trust"); !ok) fail(ok.error().detail);

#include <string>

#include "policy/policy_set.h"
#include "protocol/base/result.h"

namespace concordat::golden {

// Adds the party's signature under the agreement as the files say it now, in place of an earlier one. Signed on
// 2026-06-01.
[[nodiscard]] Result<void> sign(policy::PolicyFiles& files, const std::string& agreement, const std::string& party);

}  // namespace concordat::golden
