#include "policy/compile/merge.h"

#include <algorithm>
#include <tuple>

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
  for (std::size_t i = 0; i < voices.size(); ++i) {
    const Spoken& said = (*voices[i].spoken)[item];
    if (!said.speaks()) continue;
    PlanItem heard{said.action, said.clause(), static_cast<std::uint16_t>(i + 1)};
    if (!spoken) {
      out = std::move(heard);
      spoken = true;
      continue;
    }
    Action both = stricter(out.action, said.action);
    if (both == out.action) continue;
    if (both == said.action) {
      out = std::move(heard);
      continue;
    }
    // Withheld because the two can't be compared: both clauses did it.
    auto in_full = [&](const PlanItem& one) {
      return one.agreement == 0 ? one.clause : voices[one.agreement - 1].agreement->id.str() + " " + one.clause;
    };
    out = {both, in_full(out) + " against " + in_full(heard), 0};
  }
  return out;
}

// `clause` and `other_clause` are the two items' clauses in full.
void combine_item(PlanItem& out, const std::string& clause, const PlanItem& other, const std::string& other_clause) {
  Action both = stricter(out.action, other.action);
  bool as_before = both == out.action;
  bool clash = !as_before && !(both == other.action);
  out.clause = as_before ? clause : clash ? clause + " against " + other_clause : other_clause;
  out.agreement = 0;
  out.action = std::move(both);
}

void apply_floor(std::vector<PlanItem>& items, const std::vector<Prohibition>& floor, const Vocabulary& vocabulary) {
  for (const Prohibition& prohibition : floor) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (matches(prohibition.pattern.text, vocabulary.items[i]))
        items[i] = {Action{}, "floor " + prohibition.reason, 0};
    }
  }
}

// Structure goes with what is released. Where an agreement speaks of it, that is a place which its parties have not
// signed yet (sign/effect.h).
void keep_structure(std::vector<PlanItem>& items, const Vocabulary& vocabulary) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (vocabulary.items[i].category == Category::kStructural && items[i].clause.empty())
      items[i].action.kind = ActionKind::kKeep;
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
  std::vector<PlanItem>& items = plan.items.edit();
  items.reserve(vocabulary.items.size());
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) items.push_back(merge_item(voices, i));
  for (const Voice& voice : voices) {
    plan.agreements.push_back({voice.agreement->id, voice.agreement->version, voice.agreement->hash});
    plan.obligations = stricter(plan.obligations, voice.agreement->obligations);
  }
  apply_floor(items, floor, vocabulary);
  keep_structure(items, vocabulary);
  return plan;
}

Plan combine(std::span<const Plan* const> plans, const Vocabulary& vocabulary) {
  // Always in the same order, so that neither the order of the vocabulary's kinds nor who asked first changes the plan.
  std::vector<const Plan*> ordered(plans.begin(), plans.end());
  std::sort(ordered.begin(), ordered.end(), [](const Plan* a, const Plan* b) {
    return std::tie(a->agreements.front().id, a->hash) < std::tie(b->agreements.front().id, b->hash);
  });
  Plan out = *ordered.front();
  std::vector<PlanItem>& items = out.items.edit();
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].clause = out.clause(i);
    items[i].agreement = 0;
  }
  for (const Plan* plan : std::span(ordered).subspan(1)) {
    for (std::size_t i = 0; i < items.size(); ++i)
      combine_item(items[i], items[i].clause, plan->items[i], plan->clause(i));
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
