#include "policy/compile/merge.h"

#include <algorithm>

#include "policy/model/pattern.h"

namespace concordat::policy {
namespace {

template <typename T>
T shorter(T a, T b) {
  if (a == T{}) return b;
  if (b == T{}) return a;
  return std::min(a, b);
}

PlanItem merge_item(std::span<const Voice> voices, std::size_t item) {
  PlanItem out;
  bool spoken = false;
  for (const Voice& voice : voices) {
    const Spoken& said = (*voice.spoken)[item];
    if (said.rule == nullptr) continue;
    std::string clause = voice.agreement->id.str() + " " + said.rule->clause;
    if (!spoken) {
      out = {said.action, std::move(clause)};
      spoken = true;
      continue;
    }
    Action both = stricter(out.action, said.action);
    if (both == out.action) continue;
    // Withheld because the two can't be compared: both clauses did it.
    bool clash = !(both == said.action);
    out = {both, clash ? out.clause + " against " + clause : clause};
  }
  return out;
}

void combine_item(PlanItem& out, const PlanItem& other) {
  Action both = stricter(out.action, other.action);
  if (both == out.action) return;
  bool clash = !(both == other.action);
  out.clause = clash ? out.clause + " against " + other.clause : other.clause;
  out.action = std::move(both);
}

void apply_floor(Plan& plan, const std::vector<Prohibition>& floor, const Vocabulary& vocabulary) {
  for (const Prohibition& prohibition : floor) {
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
      if (matches(prohibition.pattern.text, vocabulary.items[i]))
        plan.items[i] = {Action{}, "floor " + prohibition.reason};
    }
  }
}

void keep_structure(Plan& plan, const Vocabulary& vocabulary) {
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    if (vocabulary.items[i].category == Category::kStructural) plan.items[i] = {Action{.kind = ActionKind::kKeep}, {}};
  }
}

}  // namespace

Obligations stricter(const Obligations& a, const Obligations& b) {
  Obligations out;
  out.retain_days = shorter(a.retain_days, b.retain_days);
  out.onward_sharing =
      a.onward_sharing == "forbidden" || b.onward_sharing.empty() ? a.onward_sharing : b.onward_sharing;
  out.warn_after = shorter(a.warn_after, b.warn_after);
  out.deliver_within = shorter(a.deliver_within, b.deliver_within);
  out.expire_after = shorter(a.expire_after, b.expire_after);
  return out;
}

Plan merge(std::span<const Voice> voices, const std::vector<Prohibition>& floor, const Vocabulary& vocabulary) {
  Plan plan;
  plan.items.reserve(vocabulary.items.size());
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) plan.items.push_back(merge_item(voices, i));
  for (const Voice& voice : voices) {
    plan.agreements.push_back({voice.agreement->id, voice.agreement->version, voice.agreement->hash});
    plan.obligations = stricter(plan.obligations, voice.agreement->obligations);
  }
  apply_floor(plan, floor, vocabulary);
  keep_structure(plan, vocabulary);
  return plan;
}

Plan combine(std::span<const std::shared_ptr<const Plan>> plans, const Vocabulary& vocabulary) {
  Plan out = *plans.front();
  for (const auto& plan : plans.subspan(1)) {
    for (std::size_t i = 0; i < out.items.size(); ++i) combine_item(out.items[i], plan->items[i]);
    for (const AgreementRef& agreement : plan->agreements) {
      bool known = std::find(out.agreements.begin(), out.agreements.end(), agreement) != out.agreements.end();
      if (!known) out.agreements.push_back(agreement);
    }
    out.obligations = stricter(out.obligations, plan->obligations);
  }
  std::sort(out.agreements.begin(), out.agreements.end(),
            [](const AgreementRef& a, const AgreementRef& b) { return a.id < b.id; });
  seal(out, vocabulary);
  return out;
}

}  // namespace concordat::policy
