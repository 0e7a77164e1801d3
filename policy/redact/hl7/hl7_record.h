#pragma once
// An HL7 v2 message, or a batch of them, read once: its segments and values, and for each what reading found out about
// it (its mark). Owns its buffers, which are reused from record to record; the text must outlive its use.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/redact/facts.h"
#include "policy/redact/hl7/hl7_index.h"
#include "protocol/base/result.h"
#include "protocol/hl7/tape.h"

namespace concordat::policy {

// What reading found out about one value, the same for every recipient.
struct Hl7Mark {
  static constexpr std::int16_t kNone = -1;
  static constexpr std::uint8_t kNamed = 1;    // an item names this very field, not only the segment around it
  static constexpr std::uint8_t kPayload = 2;  // encapsulated data (OBX-2 ED, RP) that no item names as such
  static constexpr std::uint8_t kNumber = 4;   // OBX-5 that OBX-2 says is a number: no band can stand there

  ItemIndex item = kNoItem;
  Part part = Part::kOther;
  Hl7Role role = Hl7Role::kNone;
  std::uint8_t flags = 0;
  // The conditions, by their numbers in the segment's list, by which its item has it; and the ones that it meets
  // itself, with a text that is the vocabulary's own: it goes with what the same condition releases.
  std::int16_t by_repetition = kNone;
  std::int16_t by_segment = kNone;
  std::int16_t tells_repetition = kNone;
  std::int16_t tells_segment = kNone;

  [[nodiscard]] bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

struct Hl7Place {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::uint32_t speaks_of = kNone;  // the segment before it that it speaks of
  std::uint32_t unnamed = 0;        // how many of its values no item names
  bool focus = false;               // what its message is about
  bool stays = false;               // while its message does: what it is about, and what happened
};

class Hl7Record {
 public:
  // Refuses what cannot be read with certainty. Error details name segment and field, never a value.
  Result<void> read(std::string_view body, const Hl7Index& index, RecordFacts& facts);

  [[nodiscard]] const protocol::hl7::Tape& tape() const { return tape_; }
  // Parallel to the tape's values and segments.
  [[nodiscard]] const Hl7Mark& mark(std::size_t value) const { return marks_[value]; }
  [[nodiscard]] const Hl7Place& place(std::size_t segment) const { return places_[segment]; }
  // The values that are an item's value, not what stands beside it, in the order of the tape, each with its segment.
  struct ItemValue {
    std::uint32_t value;
    std::uint32_t segment;
  };
  [[nodiscard]] const std::vector<ItemValue>& item_values() const { return item_values_; }

 private:
  friend class Hl7Reader;
  protocol::hl7::Tape tape_;
  std::vector<Hl7Mark> marks_;
  std::vector<Hl7Place> places_;
  std::vector<ItemValue> item_values_;
};

// The values from `first` on, before `end`, that stand in the same repetition of the same field as the first.
[[nodiscard]] inline std::uint32_t end_of_repetition(const protocol::hl7::Value* values, std::uint32_t first,
                                                     std::uint32_t end) {
  const protocol::hl7::Value* const like = values + first;
  std::uint32_t at = first + 1;
  while (at < end && values[at].field == like->field && values[at].repetition == like->repetition) ++at;
  return at;
}

// What a value of an item of this type is by its component: for an identifier 1 is its value, 4 and 5 say whose it is.
[[nodiscard]] Part hl7_part(ValueType type, std::uint8_t component);

}  // namespace concordat::policy
