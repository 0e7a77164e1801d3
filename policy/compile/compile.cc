#include <algorithm>

#include "crypto/primitive/digest.h"
#include "policy/compile/canonical_json.h"
#include "policy/compile/compiled.h"
#include "policy/compile/merge.h"
#include "policy/compile/table_builder.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

// Every place that an item covers, and what the item is: what a plan means by its items' names.
std::string hash_of(const Vocabulary& vocabulary) {
  JsonMembers items;
  for (const Item& item : vocabulary.items) {
    std::vector<std::string> meaning{std::to_string(static_cast<int>(item.category)),
                                     std::to_string(static_cast<int>(item.type))};
    for (const auto& selectors : item.selectors) {
      std::vector<std::string> places;
      for (const Selector& selector : selectors) places.push_back(json_string(selector.text));
      std::sort(places.begin(), places.end());
      meaning.push_back(json_array(places));
    }
    items[item.id.str()] = json_array(meaning);
  }
  return crypto::sha256(json_object(items)).hex();
}

void index_agencies(PolicySet::Compiled& compiled) {
  std::vector<std::string> names;
  for (const AgencyFile& file : compiled.policy.agencies) {
    auto index = static_cast<AgencyIndex>(compiled.agencies.size());
    names.push_back(file.agency.id.str());
    for (const Written& identity : file.identities) compiled.agency_by_identity.emplace(identity.text, index);
    for (const Written& destination : file.destinations)
      compiled.agencies_by_destination[destination.text].push_back(index);
    compiled.agencies.push_back(file.agency);
  }
  compiled.agency_by_id = NameTable(std::move(names));
}

void index_agreements(PolicySet::Compiled& compiled) {
  const std::vector<Agreement>& agreements = compiled.policy.agreements;
  for (std::uint32_t i = 0; i < agreements.size(); ++i) {
    AgencyIndex provider = *compiled.agency_by_id.find(agreements[i].provider.text);
    for (const Written& recipient : agreements[i].recipients) {
      AgencyIndex to = *compiled.agency_by_id.find(recipient.text);
      compiled.agreements_by_pair[PolicySet::Compiled::pair_key(provider, to)].push_back(i);
    }
    compiled.validities.push_back(validity(agreements[i]));
  }
}

constexpr std::size_t kMostCombined = 4096;

}  // namespace

Validity validity(const Agreement& agreement) {
  return {london_midnight(agreement.first_day.day), london_midnight(agreement.last_day.day + std::chrono::days{1})};
}

Demands demands_of(const Agreement& agreement, const Purpose& purpose) {
  const Conditions& conditions = agreement.conditions;
  return {.opt_out = conditions.opt_out == OptOut::kApplies,
          .objection = conditions.objection == Objection::kDeny,
          .justification = conditions.justification == Justification::kRequired || purpose.break_glass,
          .break_glass = purpose.break_glass,
          .beyond_care = purpose.beyond_direct_care,
          .labels = conditions.security_labels};
}

Demands stricter(const Demands& a, const Demands& b) {
  return {.opt_out = a.opt_out || b.opt_out,
          .objection = a.objection || b.objection,
          .justification = a.justification || b.justification,
          .break_glass = a.break_glass || b.break_glass,
          .beyond_care = a.beyond_care || b.beyond_care,
          .labels = static_cast<LabelSet>(a.labels & b.labels)};
}

std::shared_ptr<const Plan> CombinedPlans::of(std::span<const Plan* const> plans, const Vocabulary& vocabulary) const {
  std::vector<const Plan*> key(plans.begin(), plans.end());
  std::sort(key.begin(), key.end());
  std::lock_guard lock(mutex_);
  if (auto it = made_.find(key); it != made_.end()) return it->second;
  auto made = std::make_shared<const Plan>(combine(plans, vocabulary));
  if (made_.size() < kMostCombined) made_.emplace(std::move(key), made);
  return made;
}

PolicySet::Compiled::Compiled(Source source)
    : policy(std::move(source.policy)),
      vocabulary_hash(hash_of(policy.vocabulary)),
      spoken(std::move(source.spoken)),
      signatures(std::move(source.signatures)) {
  for (std::size_t format = 0; format < kFormats; ++format) {
    record_indexes.emplace_back(static_cast<Format>(format), policy.vocabulary);
    verifier_indexes.emplace_back(static_cast<Format>(format), policy.vocabulary);
  }
  for (const Purpose& purpose : policy.purposes) {
    purpose_by_id.emplace(purpose.id.str(), static_cast<PurposeIndex>(purpose_by_id.size()));
  }
  index_agencies(*this);
  index_agreements(*this);
  table = build_table(*this);
}

std::span<const std::uint32_t> PolicySet::Compiled::agreements_between(AgencyIndex provider,
                                                                       AgencyIndex recipient) const {
  auto it = agreements_by_pair.find(pair_key(provider, recipient));
  if (it == agreements_by_pair.end()) return {};
  return it->second;
}

}  // namespace concordat::policy
