#pragma once
// The vocabulary's HL7 v2 selectors by segment and field, and beside them what the standard lets stand there. Slower
// and plainer than what the redactor uses, and on purpose not the same.
//
//   if (const auto* pid = selectors.segment("PID")) for (const auto& each : pid->of_field(3)) …

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"
#include "policy/verify/hl7/hl7_rules.h"

namespace concordat::policy {

struct Hl7Selectors {
  // What must stand in a field of the segment, or (field 0) in the value's own repetition.
  struct Test {
    std::uint16_t field = 0;
    std::uint8_t component = 1;
    std::uint8_t subcomponent = 1;
    std::string value;
  };
  struct Place {
    ItemIndex item = kNoItem;
    std::size_t number = 0;         // among those of its segment
    std::uint8_t component = 0;     // 0: all
    std::uint8_t subcomponent = 0;  // 0: all
    std::size_t steps = 1;
    std::optional<Test> segment_test;
    std::optional<Test> repetition_test;

    [[nodiscard]] std::size_t tests() const { return (segment_test ? 1u : 0u) + (repetition_test ? 1u : 0u); }
  };
  struct Segment {
    std::vector<Place> whole;                  // that name the segment and no field of it
    std::vector<std::vector<Place>> by_field;  // by field number
    std::size_t places = 0;
    std::vector<FieldUse> uses;           // by field number
    std::size_t number = 0;               // among all
    std::vector<std::size_t> belongs_to;  // numbers of segments
    bool belongs_to_previous = false;     // to whatever stands before it

    [[nodiscard]] const std::vector<Place>& of_field(std::uint16_t field) const;
    [[nodiscard]] FieldUse use(std::uint16_t field) const {
      return field < uses.size() ? uses[field] : FieldUse::kNone;
    }
  };

  explicit Hl7Selectors(const Vocabulary& vocabulary);
  // nullptr: neither the vocabulary nor the standard's list knows it.
  [[nodiscard]] const Segment* segment(std::string_view name) const;

  std::vector<ValueType> types;  // by item
  std::vector<bool> structural;  // by item
  std::map<std::string, Segment, std::less<>> segments;

 private:
  void add(const Selector& selector, ItemIndex item);
};

}  // namespace concordat::policy
