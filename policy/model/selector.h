#pragma once
// A selector names a place in a record: a path of member names from a root, through arrays without saying so (each
// element is its own place), each step with at most one condition on a member of the object there.
//
//   FHIR  Patient.identifier[system=https://fhir.nhs.uk/Id/nhs-number].value      the root is a resource type, wherever
//   the resource
//         Patient.extension[url=https://…/Extension-UKCore-EthnicCategory]         stands (entry, contained); `*` is
//         any type Observation.value[x]                                                     a choice type: valueString,
//         valueQuantity, … Patient.birthDate                                                        covers the sibling
//         `_birthDate` too
//   JSON  person.identifiers[type=nhs].value                                       from the top of the document; `*` is
//   any member
//
// A selector covers the element it names and all that the element holds; where several cover a leaf, the longest path
// wins, and of two equally long ones the one with more conditions. Two data items that tie are a checking error
// ("overlapping").

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace concordat::policy {

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
Result<Selector> parse_selector(std::string_view text);

}  // namespace concordat::policy
