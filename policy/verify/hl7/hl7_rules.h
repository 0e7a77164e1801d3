#pragma once
// What HL7 v2 lets stand in a disclosure without an item, as the verifier knows it: its own list, written apart from
// the redactor's. Each use is bounded to what its values look like, so that none can carry words past the items. From
// HL7 v2.8 and the versions before it back to 2.3, chapters 2 to 12.
//
//   field_uses("OBX")[11] == FieldUse::kModifier; fits(FieldUse::kModifier, "F") == true

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"

namespace concordat::policy {

enum class FieldUse : std::uint8_t {
  kNone,
  kNumber,    // of a segment among its like
  kCode,      // how the message is to be read
  kModifier,  // changes what its segment says
  kUnits,     // the same, in words
  kTime,      // when the message was made
  kRouting,
  kControlId,  // the number of the message, made anew
  kParsed      // what the parser has found to be true: the character set, the count of a trailer
};

struct SegmentUses {
  std::string_view name;
  std::string_view fields;      // a use, and the fields that have it: "number 1 code 2 modifier 11 units 6"
  std::string_view belongs_to;  // the segments before it that it may speak of; "*": whatever stands before it
};
[[nodiscard]] std::span<const SegmentUses> segment_uses();
// By field number; of a field beyond the last, kNone.
[[nodiscard]] std::vector<FieldUse> field_uses(std::string_view segment);

// Whether the bytes look like what the use wants.
[[nodiscard]] bool fits(FieldUse use, std::string_view raw);

// The components in which a coded element says its codes in words (CWE.2, .5 and .9): they change nothing.
[[nodiscard]] constexpr bool says_in_words(std::uint8_t component) {
  return component == 2 || component == 5 || component == 9;
}

// A segment that may stand in a message without any value that is released, by the message's type (MSH-9.1): what
// frames it, what happened, and what it is about.
[[nodiscard]] bool stands_bare(std::string_view segment, std::string_view message_type);

// What a component is to an item of this type that covers the whole field, when the plan changes it: the value, which
// must be changed; what stands beside it unchanged, since it says what the value is (who assigned an identifier, the
// kind of a name); or neither, which goes. The types are CX, XPN, XAD, XTN, CWE, CQ and DR (HL7 v2.8, 2A).
enum class Component : std::uint8_t { kValue, kBeside, kNeither };
[[nodiscard]] Component component_of(ValueType type, std::uint8_t number);

}  // namespace concordat::policy
