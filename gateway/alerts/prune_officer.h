#pragma once
// Who may decide that the ledger is pruned: an officer whom an agency of the policy lists (agencies/, officers), with a
// key that is in use. Pure.
//
//   Result<PruneOfficer> officer = officer_with_key(policy, key, today);

#include <chrono>
#include <string>

#include "policy/policy_set.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct PruneOfficer {
  std::string party;
  std::string name;
  std::string key_id;  // 16 hexadecimal digits of SHA-256 of the public key, as signatures have it
};

// kForbidden, in words, when no agency lists the key, or it is retired or revoked.
[[nodiscard]] Result<PruneOfficer> officer_with_key(const policy::PolicySet& policy, ByteView public_key,
                                                    std::chrono::sys_days today);

}  // namespace concordat::gateway
