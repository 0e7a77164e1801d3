#pragma once
// How plans grow stricter together: several agreements for the same disclosure (silence neutral), and several kinds
// that one record is (silence withholds).

#include <span>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/compile/resolve.h"
#include "policy/model/purpose.h"

namespace concordat::policy {

// The stricter of each: shorter times, and forbidden over permitted. What one of them does not state, the other
// decides.
[[nodiscard]] Obligations stricter(const Obligations& a, const Obligations& b);

// An agreement and what it says, item by item.
struct Voice {
  const Agreement* agreement = nullptr;
  const std::vector<Spoken>* spoken = nullptr;
};

// One plan of all the agreements that apply (at least one), the floor applied last; not sealed.
[[nodiscard]] Plan merge(std::span<const Voice> voices, const std::vector<Prohibition>& floor,
                         const Vocabulary& vocabulary);

// One plan that releases only what every plan releases, as strictly as any; sealed. The order of `plans` never matters.
[[nodiscard]] Plan combine(std::span<const Plan* const> plans, const Vocabulary& vocabulary);

}  // namespace concordat::policy
