#include "gateway/pipeline/withheld.h"

namespace concordat::gateway {

std::string_view withheld_because(const policy::Plan& plan, std::size_t item) {
  const policy::PlanItem& planned = plan.items[item];
  const std::string_view clause = planned.clause;
  if (planned.action.kind != policy::ActionKind::kWithhold) return {};
  if (clause.empty()) return "not-named";
  if (clause.starts_with("floor ")) return "floor";
  if (clause.ends_with("as signed")) return "not-yet-signed";
  return clause.find(" against ") != std::string_view::npos ? "agreements-differ" : "withheld-by-agreement";
}

}  // namespace concordat::gateway
