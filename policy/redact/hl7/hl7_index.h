#pragma once
// The vocabulary's HL7 v2 selectors, by segment and field, so that a value costs one look-up and a comparison with the
// few rules of its field. Built once per policy load; immutable.
//
//   const Hl7Segment* segment = index.segment("PID");       // null: neither the vocabulary nor the format knows it
//   const Hl7Field& field = segment->field(3);
//   for (const Hl7Rule& rule : segment->rules(field)) …     // the most exact first

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/model/vocabulary.h"
#include "policy/redact/hl7/hl7_structure.h"

namespace concordat::policy {

// A condition on a value of the same segment, or (field 0) of the same repetition of the field that it stands behind.
struct Hl7Condition {
  std::uint16_t behind = 0;  // 0: behind the segment
  std::uint16_t field = 0;
  std::uint8_t component = 0;
  std::uint8_t subcomponent = 0;  // 0: the first
  std::string value;
  bool operator==(const Hl7Condition&) const = default;
};

struct Hl7Rule {
  enum class Says : std::uint8_t { kItem, kKind, kDestination };
  Says says = Says::kItem;
  std::uint16_t value = 0;        // item or kind
  std::uint8_t component = 0;     // 0: all
  std::uint8_t subcomponent = 0;  // 0: all
  std::uint8_t steps = 0;         // how long its path is
  std::uint8_t conditions = 0;    // and how many it has
  std::int16_t of_segment = -1;   // index into the segment's conditions; -1: none
  std::int16_t of_repetition = -1;
};

struct Hl7Field {
  std::uint32_t first_rule = 0;
  std::uint32_t end_rule = 0;
  Hl7Role role = Hl7Role::kNone;
  Hl7Sensitivity sensitivity = Hl7Sensitivity::kNone;
  bool conditional = false;  // some rule has a condition on the repetition
};

class Hl7Segment {
 public:
  // Of the longest segment's fields; a number beyond the last that is known has the rules of the whole segment.
  [[nodiscard]] const Hl7Field& field(std::uint16_t number) const {
    return fields_[number < fields_.size() ? number : 0];
  }
  [[nodiscard]] std::span<const Hl7Rule> rules(const Hl7Field& field) const {
    return std::span(rules_).subspan(field.first_rule, field.end_rule - field.first_rule);
  }
  [[nodiscard]] const std::vector<Hl7Condition>& conditions() const { return conditions_; }
  // Its place in the list of all segments, and of those of which it may speak.
  [[nodiscard]] std::uint16_t number() const { return number_; }
  [[nodiscard]] const std::vector<std::uint16_t>& speaks_of() const { return speaks_of_; }
  // It speaks of whatever stands before it.
  [[nodiscard]] bool is_note() const { return is_note_; }

 private:
  friend class Hl7Index;
  std::uint16_t number_ = 0;
  std::vector<std::uint16_t> speaks_of_;
  bool is_note_ = false;
  std::vector<Hl7Field> fields_;  // [0]: what no field of its own is known of
  std::vector<Hl7Rule> rules_;
  std::vector<Hl7Condition> conditions_;
};

class Hl7Index {
 public:
  explicit Hl7Index(const Vocabulary& vocabulary);
  [[nodiscard]] const Hl7Segment* segment(std::string_view id) const;
  [[nodiscard]] std::size_t most_segments() const { return segments_.size(); }

  std::vector<ValueType> item_types;
  std::vector<bool> item_is_subject;

 private:
  struct Written {
    const Selector* selector;
    Hl7Rule::Says says;
    std::uint16_t value;
  };
  static Hl7Segment build(std::string_view id, const std::vector<Written>& written);
  static std::uint32_t key(std::string_view id) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(id[0])) << 16 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(id[1])) << 8 | static_cast<unsigned char>(id[2]);
  }

  std::unordered_map<std::uint32_t, Hl7Segment> segments_;
};

}  // namespace concordat::policy
