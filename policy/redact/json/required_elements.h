#pragma once
// The elements that HL7 FHIR R4 (4.0.1) requires (minimum cardinality 1 in profiles-resources): without one of them the
// object that it stands in is no valid FHIR, and often says something else (a value without the code of what was
// observed). What holds such an object back for want of one is decided in decisions.h. Modifiers are not listed: they
// are never left out (fhir_structure.h).
//
//   for (StructuralPlace& place : required_elements()) …   // {"Observation.component.code", Structure::kRequired}

#include <vector>

#include "policy/redact/json/fhir_structure.h"

namespace concordat::policy {

[[nodiscard]] std::vector<StructuralPlace> required_elements();

}  // namespace concordat::policy
