#include "policy/compile/table_builder.h"

#include <algorithm>
#include <map>

#include "policy/compile/merge.h"
#include "policy/compile/shadow.h"

namespace concordat::policy {
namespace {

using AgreementIndex = std::uint32_t;
using Agreements = std::vector<AgreementIndex>;

class TableBuilder {
 public:
  explicit TableBuilder(PolicySet::Compiled& compiled) : compiled_(compiled), policy_(compiled.policy) {
    compiled_.shadow_outcomes.assign(1, {});
  }

  DecisionTable build() {
    for (AgreementIndex i = 0; i < policy_.agreements.size(); ++i) {
      const Status status = policy_.agreements[i].status;
      if (status == Status::kActive || status == Status::kShadow) place(i);
    }
    std::vector<DecisionTable::Line> lines;
    lines.reserve(applying_.size());
    for (auto& [packed, line] : applying_) lines.push_back({line.key, cut(line.agreements)});
    return DecisionTable(std::move(lines));
  }

 private:
  struct Applying {
    TableKey key;
    Agreements agreements;
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

  std::vector<Cut> cut(const Agreements& agreements) {
    std::vector<std::int64_t> moments;
    for (AgreementIndex i : agreements) {
      moments.push_back(compiled_.validities[i].from);
      moments.push_back(compiled_.validities[i].until);
    }
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    std::vector<Cut> cuts;
    for (std::int64_t moment : moments) {
      Agreements active, tried_out;
      for (AgreementIndex i : agreements) {
        if (moment < compiled_.validities[i].from || compiled_.validities[i].until <= moment) continue;
        (policy_.agreements[i].status == Status::kActive ? active : tried_out).push_back(i);
      }
      cuts.push_back(cut_of(moment, active, tried_out));
    }
    return cuts;
  }

  Cut cut_of(std::int64_t from, const Agreements& active, const Agreements& tried_out) {
    Cut cut;
    cut.from = from;
    if (!active.empty()) {
      cut.plan = plan_of(active);
      cut.demands = demands(active);
    }
    if (!tried_out.empty()) cut.shadow = shadow_of(active, tried_out);
    return cut;
  }

  Demands demands(const Agreements& agreements) {
    // One line of the table has one purpose.
    const Purpose& purpose = *policy_.purpose(policy_.agreements[agreements.front()].purpose.text);
    Demands out = demands_of(policy_.agreements[agreements.front()], purpose);
    for (AgreementIndex i : agreements) out = stricter(out, demands_of(policy_.agreements[i], purpose));
    return out;
  }

  Plan merged(const Agreements& agreements) {
    std::vector<Voice> voices;
    for (AgreementIndex i : agreements) voices.push_back({&policy_.agreements[i], &compiled_.spoken[i]});
    return merge(voices, policy_.floor, policy_.vocabulary);
  }

  // Null when nothing would be released.
  const Plan* plan_of(const Agreements& agreements) {
    auto [it, fresh] = plans_.try_emplace(agreements, nullptr);
    if (!fresh) return it->second;
    Plan plan = merged(agreements);
    if (plan.releases_nothing(policy_.vocabulary)) return nullptr;
    plan.vocabulary_hash = compiled_.vocabulary_hash;
    share_items(plan);
    seal(plan, policy_.vocabulary);
    it->second = &compiled_.plans.emplace_back(std::move(plan));
    return it->second;
  }

  // Agreements with the same terms have the same items: most of a large policy's memory.
  void share_items(Plan& plan) {
    std::size_t hash = 0;
    for (const PlanItem& item : plan.items) {
      hash = hash * 31 + std::hash<std::string>{}(item.clause);
      hash = hash * 31 + static_cast<std::size_t>(item.action.kind) + item.agreement;
    }
    std::vector<PlanItems>& alike = items_[hash];
    for (const PlanItems& known : alike) {
      if (std::equal(known.begin(), known.end(), plan.items.begin(), plan.items.end())) {
        plan.items = known;
        return;
      }
    }
    alike.push_back(plan.items);
  }

  std::uint32_t shadow_of(const Agreements& active, const Agreements& tried_out) {
    Agreements both = active;
    both.insert(both.end(), tried_out.begin(), tried_out.end());
    std::sort(both.begin(), both.end());
    auto [it, fresh] = shadows_.try_emplace({active, both}, 0);
    if (!fresh) return it->second;
    const Plan now = active.empty() ? Plan{} : merged(active);
    const Demands no_demands;
    ShadowOutcome outcome;
    for (AgreementIndex i : tried_out)
      outcome.agreements += (outcome.agreements.empty() ? "" : " and ") + policy_.agreements[i].id.str();
    outcome.words = shadow_in_words({now, active.empty() ? no_demands : demands(active), active.empty()},
                                    {merged(both), demands(both), false}, policy_.vocabulary);
    it->second = static_cast<std::uint32_t>(compiled_.shadow_outcomes.size());
    compiled_.shadow_outcomes.push_back(std::move(outcome));
    return it->second;
  }

  PolicySet::Compiled& compiled_;
  const Policy& policy_;
  std::map<std::uint64_t, Applying> applying_;  // by packed key
  std::map<Agreements, const Plan*> plans_;
  std::unordered_map<std::size_t, std::vector<PlanItems>> items_;  // by hash
  std::map<std::pair<Agreements, Agreements>, std::uint32_t> shadows_;
};

}  // namespace

DecisionTable build_table(PolicySet::Compiled& compiled) {
  return TableBuilder(compiled).build();
}

}  // namespace concordat::policy
