#include "policy/compile/canonical_json.h"
#include "policy/explain/explain.h"
#include "policy/explain/words.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

std::string strings_json(const std::vector<std::string>& strings) {
  std::vector<std::string> out;
  for (const std::string& text : strings) out.push_back(json_string(text));
  return json_array(out);
}

std::string items_json(const PolicySet& set, const ExplainRequest& request, const Plan& plan) {
  std::vector<std::string> out;
  for (ItemIndex index : items_to_show(set, request)) {
    const Item& item = set.vocabulary().items[index];
    out.push_back(json_object({{"item", json_string(item.id.str())},
                               {"label", json_string(item.label)},
                               {"action", json_string(plan.items[index].action.str())},
                               {"clause", json_string(plan.clause(index))}}));
  }
  return json_array(out);
}

}  // namespace

Result<std::string> explain_json(const PolicySet& set, const ExplainRequest& request) {
  auto decision = decide_by_name(set, request);
  if (!decision) return fail(decision.error());
  JsonMembers members{{"from", json_string(request.from)},
                      {"to", json_string(request.to)},
                      {"purpose", json_string(request.purpose)},
                      {"kinds", strings_json(request.kinds)},
                      {"decision", json_string(decision->permit ? "permit" : "deny")},
                      {"agreements", agreements_json(decision->agreements())},
                      {"reasons", strings_json(decision->reasons)},
                      {"policy_hash", json_string(hex(set.hash()))}};
  if (decision->permit) {
    members["items"] = items_json(set, request, *decision->plan);
    members["obligations"] = obligations_json(decision->plan->obligations);
    members["plan_hash"] = json_string(hex(decision->plan->hash));
  } else {
    members["denial"] = json_string(name(decision->denial));
  }
  return json_object(members);
}

}  // namespace concordat::policy
