#pragma once
// Why a plan withholds an item, as the code that manifests carry, so that "withheld" is never mistaken for "absent" and
// a recipient can tell a person why. Pure.

#include <cstddef>
#include <string_view>

#include "policy/compile/plan.h"

namespace concordat::gateway {

// "not-named": no agreement names it; "withheld-by-agreement": a clause says so; "agreements-differ": two ask for
// changes that cannot both be made; "floor": no agreement may share it; "not-yet-signed": not every party has
// signed what would release it. Empty: the plan does not withhold it.
[[nodiscard]] std::string_view withheld_because(const policy::Plan& plan, std::size_t item);

}  // namespace concordat::gateway
