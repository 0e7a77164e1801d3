#include <map>
#include <set>
#include <tuple>

#include "policy/check/rules.h"

namespace concordat::policy {
namespace {

using Disclosure =
    std::tuple<std::string, std::string, std::string, std::string>;  // provider, recipient, purpose, kind

bool is_middle(const Action& action) {
  return action.kind != ActionKind::kKeep && action.kind != ActionKind::kWithhold;
}

bool overlap(const Agreement& a, const Agreement& b) {
  return a.first_day.day <= b.last_day.day && b.first_day.day <= a.last_day.day;
}

void compare(const Policy& policy, std::size_t a, std::size_t b, const std::vector<std::vector<Spoken>>& spoken,
             Findings& findings) {
  const Agreement& first = policy.agreements[a];
  const Agreement& second = policy.agreements[b];
  for (std::size_t i = 0; i < policy.vocabulary.items.size(); ++i) {
    const Spoken &said = spoken[a][i], &other = spoken[b][i];
    if (said.rule == nullptr || other.rule == nullptr) continue;
    if (!is_middle(said.action) || !is_middle(other.action) || said.action == other.action) continue;
    findings.warning(other.rule->pattern.place,
                     "\"" + policy.vocabulary.items[i].id.str() + "\" is withheld: " + second.id.str() + " says \"" +
                         other.action.str() + "\" and " + first.id.str() + " says \"" + said.action.str() +
                         "\" for the same disclosures; agree on one of the two");
  }
}

}  // namespace

void check_conflicts(const Policy& policy, const std::vector<std::vector<Spoken>>& spoken, Findings& findings) {
  std::map<Disclosure, std::vector<std::size_t>> applying;
  for (std::size_t i = 0; i < policy.agreements.size(); ++i) {
    const Agreement& agreement = policy.agreements[i];
    if (agreement.status != Status::kActive) continue;
    for (const Written& recipient : agreement.recipients) {
      for (const Written& record : agreement.records) {
        applying[{agreement.provider.text, recipient.text, agreement.purpose.text, record.text}].push_back(i);
      }
    }
  }
  std::set<std::pair<std::size_t, std::size_t>> compared;
  for (const auto& [disclosure, agreements] : applying) {
    for (std::size_t x = 0; x < agreements.size(); ++x) {
      for (std::size_t y = x + 1; y < agreements.size(); ++y) {
        bool fresh = compared.emplace(agreements[x], agreements[y]).second;
        if (fresh && overlap(policy.agreements[agreements[x]], policy.agreements[agreements[y]])) {
          compare(policy, agreements[x], agreements[y], spoken, findings);
        }
      }
    }
  }
}

}  // namespace concordat::policy
