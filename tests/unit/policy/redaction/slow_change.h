#pragma once
// What mask, generalise and pseudonymise make of a value, as POLICY.md (Redaction) says it, character by character and
// without the redactor's code. nullopt: it can't be done with certainty, so the value is withheld.

#include <optional>
#include <string>

#include "policy/model/action.h"
#include "policy/redact/redactor.h"

namespace concordat::policy::test {

struct ChangeAsked {
  const Action& action;
  ValueType type;
  bool instant;
  std::string recipient;
  const PseudonymKeys& keys;
  bool hl7 = false;  // how dates are written
};

[[nodiscard]] std::optional<std::string> slow_change(const ChangeAsked& asked, const std::string& value);
[[nodiscard]] std::string slow_pseudonym_system(const std::string& key, const std::string& system);

}  // namespace concordat::policy::test
