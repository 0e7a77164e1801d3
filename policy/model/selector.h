#pragma once
// A selector names a place in a record: a path of steps from a root, each with at most one condition.
//
//   FHIR    Patient.identifier[system=https://fhir.nhs.uk/Id/nhs-number].value    the root is a resource type, wherever
//           the resource stands (entry, contained); `*` is any type. A condition is about a member of the object there;
//           arrays are gone through without saying so, each element its own place
//           Patient.birthDate                                                     covers the sibling `_birthDate` too
//           Observation.value[x]                                                  a choice: valueString, valueQuantity,
//           …
//   JSON    person.identifiers[type=nhs].value        from the top of the document; `*` is any member
//   HL7 v2  PID-3[5=NHS].1                            segment-field.component.sub-component, as the standard counts
//   them;
//           the condition after a field is about a component of the same repetition; `type` is the component that the
//           standard gives a field's type code (PID-3: 5, PID-5: 7)
//           PRD[1.1=RP]-2                             the one after a segment is about one of its fields
//   opaque  application/pdf[at-most=5MiB]             a content type, and how large the payload may be
//
// A selector covers the element it names and all that the element holds; where several cover a leaf, the longest path
// wins, and of two equally long ones the one with more conditions. Two data items that tie are a checking error
// ("overlapping").

#include <string>
#include <string_view>
#include <vector>

#include "policy/model/format.h"
#include "protocol/base/result.h"

namespace concordat::policy {

// HL7 v2: the first step's name is the segment ("PID"), the next ones' are numbers: field, component, sub-component. A
// segment's condition has the key "1.1" (field.component), a field's "5" (component) or "4.2" (with its sub-component).
// Opaque: one step; the key is "at-most", the value the number of bytes.
struct Step {
  std::string name;         // member name; "*" for any; "value[x]" is kept as "value" with `choice`
  bool choice = false;      // matches name + an upper-case letter + anything (FHIR choice types)
  std::string where_key;    // empty: no condition
  std::string where_value;  // decoded text, compared byte for byte
  bool operator==(const Step&) const = default;
};

struct Selector {
  std::vector<Step> steps;  // FHIR: the first step is the resource type
  std::string text;         // as written
  bool operator==(const Selector& other) const { return steps == other.steps; }
};

// The error's detail says at which character, and what was expected.
Result<Selector> parse_selector(Format format, std::string_view text);
Result<Selector> parse_member_selector(std::string_view text);  // FHIR and JSON
Result<Selector> parse_hl7_selector(std::string_view text);
Result<Selector> parse_opaque_selector(std::string_view text);

}  // namespace concordat::policy
