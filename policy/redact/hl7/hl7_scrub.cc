// Free text of HL7 v2: what was withheld elsewhere in the record is cut out of the bytes as they stand, so that every
// other byte, escapes and all, stays.
#include "policy/redact/hl7/hl7_decisions.h"

namespace concordat::policy {

// What the recipient must not find in kept text, or what it may, since it has it from elsewhere.
void Hl7Decisions::gather(Gather what) {
  for (const auto& [at, segment] : input_->record.item_values()) {
    const Hl7Mark& mark = marks_[at];
    const Item& item = input_->vocabulary.items[mark.item];
    const bool verbatim = fates_[at] == Hl7Fate::kCopy && remains(segment);
    if (item.type == ValueType::kFreeText || verbatim != (what == Gather::kReleased)) continue;
    std::string_view text;
    if (!verbatim && !item.identifying) continue;
    // A suffix, a title or a degree tells nobody who it is.
    if (!verbatim && item.type == ValueType::kName && values_[at].component > 3) continue;
    if (!decoded(at, text)) text = raw(at);
    if (verbatim) {
      scrubber_.release(item.type, text);
    } else {
      scrubber_.withhold(item.type, text);
    }
  }
}

// Of each text that goes: cut out what was withheld, or drop it. What gives the rest its meaning can be neither.
Result<bool> Hl7Decisions::scrub() {
  if (free_text_.empty()) return false;
  scrubber_.clear();
  gather(Gather::kWithheld);
  bool released_known = false;
  bool dropped = false;
  for (const std::uint32_t value : free_text_) {
    if (fates_[value] != Hl7Fate::kCopy || values_[value].null) continue;
    FreeText::Outcome outcome;
    if (!input_->record.tape().decode(values_[value], text_, &origin_)) {
      outcome.possible = false;
    } else {
      outcome = scrubber_.find(text_);
      if (!outcome.clean() && !released_known) {
        released_known = true;
        gather(Gather::kReleased);
        outcome = scrubber_.find(text_);
      }
    }
    if (outcome.clean()) continue;
    const Hl7Mark& mark = marks_[value];
    const bool kept = items_.treatment(mark.item) == Treatment::kKeep;
    const bool meaning =
        mark.role == Hl7Role::kFormat || mark.role == Hl7Role::kModifier || mark.role == Hl7Role::kUnits;
    if (!kept && meaning) {
      return fail(Code::kRefusedByPolicy,
                  "a code that says how the record is meant holds a value that may not go; without it the rest would "
                  "mean something else");
    }
    if (kept && outcome.possible) {
      cut_marks(value);
      out_->scrubbed += outcome.marks;
      for (std::size_t kind = 0; kind < kScrubKinds; ++kind) out_->scrubbed_by_kind[kind] += outcome.by_kind[kind];
    } else {
      fates_[value] = Hl7Fate::kDrop;
      dropped = true;
      if (mark.item != kNoItem) items_.alter(mark.item);
    }
  }
  return dropped;
}

// Puts a mark in the place of each piece that was found in text_, in the bytes that it was read from.
void Hl7Decisions::cut_marks(std::uint32_t value) {
  const protocol::hl7::Tape& tape = input_->record.tape();
  const std::string_view bytes = raw(value);
  std::string cut;
  std::size_t done = 0;
  for (const FreeText::Span& span : scrubber_.spans()) {
    std::size_t end = span.end;
    // The bytes of one escape go together.
    while (end < text_.size() && origin_[end] == origin_[end - 1]) ++end;
    if (origin_[span.begin] < done) continue;
    cut.append(bytes, done, origin_[span.begin] - done);
    // ASCII: every character set holds it.
    static_cast<void>(protocol::hl7::append_escaped(cut, FreeText::kMark, tape.delimiters(), tape.charset()));
    done = origin_[end];
  }
  cut.append(bytes, done);
  replace(value, cut);
}

}  // namespace concordat::policy
