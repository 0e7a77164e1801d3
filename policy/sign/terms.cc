#include "policy/sign/terms.h"

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/model/pattern.h"

namespace concordat::policy {
namespace {

Places places_of(const std::vector<Selector> (&selectors)[kFormats]) {
  Places out;
  for (std::size_t format = 0; format < kFormats; ++format) {
    for (const Selector& selector : selectors[format]) out[format].push_back(selector.text);
    std::sort(out[format].begin(), out[format].end());
  }
  return out;
}

TermsItem item_of(const Policy& policy, const Item& item, const Spoken& said) {
  TermsItem out;
  if (said.speaks()) out.action = said.action;
  const bool prohibited = std::any_of(policy.floor.begin(), policy.floor.end(),
                                      [&](const Prohibition& p) { return matches(p.pattern.text, item); });
  if (prohibited) out.action = Action{};
  out.structural = item.category == Category::kStructural;
  out.identifying = item.identifying;
  out.sensitive = item.sensitive;
  out.subject = item.subject;
  out.type = std::to_string(static_cast<int>(item.type));
  out.places = places_of(item.selectors);
  return out;
}

}  // namespace

Terms terms_of(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken) {
  Terms terms;
  terms.agreement = agreement.id.str();
  terms.provider = agreement.provider.text;
  for (const Written& recipient : agreement.recipients) terms.recipients.insert(recipient.text);
  terms.purpose = agreement.purpose.text;
  terms.status = agreement.status;
  terms.first_day = agreement.first_day.day;
  terms.last_day = agreement.last_day.day;
  terms.demands = demands_of(agreement, *policy.purpose(agreement.purpose.text));
  terms.obligations = agreement.obligations;
  for (const Written& record : agreement.records) terms.records.insert(record.text);
  for (const RecordKind& kind : policy.vocabulary.kinds) terms.kinds[kind.id.str()] = places_of(kind.recognise);
  for (std::size_t i = 0; i < policy.vocabulary.items.size(); ++i) {
    const Item& item = policy.vocabulary.items[i];
    terms.items[item.id.str()] = item_of(policy, item, spoken[i]);
  }
  return terms;
}

std::optional<Action> narrower(const std::optional<Action>& a, const std::optional<Action>& b) {
  if (a == b) return a;
  if (a && b) return stricter(*a, *b);
  const std::optional<Action>& said = a ? a : b;
  // Silence lets another agreement keep what this one would change, and a change releases what silence would not.
  return said->kind == ActionKind::kKeep ? std::nullopt : std::optional(Action{});
}

bool within(const std::optional<Action>& a, const std::optional<Action>& b) {
  return narrower(a, b) == a;
}

}  // namespace concordat::policy
