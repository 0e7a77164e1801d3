#pragma once
// What happens to each value of an HL7 v2 record for one recipient, before a byte is written: a fate a value, and for
// each segment whether it remains. Decided in one forward pass over the values; then what depends on the rest: which
// segments remain because others speak of them, modifiers, free text.
//
//   Hl7Decisions decisions;
//   if (auto ok = decisions.decide({record.hl7(), record.facts(), plan, vocabulary, recipient, keys}, out); !ok) …
//   write_hl7(record.hl7(), decisions, out.bytes);

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/redact/hl7/hl7_record.h"
#include "policy/redact/redactor.h"
#include "policy/redact/treatments.h"
#include "policy/redact/value/free_text.h"

namespace concordat::policy {

enum class Hl7Fate : std::uint8_t { kDrop, kCopy, kReplace, kNewControlId };

struct Hl7Replacement {
  std::uint32_t value;
  std::uint32_t begin;  // of its text, escaped as it will stand, in replacement_text()
  std::uint32_t length;
};

struct Hl7DecisionInput {
  const Hl7Record& record;
  const RecordFacts& facts;
  const Plan& plan;
  const Vocabulary& vocabulary;
  std::string_view recipient;
  const PseudonymKeys& keys;
};

class Hl7Decisions {
 public:
  // Fills everything of `out` but its bytes.
  Result<void> decide(const Hl7DecisionInput& input, Disclosure& out);

  // Whether the segment is written; one of which nothing is released only has its name and what the format needs.
  [[nodiscard]] bool remains(std::size_t segment) const { return (states_[segment] & kAlive) != 0; }
  // Every value of it is copied.
  [[nodiscard]] bool untouched(std::size_t segment) const { return (states_[segment] & kUntouched) != 0; }
  [[nodiscard]] Hl7Fate fate(std::size_t value) const { return fates_[value]; }
  [[nodiscard]] const std::vector<Hl7Replacement>& replacements() const { return replacements_; }  // by value
  [[nodiscard]] std::string_view replacement_text() const { return replaced_; }

 private:
  // What is known of a segment.
  static constexpr std::uint8_t kReleased = 1;  // an item releases a value in it
  static constexpr std::uint8_t kAlive = 2;     // or in one that speaks of it
  static constexpr std::uint8_t kUnfit = 4;     // a modifier of it may not go with it
  static constexpr std::uint8_t kCut = 8;       // nothing of it is written, whatever becomes of its values
  static constexpr std::uint8_t kUntouched = 16;

  void reset(const Hl7DecisionInput& input, Disclosure& out);
  void first_pass(std::uint32_t segment);
  bool repetition(std::uint32_t first, std::uint32_t end);
  bool item_value(std::uint32_t value);
  bool transform(std::uint32_t value);
  void modifier(std::uint32_t segment, std::uint32_t first, std::uint32_t end);
  void settle_companions(std::uint32_t first, std::uint32_t end);
  [[nodiscard]] bool releases(std::uint32_t first, std::uint32_t end, std::int16_t condition) const;
  [[nodiscard]] bool releases(std::int16_t condition) const;
  void settle_alive();
  void settle_cuts();
  [[nodiscard]] bool keeps_former_number(std::uint32_t merge) const;
  [[nodiscard]] Result<void> check_meaning() const;
  void settle_messages();
  void settle_message(std::uint32_t first, std::uint32_t end);
  void settle_emptied();
  void settle_authorities();
  void settle_structure(std::uint32_t segment);
  void structure(std::uint32_t value);
  [[nodiscard]] bool code(std::uint32_t value) const;
  void copy_searched(std::uint32_t value);
  Result<bool> scrub();  // true: some text was dropped
  enum class Gather : std::uint8_t { kWithheld, kReleased };
  void gather(Gather what);
  void count_and_mark();
  void replace(std::uint32_t value, std::string_view text);
  void replace_escaped(std::uint32_t value, std::string_view text);
  void cut_marks(std::uint32_t value);
  // `text` until the next call; false when it can't be read with certainty.
  [[nodiscard]] bool decoded(std::uint32_t value, std::string_view& text);
  [[nodiscard]] std::string_view raw(std::uint32_t value) const;

  const Hl7DecisionInput* input_ = nullptr;  // of the current call only
  Disclosure* out_ = nullptr;
  std::span<const protocol::hl7::Segment> segments_;
  const protocol::hl7::Value* values_ = nullptr;
  const Hl7Mark* marks_ = nullptr;
  Treatments treatments_;
  ItemOutcomes items_;
  std::vector<Hl7Fate> fates_;
  std::vector<std::uint8_t> states_;  // by segment
  std::vector<Hl7Replacement> replacements_;
  std::string replaced_;
  std::vector<std::uint32_t> free_text_;    // to be searched
  std::vector<std::uint32_t> authorities_;  // beside a pseudonym
  std::vector<std::int16_t> releasing_;     // the conditions by which something of the segment goes
  std::uint32_t messages_ = 0;              // that remain
  ItemIndex unfit_by_ = kNoItem;            // the last item that made a segment unfit
  bool focus_lost_ = false;
  bool merge_lost_ = false;
  bool type_lost_ = false;
  FreeText scrubber_;
  std::string scratch_;
  std::string text_;
  std::vector<std::uint32_t> origin_;
};

// Replaces `out`.
void write_hl7(const Hl7Record& record, const Hl7Decisions& decisions, std::string& out);

}  // namespace concordat::policy
