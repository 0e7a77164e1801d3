#pragma once
// What a member of a FHIR data type is to a data item whose action changes values: the value itself, a companion that
// says how to read it, or neither. An action that only transforms (mask, generalise, pseudonymise) releases transformed
// values and companions, and withholds the rest of the element.
//
//   part_of("family", ValueType::kName) == Part::kValue;  part_of("use", ValueType::kName) == Part::kCompanion

#include <cstdint>
#include <string_view>

#include "policy/model/vocabulary.h"
#include "policy/redact/facts.h"

namespace concordat::policy {

// What a member name means wherever it stands in FHIR.
enum class Member : std::uint8_t {
  kPlain,
  kId,
  kSystem,
  kAside,  // period, assigner: parts of a data type that an action on its value does not release
  kEntry,  // Bundle.entry
  // From here on a member says something of the leaf that is its value: marks_its_leaf().
  kResourceType,
  kUrl,        // of an extension
  kReference,  // Reference.reference
  kDisplay,    // a copy of something that stands elsewhere: display, narrative
  kDigest,     // Attachment.hash, Attachment.size: true only of the data they stand beside
  // From here on a member says something of its value whatever that is: shapes_its_value().
  kMeta,
  kResource,   // the value may be a resource: resource, outcome
  kContained,  // the values must be resources
  kExtension,
  kModifierExtension,
  kUse,         // isModifier in Identifier, HumanName, Address, ContactPoint
  kComparator,  // isModifier in Quantity
};

[[nodiscard]] constexpr bool marks_its_leaf(Member member) {
  return member >= Member::kResourceType && member <= Member::kDigest;
}
[[nodiscard]] constexpr bool shapes_its_value(Member member) {
  return member >= Member::kMeta;
}
[[nodiscard]] Member member_kind(std::string_view name);
// A type of value[x] and its like, as it ends a member's name: "DateTime".
[[nodiscard]] bool choice_type(std::string_view suffix);
// An element of a data type that is no value itself and holds some: CodeableConcept.coding, Timing.repeat.
[[nodiscard]] bool holds_parts(std::string_view name);
[[nodiscard]] Part part_of(std::string_view name, ValueType type);

// A plain record's own name for a part of what an item changes: a word, as programs name things. Anything else could be
// the value itself ({"phone": {"Ada's mobile": …}}), and is withheld with what it names.
[[nodiscard]] bool programs_word(std::string_view name);

}  // namespace concordat::policy
