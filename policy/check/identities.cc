#include <map>
#include <unordered_map>

#include "policy/check/rules.h"

namespace concordat::policy {
namespace {

std::string where(const Place& place) {
  return place.file + ":" + std::to_string(place.line);
}

void check_agency_names(const Policy& policy, Findings& findings) {
  for (std::size_t i = 1; i < policy.agencies.size(); ++i) {
    const AgencyFile& before = policy.agencies[i - 1];
    const AgencyFile& file = policy.agencies[i];
    if (file.agency.id.empty() || file.agency.id != before.agency.id) continue;
    findings.error(file.place, "a second file for the agency \"" + file.agency.id.str() +
                                   "\" (the other: " + where(before.place) + "); keep one of the two");
  }
}

void check_agreement_names(const Policy& policy, Findings& findings) {
  for (std::size_t i = 1; i < policy.agreements.size(); ++i) {
    const Agreement& before = policy.agreements[i - 1];
    const Agreement& agreement = policy.agreements[i];
    if (agreement.id.empty() || agreement.id != before.id) continue;
    findings.error(agreement.place, "a second agreement \"" + agreement.id.str() +
                                        "\" (the other: " + where(before.place) + "); give it an id of its own");
  }
}

void check_certificates(const Policy& policy, Findings& findings) {
  std::unordered_map<std::string, const Written*> owners;
  for (const AgencyFile& file : policy.agencies) {
    for (const Written& identity : file.identities) {
      auto [it, fresh] = owners.emplace(identity.text, &identity);
      if (fresh) continue;
      findings.error(identity.place,
                     "another agency is known by the same certificate name (" + where(it->second->place) +
                         "); a certificate must lead to one agency",
                     "DESIGN.md rule 8");
    }
  }
}

void check_routes(const Policy& policy, const std::map<std::string, Written>& routes, Findings& findings) {
  for (const auto& [code, agency] : routes) {
    if (!policy.knows_all_agencies || policy.agency(agency.text) != nullptr) continue;
    findings.error(agency.place, "no file in agencies/ is about \"" + agency.text + "\"; add one, or mend the name");
  }
}

}  // namespace

void check_lists(const Policy& policy, Findings& findings) {
  for (std::size_t i = 1; i < policy.lists.size(); ++i) {
    const Written &before = policy.lists[i - 1].id, &id = policy.lists[i].id;
    if (id.text.empty() || id.text != before.text) continue;
    findings.error(id.place,
                   "a second list \"" + id.text + "\" (the other: " + where(before.place) + "); keep one of the two");
  }
  bool opt_out_list = false;
  for (const PersonList& list : policy.lists) opt_out_list = opt_out_list || list.meaning != ListMeaning::kObjected;
  for (const Agreement& agreement : policy.agreements) {
    if (opt_out_list || agreement.conditions.opt_out != OptOut::kApplies || agreement.status != Status::kActive)
      continue;
    findings.warning(
        agreement.purpose.place,
        agreement.id.str() + " shares nothing: the opt-out applies, and no file in lists/ says who opted out; add one",
        "POLICY.md, The decision, rule 8");
  }
}

void check_identities(const Policy& policy, Findings& findings) {
  check_agency_names(policy, findings);
  check_agreement_names(policy, findings);
  check_certificates(policy, findings);
  for (const AgencyFile& file : policy.agencies) {
    const Written& purpose = file.default_purpose;
    if (purpose.text.empty() || !policy.knows_all_purposes || policy.purpose(purpose.text) != nullptr) continue;
    findings.error(purpose.place, "the purpose \"" + purpose.text + "\" is not in purposes.yaml; use one that is");
  }
  check_routes(policy, policy.routes.postcode, findings);
  check_routes(policy, policy.routes.gp, findings);
  check_routes(policy, policy.routes.local_authority, findings);
}

}  // namespace concordat::policy
