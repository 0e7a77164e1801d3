#pragma once
// What an agreement that is only being tried out would change, in words for the log: made once at load, so that saying
// it costs a record nothing.

#include <string>

#include "policy/compile/plan.h"
#include "policy/decide/circumstances.h"

namespace concordat::policy {

struct ShadowSide {
  const Plan& plan;
  Demands demands;
  bool denies = false;
};

// "would permit what is denied now: person.name, person.phone (mask: last-3)"; "would change nothing".
[[nodiscard]] std::string shadow_in_words(const ShadowSide& now, const ShadowSide& then, const Vocabulary& vocabulary);

}  // namespace concordat::policy
