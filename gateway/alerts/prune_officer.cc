#include "gateway/alerts/prune_officer.h"

#include "crypto/primitive/digest.h"

namespace concordat::gateway {

Result<PruneOfficer> officer_with_key(const policy::PolicySet& policy, ByteView public_key,
                                      std::chrono::sys_days today) {
  constexpr std::size_t kKeyIdDigits = 16;
  std::string why_not;
  for (const policy::Agency& agency : policy.agencies()) {
    for (const policy::Officer& officer : agency.officers) {
      if (officer.public_key != public_key) continue;
      if (officer.revoked) {
        why_not = "the key of " + officer.name + " of " + agency.id.str() + " was revoked";
      } else if (officer.retired && today > *officer.retired) {
        why_not = "the key of " + officer.name + " of " + agency.id.str() + " was retired";
      } else {
        return PruneOfficer{agency.id.str(), officer.name,
                            crypto::sha256(officer.public_key).hex().substr(0, kKeyIdDigits)};
      }
    }
  }
  if (why_not.empty()) {
    why_not =
        "this key is no officer's: write its public half (concordat policy key shows it) under officers in the "
        "agency's file in agencies/";
  }
  return fail(Code::kForbidden, why_not);
}

}  // namespace concordat::gateway
