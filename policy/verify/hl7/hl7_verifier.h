#pragma once
// The verifier's walk over a finished HL7 v2 message or batch. What it checks, and why it shares nothing with the
// redactor but the parser, verifier.h says. Here it means: the bytes parse, so delimiters are one set and the counts of
// a batch are true; each value is released by the plan and looks like what its action makes, or is what the standard
// needs there (hl7_rules.h); a modifier that an item names is there only as it came; a segment stands for a value that
// is released in it or in what belongs to it; a merge names the number that is given up. One a thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/verify/hl7/hl7_selectors.h"
#include "protocol/base/result.h"
#include "protocol/hl7/tape.h"

namespace concordat::policy {

class Hl7Verifier {
 public:
  // kVerifierMismatch with segment and field (never the value) of what should not be there.
  Result<void> verify(std::string_view bytes, const Plan& plan, const Hl7Selectors& selectors);

 private:
  // What the items say of a value.
  enum class Verdict : std::uint8_t {
    kUnnamed,
    kWithheld,        // by an item that covers its whole segment
    kWithheldByName,  // by one that names its field
    kFalse,           // it says that the true authority assigned a pseudonym
    kBeside,          // it says what a changed value beside it is, and goes where that goes
    kStructural,
    kReleased
  };

  bool segment(const protocol::hl7::Segment& segment, const Hl7Selectors::Segment& known);
  bool repetition(const Hl7Selectors::Segment& known, std::uint32_t first, std::uint32_t end);
  void find_candidates(const Hl7Selectors::Segment& known, std::uint32_t first, std::uint32_t end);
  [[nodiscard]] const Hl7Selectors::Place* best(const protocol::hl7::Value& value) const;
  Verdict judge(std::uint32_t value, const Hl7Selectors::Place* place, FieldUse use);
  [[nodiscard]] bool is_code(std::uint32_t value) const;
  bool changed_as_planned(std::uint32_t value, const Action& action);
  bool needed(const Hl7Selectors::Segment& known, std::uint32_t value, bool released);
  bool told(const Hl7Selectors::Segment& known, std::uint32_t value);
  bool told_by_segment(const Hl7Selectors::Segment& known, std::uint32_t value);
  bool holds(const Hl7Selectors::Test& test, std::uint32_t first, std::uint32_t end);
  bool meets(const Hl7Selectors::Test& test, const protocol::hl7::Value& value);
  bool segments_stand_for_something();
  std::string_view text(const protocol::hl7::Value& value);
  [[nodiscard]] Result<void> mismatch() const;

  protocol::hl7::Tape tape_;
  std::span<const protocol::hl7::Value> values_;
  const Plan* plan_ = nullptr;
  const Hl7Selectors* selectors_ = nullptr;
  std::vector<Verdict> verdicts_;    // by value
  std::vector<bool> stands_;         // by segment: something is released in it
  std::vector<bool> segment_holds_;  // by place of the segment: whether its test of the segment holds
  std::vector<const Hl7Selectors::Place*> candidates_;  // for the values of one repetition
  std::vector<bool> awaited_;                           // by segment: one that belongs to it comes later
  bool payload_ = false;                                // the segment is an OBX that holds encapsulated data
  std::uint32_t wrong_segment_ = 0;
  std::uint32_t wrong_value_ = 0;
  bool wrong_is_value_ = false;
  std::string scratch_;
};

}  // namespace concordat::policy
