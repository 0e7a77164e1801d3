// What of a message remains, once it is known what is released: segments of which others speak, whole messages, and
// whether what is left still means what it meant.
#include <algorithm>

#include "policy/redact/hl7/hl7_decisions.h"

namespace concordat::policy {

// A segment remains for what is released in it, or in what speaks of it. Whoever speaks comes later.
void Hl7Decisions::settle_alive() {
  for (std::uint32_t at = static_cast<std::uint32_t>(segments_.size()); at-- > 0;) {
    if ((states_[at] & kCut) != 0) continue;
    if ((states_[at] & kReleased) != 0) states_[at] |= kAlive;
    const std::uint32_t of = input_->record.place(at).speaks_of;
    if ((states_[at] & kAlive) != 0 && of != Hl7Place::kNone) states_[of] |= kAlive;
  }
}

// What is unfit goes, with all that speaks of it; then it is seen anew what remains.
void Hl7Decisions::settle_cuts() {
  bool cut = false;
  for (std::uint32_t at = 0; at < segments_.size(); ++at) {
    const std::uint32_t of = input_->record.place(at).speaks_of;
    const bool unfit = (states_[at] & kUnfit) != 0 && (states_[at] & kAlive) != 0;
    if (!unfit && (of == Hl7Place::kNone || (states_[of] & kCut) == 0)) continue;
    states_[at] |= kCut;
    cut = true;
    for (std::uint32_t value = segments_[at].first_value; value < segments_[at].end_value; ++value) {
      const ItemIndex item = marks_[value].item;
      const Treatment held = items_.treatment(item);
      if (held == Treatment::kKeep || held == Treatment::kTransform) items_.alter(item);
    }
  }
  if (!cut) return;
  for (std::uint8_t& state : states_) state = static_cast<std::uint8_t>(state & ~kAlive);
  settle_alive();
}

// A message remains for what remains in it, a batch for its messages.
void Hl7Decisions::settle_messages() {
  for (std::uint32_t first = 0; first < segments_.size();) {
    std::uint32_t end = first + 1;
    while (end < segments_.size() && segments_[end].message == segments_[first].message) ++end;
    if (segments_[first].message != protocol::hl7::kNoMessage) settle_message(first, end);
    first = end;
  }
  for (std::uint32_t at = 0; at < segments_.size(); ++at) {
    if (segments_[at].message == protocol::hl7::kNoMessage) states_[at] = messages_ > 0 ? kAlive : 0;
  }
}

void Hl7Decisions::settle_message(std::uint32_t first, std::uint32_t end) {
  const auto alive = [](std::uint8_t state) { return (state & kAlive) != 0; };
  for (std::uint32_t at = first; at < end; ++at) {
    if ((states_[at] & kCut) != 0 && input_->record.place(at).focus) focus_lost_ = true;
  }
  if (std::none_of(states_.begin() + first, states_.begin() + end, alive)) return;
  ++messages_;
  states_[first] |= kAlive;
  for (std::uint32_t at = first; at < end; ++at) {
    const Hl7Place& place = input_->record.place(at);
    if (place.stays && (states_[at] & kUnfit) == 0) states_[at] |= kAlive;
    if (place.focus && place.stays && (states_[at] & kUnfit) != 0) focus_lost_ = true;
    if (segments_[at].id() == kHl7MergeSegment && !keeps_former_number(at)) merge_lost_ = true;
  }
}

// Text that could not be released after all may have been the last of its segment.
void Hl7Decisions::settle_emptied() {
  for (std::uint32_t segment = 0; segment < segments_.size(); ++segment) {
    bool released = false;
    for (std::uint32_t at = segments_[segment].first_value; at < segments_[segment].end_value; ++at) {
      const Hl7Mark& mark = marks_[at];
      const Treatment held = items_.treatment(mark.item);
      const bool by_item = held == Treatment::kKeep || held == Treatment::kTransform;
      released = released || (by_item && !hl7_frame(mark.role) && fates_[at] != Hl7Fate::kDrop);
    }
    states_[segment] = static_cast<std::uint8_t>(states_[segment] & ~(kAlive | (released ? 0 : kReleased)));
  }
  settle_alive();
  messages_ = 0;
  settle_messages();
}

bool Hl7Decisions::keeps_former_number(std::uint32_t merge) const {
  for (std::uint32_t at = segments_[merge].first_value; at < segments_[merge].end_value; ++at) {
    if (values_[at].field == 1 && fates_[at] != Hl7Fate::kDrop) return (states_[merge] & kCut) == 0;
  }
  return false;
}

Result<void> Hl7Decisions::check_meaning() const {
  if (focus_lost_) {
    std::string what = "the focus of the record has a modifier that may not go with it";
    if (unfit_by_ != kNoItem) what += ": " + input_->vocabulary.items[unfit_by_].id.str();
    return fail(Code::kRefusedByPolicy, what + "; without it the rest would mean something else");
  }
  if (merge_lost_) {
    return fail(Code::kRefusedByPolicy,
                "the message says that one person's record becomes another's, and the former number (MRG-1) may not go "
                "with it; without it the rest would be about the wrong person");
  }
  return {};
}

}  // namespace concordat::policy
