#pragma once
// What a change of terms does to what is shared: more, less, or something that nobody can rank. "Narrower" is said only
// where it is certain for every value that the recipient learns no more than before; what cannot be compared counts as
// wider. Pure.
//
//   effect_of(keep, last_3, ValueType::kContact)      kNarrower
//   effect_of(last_3, last_2, ValueType::kContact)    kUnclear: three characters were masked whole, now two are shown

#include <cstdint>
#include <string>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/decide/circumstances.h"
#include "policy/model/vocabulary.h"

namespace concordat::policy {

enum class Effect : std::uint8_t {
  kNone,      // nothing more and nothing less is shared
  kNarrower,  // at most what was shared before
  kWider,
  kUnclear,  // cannot be compared: to be treated as wider
};

[[nodiscard]] constexpr bool counts_as_wider(Effect effect) {
  return effect == Effect::kWider || effect == Effect::kUnclear;
}

// True when what `less` leaves of a value can be worked out from what `more` leaves of it, whatever the value is.
[[nodiscard]] bool reveals_no_more(const Action& less, const Action& more, ValueType type);

[[nodiscard]] Effect effect_of(const Action& before, const Action& after, ValueType type);

// Neither kept nor withheld: changed on its way.
[[nodiscard]] inline bool is_changed(const Action& action) {
  return action.kind != ActionKind::kKeep && action.kind != ActionKind::kWithhold;
}

// One thing that is different about a disclosure as a whole. It goes on after "what riverside-trust shares …".
struct Term {
  std::string said;  // "may be kept for 2920 days instead of 100 days"
  Effect effect = Effect::kNone;
};
[[nodiscard]] std::vector<Term> compare(const Obligations& before, const Obligations& after);
[[nodiscard]] std::vector<Term> compare(const Demands& before, const Demands& after);

}  // namespace concordat::policy
