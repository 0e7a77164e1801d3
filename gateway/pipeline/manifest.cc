#include "gateway/pipeline/manifest.h"

#include <algorithm>

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

void add_scrubbed(const policy::ScrubCounts& counts, ScrubField& field) {
  for (std::size_t kind = 0; kind < counts.size(); ++kind) {
    if (counts[kind] == 0) continue;
    const std::string_view named = policy::name(static_cast<policy::ScrubKind>(kind));
    auto at = std::find_if(field.begin(), field.end(), [named](const auto& count) { return count.kind() == named; });
    if (at == field.end()) {
      field.Add()->set_kind(std::string(named));
      at = field.end() - 1;
    }
    at->set_count(at->count() + counts[kind]);
  }
}

}  // namespace concordat::gateway
