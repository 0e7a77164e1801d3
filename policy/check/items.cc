#include <algorithm>
#include <map>
#include <set>

#include "policy/check/rules.h"
#include "policy/model/pattern.h"
#include "policy/source/suggestion.h"

namespace concordat::policy {
namespace {

std::string hint_for(const Policy& policy, std::string_view pattern) {
  std::set<std::string> known;
  for (const Item& item : policy.vocabulary.items) {
    if (item.category == Category::kStructural) continue;
    const std::string& id = item.id.str();
    if (!is_wildcard(pattern)) known.insert(id);
    for (auto dot = id.find('.'); is_wildcard(pattern) && dot != std::string::npos; dot = id.find('.', dot + 1)) {
      known.insert(id.substr(0, dot) + ".*");
    }
  }
  std::string hint = did_you_mean(pattern, {known.begin(), known.end()});
  return hint.empty() ? "; use one that it has" : hint;
}

// True when the pattern names something. A name that means nothing would be a prohibition that never holds, or a share
// that never was.
bool check_pattern(const Policy& policy, const Written& pattern, Findings& findings) {
  const auto& items = policy.vocabulary.items;
  if (std::any_of(items.begin(), items.end(), [&](const Item& item) { return matches(pattern.text, item); }))
    return true;
  if (policy.vocabulary.item(pattern.text)) {
    findings.error(pattern.place,
                   "\"" + pattern.text + "\" is structure that goes with what is released; leave it out");
  } else {
    findings.error(pattern.place,
                   "the vocabulary has no data item \"" + pattern.text + "\"" + hint_for(policy, pattern.text));
  }
  return false;
}

void check_contradictions(const Agreement& agreement, Findings& findings) {
  std::map<std::string_view, const Rule*> first;
  for (const Rule& rule : agreement.rules) {
    auto [it, fresh] = first.emplace(rule.pattern.text, &rule);
    if (fresh) continue;
    findings.error(rule.pattern.place, "contradictory: \"" + rule.pattern.text + "\" stands under " +
                                           it->second->clause.substr(0, it->second->clause.find(' ')) + " too (line " +
                                           std::to_string(it->second->pattern.place.line) + "); keep one of the two");
  }
}

bool on_the_floor(const Policy& policy, const Item& item) {
  return std::any_of(policy.floor.begin(), policy.floor.end(),
                     [&](const Prohibition& p) { return matches(p.pattern.text, item); });
}

// A rule that decides no item, because others say something more specific of each, or because the floor does.
void check_reach(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken, const Rule& rule,
                 Findings& findings) {
  bool decides = false, above_the_floor = false;
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    if (spoken[i].rule != &rule) continue;
    decides = true;
    above_the_floor = above_the_floor || !on_the_floor(policy, policy.vocabulary.items[i]);
  }
  if (!decides) {
    findings.warning(rule.pattern.place, "unreachable: other lines of " + agreement.id.str() + " decide all that \"" +
                                             rule.pattern.text + "\" names; remove it");
  } else if (!above_the_floor && rule.action.kind != ActionKind::kWithhold) {
    findings.warning(rule.pattern.place, "unreachable: floor.yaml withholds all that \"" + rule.pattern.text +
                                             "\" names, whatever stands here; remove it");
  }
}

void check_example(const Policy& policy, const Example& example, Findings& findings) {
  for (const auto* items : {&example.released, &example.changed, &example.withheld}) {
    for (const Written& item : *items) {
      if (policy.vocabulary.item(item.text)) continue;
      findings.error(item.place, "the vocabulary has no data item \"" + item.text + "\"" + hint_for(policy, item.text));
    }
  }
}

}  // namespace

void check_items(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                 Findings& findings) {
  if (!policy.knows_vocabulary) return;
  check_contradictions(agreement, findings);
  for (const Rule& rule : agreement.rules) {
    if (!check_pattern(policy, rule.pattern, findings)) continue;
    check_reach(policy, agreement, spoken, rule, findings);
  }
  for (const Example& example : agreement.examples) check_example(policy, example, findings);
}

void check_floor(const Policy& policy, Findings& findings) {
  if (!policy.knows_vocabulary) return;
  for (const Prohibition& prohibition : policy.floor) {
    if (!prohibition.pattern.text.empty()) check_pattern(policy, prohibition.pattern, findings);
  }
}

}  // namespace concordat::policy
