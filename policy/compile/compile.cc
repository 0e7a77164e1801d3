#include <algorithm>
#include <map>

#include "crypto/primitive/digest.h"
#include "policy/compile/canonical_json.h"
#include "policy/compile/compiled.h"
#include "policy/compile/merge.h"
#include "policy/compile/resolve.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

using AgreementIndex = std::uint32_t;

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

// Builds the table: which agreements apply to each key, cut by time, each set of agreements compiled to one plan
// however often it occurs.
class TableBuilder {
 public:
  explicit TableBuilder(const PolicySet::Compiled& compiled) : compiled_(compiled), policy_(compiled.policy) {
    spoken_.reserve(policy_.agreements.size());
    for (const Agreement& agreement : policy_.agreements) spoken_.push_back(resolve(agreement, policy_.vocabulary));
  }

  std::vector<DecisionTable::Line> build() {
    for (AgreementIndex i = 0; i < policy_.agreements.size(); ++i) {
      if (policy_.agreements[i].status == Status::kActive) place(i);
    }
    std::vector<DecisionTable::Line> lines;
    lines.reserve(applying_.size());
    for (auto& [packed, line] : applying_) lines.push_back({line.key, cut(line.agreements)});
    return lines;
  }

 private:
  struct Applying {
    TableKey key;
    std::vector<AgreementIndex> agreements;
  };

  void place(AgreementIndex index) {
    const Agreement& agreement = policy_.agreements[index];
    TableKey key;
    key.provider = *compiled_.agency_by_id.find(agreement.provider.text);
    key.purpose = compiled_.purpose_by_id.find(agreement.purpose.text)->second;
    for (const Written& recipient : agreement.recipients) {
      key.recipient = *compiled_.agency_by_id.find(recipient.text);
      for (const Written& record : agreement.records) {
        key.kind = *policy_.vocabulary.kind(record.text);
        Applying& line = applying_[key.packed()];
        line.key = key;
        line.agreements.push_back(index);
      }
    }
  }

  std::vector<Cut> cut(const std::vector<AgreementIndex>& agreements) {
    std::vector<std::int64_t> moments;
    for (AgreementIndex i : agreements) {
      moments.push_back(compiled_.validities[i].from);
      moments.push_back(compiled_.validities[i].until);
    }
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    std::vector<Cut> cuts;
    for (std::int64_t moment : moments) {
      std::vector<AgreementIndex> in_force;
      for (AgreementIndex i : agreements) {
        if (compiled_.validities[i].from <= moment && moment < compiled_.validities[i].until) in_force.push_back(i);
      }
      cuts.push_back(cut_of(moment, in_force));
    }
    return cuts;
  }

  Cut cut_of(std::int64_t from, const std::vector<AgreementIndex>& in_force) {
    if (in_force.empty()) return {from, nullptr, false};
    bool unmet = std::any_of(in_force.begin(), in_force.end(),
                             [&](AgreementIndex i) { return asks_the_unknown(policy_.agreements[i]); });
    if (unmet) return {from, nullptr, true};
    return {from, plan_of(in_force), false};
  }

  // Null when nothing would be released.
  std::shared_ptr<const Plan> plan_of(const std::vector<AgreementIndex>& in_force) {
    auto [it, fresh] = plans_.try_emplace(in_force);
    if (!fresh) return it->second;
    std::vector<Voice> voices;
    for (AgreementIndex i : in_force) voices.push_back({&policy_.agreements[i], &spoken_[i]});
    auto plan = std::make_shared<Plan>(merge(voices, policy_.floor, policy_.vocabulary));
    if (plan->releases_nothing(policy_.vocabulary)) return nullptr;
    plan->vocabulary_hash = compiled_.vocabulary_hash;
    seal(*plan, policy_.vocabulary);
    it->second = std::move(plan);
    return it->second;
  }

  const PolicySet::Compiled& compiled_;
  const Policy& policy_;
  std::vector<std::vector<Spoken>> spoken_;     // of policy_.agreements
  std::map<std::uint64_t, Applying> applying_;  // by packed key
  std::map<std::vector<AgreementIndex>, std::shared_ptr<const Plan>> plans_;
};

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

constexpr std::size_t kMostCombined = 1024;  // then the memo starts anew

}  // namespace

Validity validity(const Agreement& agreement) {
  return {london_midnight(agreement.first_day.day), london_midnight(agreement.last_day.day + std::chrono::days{1})};
}

bool asks_the_unknown(const Agreement& agreement) {
  return agreement.conditions.opt_out == OptOut::kApplies ||
         agreement.conditions.justification == Justification::kRequired;
}

std::shared_ptr<const Plan> CombinedPlans::of(std::span<const std::shared_ptr<const Plan>> plans,
                                              const Vocabulary& vocabulary) const {
  std::vector<const Plan*> key;
  for (const auto& plan : plans) {
    if (std::find(key.begin(), key.end(), plan.get()) == key.end()) key.push_back(plan.get());
  }
  if (key.size() == 1) return plans.front();
  std::sort(key.begin(), key.end());
  std::lock_guard lock(mutex_);
  if (auto it = made_.find(key); it != made_.end()) return it->second;
  if (made_.size() >= kMostCombined) made_.clear();
  auto made = std::make_shared<const Plan>(combine(plans, vocabulary));
  made_.emplace(std::move(key), made);
  return made;
}

PolicySet::Compiled::Compiled(Policy source) : policy(std::move(source)), vocabulary_hash(hash_of(policy.vocabulary)) {
  for (std::size_t format = 0; format < kStructuredFormats; ++format) {
    record_indexes.emplace_back(static_cast<Format>(format), policy.vocabulary);
    verifier_indexes.emplace_back(static_cast<Format>(format), policy.vocabulary);
  }
  for (const Purpose& purpose : policy.purposes) {
    purpose_by_id.emplace(purpose.id.str(), static_cast<PurposeIndex>(purpose_by_id.size()));
  }
  index_agencies(*this);
  index_agreements(*this);
  table = DecisionTable(TableBuilder(*this).build());
}

std::span<const std::uint32_t> PolicySet::Compiled::agreements_between(AgencyIndex provider,
                                                                       AgencyIndex recipient) const {
  auto it = agreements_by_pair.find(pair_key(provider, recipient));
  if (it == agreements_by_pair.end()) return {};
  return it->second;
}

}  // namespace concordat::policy
