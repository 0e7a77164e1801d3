#include "gateway/alerts/officers.h"

#include <algorithm>

#include "crypto/primitive/digest.h"
#include "policy/compile/compiled.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kKeyIdDigits = 16;

template <typename Value>
bool holds(const std::vector<Value>& all, const Value& value) {
  return std::find(all.begin(), all.end(), value) != all.end();
}

template <typename Value>
void add(std::vector<Value>& all, Value value) {
  if (!holds(all, value)) all.push_back(std::move(value));
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

void add_acknowledgers(const policy::PolicySet& policy, const std::vector<policy::AgreementRef>& agreements,
                       Alert& alert) {
  for (const policy::AgreementRef& matched : agreements) {
    for (const policy::Agreement& agreement : policy.compiled().policy.agreements) {
      if (agreement.id != matched.id || agreement.conditions.acknowledged_by.empty()) continue;
      add(alert.agreements, std::pair(matched.id.str(), matched.version));
      add(alert.parties, agreement.provider.text);
      for (const policy::Written& recipient : agreement.recipients) add(alert.parties, recipient.text);
      for (const policy::Written& officer : agreement.conditions.acknowledged_by)
        add(alert.acknowledged_by, officer.text);
    }
  }
}

Result<std::string> officer_key(const policy::PolicySet& policy, const Alert& alert, std::string_view officer) {
  if (!holds(alert.acknowledged_by, std::string(officer))) {
    return fail(Code::kForbidden,
                "the agreement does not name that officer; it names " + joined(alert.acknowledged_by));
  }
  for (const std::string& party : alert.parties) {
    const policy::Agency* agency = policy.agency(party);
    if (agency == nullptr) continue;
    for (const policy::Officer& listed : agency->officers) {
      if (listed.name == officer && !listed.revoked)
        return crypto::sha256(listed.public_key).hex().substr(0, kKeyIdDigits);
    }
  }
  return fail(Code::kNotFound, "no file in agencies/ of " + joined(alert.parties) +
                                   " lists a key of that officer that is not revoked; list one under officers");
}

Result<std::string> officer_key(const policy::PolicySet& policy, std::string_view officer) {
  std::vector<std::string> found, keys;
  for (const policy::Agency& agency : policy.agencies()) {
    for (const policy::Officer& listed : agency.officers) {
      const std::string full = agency.id.str() + "/" + listed.name;
      if (listed.revoked || (officer != listed.name && officer != full) || holds(found, full)) continue;
      found.push_back(full);
      keys.push_back(crypto::sha256(listed.public_key).hex().substr(0, kKeyIdDigits));
    }
  }
  if (found.empty()) {
    return fail(Code::kNotFound, "no file in agencies/ lists an officer \"" + printable(officer) +
                                     "\" with a key that is not revoked; name one of them as AGENCY/NAME");
  }
  if (found.size() > 1) {
    return fail(Code::kConflict, "several agencies list that officer (" + joined(found) + "); name one as AGENCY/NAME");
  }
  return keys.front();
}

}  // namespace concordat::gateway
