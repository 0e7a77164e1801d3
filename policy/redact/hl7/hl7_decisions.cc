#include "policy/redact/hl7/hl7_decisions.h"

#include <algorithm>

#include "policy/redact/value/transform.h"

namespace concordat::policy {

using protocol::hl7::Segment;
using protocol::hl7::Value;

namespace {

// The components in which a coded element says its code in words (CWE, HL7 v2.8, 2A.2).
bool words_of_code(std::uint8_t component) {
  return component == 2 || component == 5 || component == 9;
}

// Country, area and extension beside a local number (XTN, HL7 v2.8, 2A.89).
bool inner(std::uint8_t component) {
  return component == 5 || component == 6 || (component >= 8 && component <= 11);
}

tl::unexpected<Error> nothing_left() {
  return fail(Code::kRefusedByPolicy, "nothing in this record may be released to the recipient");
}

}  // namespace

Result<void> Hl7Decisions::decide(const Hl7DecisionInput& input, Disclosure& out) {
  reset(input, out);
  for (std::uint32_t i = 0; i < segments_.size(); ++i) first_pass(i);
  settle_alive();
  settle_cuts();
  settle_messages();
  if (auto ok = check_meaning(); !ok) return ok;
  if (messages_ == 0) return nothing_left();
  for (std::uint32_t i = 0; i < segments_.size(); ++i) {
    if (remains(i)) settle_structure(i);
  }
  if (type_lost_) {
    return fail(Code::kRefusedByPolicy, "a message may not go without its type and version (MSH-9, MSH-12)");
  }
  auto dropped = scrub();
  if (!dropped) return fail(dropped.error());
  if (*dropped) {
    settle_emptied();
    if (auto ok = check_meaning(); !ok) return ok;
  }
  if (messages_ == 0) return nothing_left();
  settle_authorities();
  count_and_mark();
  items_.list(input.facts, out);
  std::sort(replacements_.begin(), replacements_.end(),
            [](const Hl7Replacement& a, const Hl7Replacement& b) { return a.value < b.value; });
  return {};
}

void Hl7Decisions::reset(const Hl7DecisionInput& input, Disclosure& out) {
  input_ = &input;
  out_ = &out;
  out.clear();
  segments_ = input.record.tape().segments();
  const std::span<const Value> values = input.record.tape().values();
  values_ = values.data();
  marks_ = values.empty() ? nullptr : &input.record.mark(0);
  items_.reset(treatments_.of(input.plan, input.vocabulary));
  fates_.assign(values.size(), Hl7Fate::kDrop);
  states_.assign(segments_.size(), 0);
  replacements_.clear();
  replaced_.clear();
  free_text_.clear();
  authorities_.clear();
  messages_ = 0;
  unfit_by_ = kNoItem;
  focus_lost_ = merge_lost_ = type_lost_ = false;
}

void Hl7Decisions::first_pass(std::uint32_t segment) {
  const std::uint32_t end = segments_[segment].end_value;
  const std::uint32_t delimiters = protocol::hl7::is_header(segments_[segment].id()) ? 2 : 0;
  for (std::uint32_t at = segments_[segment].first_value + delimiters; at < end;) {
    const std::uint32_t next = end_of_repetition(values_, at, end);
    const Hl7Role role = marks_[at].role;
    if (repetition(at, next) && !hl7_frame(role)) states_[segment] |= kReleased;
    if (role == Hl7Role::kModifier || role == Hl7Role::kUnits) modifier(segment, at, next);
    at = next;
  }
}

// True when an item releases something in it.
bool Hl7Decisions::repetition(std::uint32_t first, std::uint32_t end) {
  bool released = false;
  for (std::uint32_t at = first; at < end; ++at) released = item_value(at) || released;
  if (released) settle_companions(first, end);
  return released;
}

bool Hl7Decisions::item_value(std::uint32_t value) {
  const Hl7Mark& mark = marks_[value];
  switch (items_.treatment(mark.item)) {
    case Treatment::kKeep: {
      if (mark.has(Hl7Mark::kPayload)) {
        items_.alter(mark.item);
        return false;
      }
      fates_[value] = Hl7Fate::kCopy;
      const ValueType type = input_->vocabulary.items[mark.item].type;
      const bool words =
          type == ValueType::kFreeText || (type == ValueType::kCode && words_of_code(values_[value].component));
      if (words) free_text_.push_back(value);
      return true;
    }
    case Treatment::kTransform:
      // What stands for more than itself is changed by nobody who does not name it.
      if (mark.role != Hl7Role::kNone && (!mark.has(Hl7Mark::kNamed) || !hl7_frame(mark.role))) return false;
      if (mark.part != Part::kValue) return false;
      if (!values_[value].null) return transform(value);
      fates_[value] = Hl7Fate::kCopy;  // there is nothing to change in "delete"
      return true;
    case Treatment::kStructural:
      if (code(value)) copy_searched(value);
      return false;
    case Treatment::kUnnamed:
    case Treatment::kWithhold: break;
  }
  return false;
}

bool Hl7Decisions::transform(std::uint32_t value) {
  const ItemIndex item = marks_[value].item;
  Action action = input_->plan.items[item].action;
  // The parts of a telephone number that are not its end: to show the last of each would show more than the last.
  const bool inner_part = input_->vocabulary.items[item].type == ValueType::kContact && inner(values_[value].component);
  if (action.kind == ActionKind::kMask && inner_part) action.number = 0;
  std::string_view text;
  std::optional<std::string> made;
  const bool no_number = action.kind == ActionKind::kGeneralise && marks_[value].has(Hl7Mark::kNumber);
  if (!no_number && decoded(value, text)) {
    made = transformed(text, action, input_->vocabulary.items[item].type,
                       {input_->recipient, input_->keys, DateForm::kHl7});
  }
  if (!made) {
    items_.alter(item);
    return false;
  }
  replace_escaped(value, *made);
  return fates_[value] == Hl7Fate::kReplace;
}

// What goes with a changed value: whose number it is, what it is called; and what a condition found, which the
// vocabulary says itself.
void Hl7Decisions::settle_companions(std::uint32_t first, std::uint32_t end) {
  for (std::uint32_t at = first; at < end; ++at) {
    if (fates_[at] != Hl7Fate::kDrop) continue;
    const Hl7Mark& mark = marks_[at];
    if (mark.tells_repetition != Hl7Mark::kNone && releases(first, end, mark.tells_repetition)) {
      fates_[at] = Hl7Fate::kCopy;
      continue;
    }
    if (items_.treatment(mark.item) != Treatment::kTransform || mark.part != Part::kCompanion) continue;
    const Action& action = input_->plan.items[mark.item].action;
    const bool identifier = input_->vocabulary.items[mark.item].type == ValueType::kIdentifier;
    const bool authority = action.kind == ActionKind::kPseudonymise && identifier && values_[at].component == 4;
    if (!code(at) || (authority && values_[at].subcomponent > 1)) continue;
    copy_searched(at);
    if (authority) authorities_.push_back(at);
  }
}

// Whether something goes of what the condition on this repetition gives to an item.
bool Hl7Decisions::releases(std::uint32_t first, std::uint32_t end, std::int16_t condition) const {
  for (std::uint32_t at = first; at < end; ++at) {
    if (marks_[at].by_repetition == condition && fates_[at] != Hl7Fate::kDrop) return true;
  }
  return false;
}

// A modifier goes with what it modifies, unchanged. One that an item names goes only if the item keeps it; if not, or
// if it holds more than a code, its segment is withheld.
void Hl7Decisions::modifier(std::uint32_t segment, std::uint32_t first, std::uint32_t end) {
  bool goes = false;
  for (std::uint32_t at = first; at < end; ++at) {
    const Hl7Mark& mark = marks_[at];
    const Treatment held = items_.treatment(mark.item);
    if (held == Treatment::kKeep || held == Treatment::kStructural) {
      goes = goes || fates_[at] == Hl7Fate::kCopy;
      continue;
    }
    if (held != Treatment::kUnnamed && mark.has(Hl7Mark::kNamed)) {
      states_[segment] |= kUnfit;
      unfit_by_ = mark.item;
      return;
    }
    if (words_of_code(values_[at].component)) continue;  // an item may keep them
    const bool fits = mark.role == Hl7Role::kUnits ? hl7_units(raw(at)) && !values_[at].escaped : code(at);
    if (fits) {
      copy_searched(at);
      goes = true;
    } else {
      states_[segment] |= kUnfit;
    }
  }
  if (!goes) states_[segment] |= kUnfit;
}

// In a segment that remains: what the format needs, and what tells by which condition something of it goes.
void Hl7Decisions::settle_structure(std::uint32_t segment) {
  releasing_.clear();
  const bool released = (states_[segment] & kReleased) != 0;
  for (std::uint32_t at = segments_[segment].first_value; released && at < segments_[segment].end_value; ++at) {
    const std::int16_t condition = marks_[at].by_segment;
    const bool counts = condition != Hl7Mark::kNone && fates_[at] != Hl7Fate::kDrop;
    if (counts && !releases(condition)) releasing_.push_back(condition);
  }
  for (std::uint32_t at = segments_[segment].first_value; at < segments_[segment].end_value; ++at) {
    const Hl7Mark& mark = marks_[at];
    if (fates_[at] != Hl7Fate::kDrop) continue;
    if (mark.tells_segment != Hl7Mark::kNone && releases(mark.tells_segment)) fates_[at] = Hl7Fate::kCopy;
    if (hl7_frame(mark.role)) structure(at);
    const bool needed = mark.role == Hl7Role::kFormat && (values_[at].field == 9 || values_[at].field == 12) &&
                        values_[at].component == 1 && segments_[segment].id() == "MSH";
    if (needed && fates_[at] == Hl7Fate::kDrop) type_lost_ = true;
  }
}

bool Hl7Decisions::releases(std::int16_t condition) const {
  return std::find(releasing_.begin(), releasing_.end(), condition) != releasing_.end();
}

void Hl7Decisions::structure(std::uint32_t value) {
  const Hl7Mark& mark = marks_[value];
  const Treatment held = items_.treatment(mark.item);
  const bool open = held == Treatment::kUnnamed || held == Treatment::kStructural;
  bool goes = false;
  switch (mark.role) {
    // The names of character sets have spaces.
    case Hl7Role::kFormat: goes = open && (code(value) || protocol::hl7::charset_named(raw(value))); break;
    case Hl7Role::kSetId: goes = hl7_set_id(raw(value)); break;
    case Hl7Role::kTime: goes = open && hl7_time(raw(value)); break;
    case Hl7Role::kRouting: goes = open && code(value); break;
    case Hl7Role::kControlId:
      if (values_[value].component == 1 && values_[value].repetition == 0) fates_[value] = Hl7Fate::kNewControlId;
      return;
    case Hl7Role::kNone:
    case Hl7Role::kModifier:
    case Hl7Role::kUnits: break;
  }
  if (goes) copy_searched(value);
}

bool Hl7Decisions::code(std::uint32_t value) const {
  return hl7_code(raw(value)) && !values_[value].escaped;
}

// What goes though no item keeps it is searched like text: a code may be somebody's name.
void Hl7Decisions::copy_searched(std::uint32_t value) {
  constexpr std::uint32_t kShortest = 4;  // nothing shorter is searched for
  fates_[value] = Hl7Fate::kCopy;
  if (values_[value].length >= kShortest) free_text_.push_back(value);
}

// The authority that assigned the true number did not assign the one that stands for it.
void Hl7Decisions::settle_authorities() {
  for (const std::uint32_t at : authorities_) {
    if (fates_[at] != Hl7Fate::kCopy) continue;
    replace_escaped(at, pseudonym_system(input_->plan.items[marks_[at].item].action.key, raw(at)));
  }
}

std::string_view Hl7Decisions::raw(std::uint32_t value) const {
  return input_->record.tape().raw(values_[value]);
}

bool Hl7Decisions::decoded(std::uint32_t value, std::string_view& text) {
  const bool plain = !values_[value].escaped && input_->record.tape().charset() == protocol::hl7::Charset::kAscii;
  if (plain) {
    text = raw(value);
    return true;
  }
  const bool certain = input_->record.tape().decode(values_[value], scratch_);
  text = scratch_;
  return certain;
}

void Hl7Decisions::replace(std::uint32_t value, std::string_view text) {
  fates_[value] = Hl7Fate::kReplace;
  const auto begin = static_cast<std::uint32_t>(replaced_.size());
  replaced_.append(text);
  replacements_.push_back({value, begin, static_cast<std::uint32_t>(text.size())});
}

// Withheld where the message's character set can't hold the text.
void Hl7Decisions::replace_escaped(std::uint32_t value, std::string_view text) {
  const protocol::hl7::Tape& tape = input_->record.tape();
  const auto begin = static_cast<std::uint32_t>(replaced_.size());
  if (!protocol::hl7::append_escaped(replaced_, text, tape.delimiters(), tape.charset())) {
    items_.alter(marks_[value].item);
    return;
  }
  fates_[value] = Hl7Fate::kReplace;
  replacements_.push_back({value, begin, static_cast<std::uint32_t>(replaced_.size()) - begin});
}

void Hl7Decisions::count_and_mark() {
  for (std::uint32_t segment = 0; segment < segments_.size(); ++segment) {
    const std::uint32_t own = protocol::hl7::is_header(segments_[segment].id()) ? 2 : 0;  // its delimiters
    out_->unnamed += input_->record.place(segment).unnamed;
    if (!remains(segment)) continue;
    bool untouched = true;
    for (std::uint32_t at = segments_[segment].first_value + own; at < segments_[segment].end_value; ++at) {
      if (fates_[at] != Hl7Fate::kCopy) untouched = false;
      if (fates_[at] != Hl7Fate::kDrop && marks_[at].item == kNoItem) --out_->unnamed;
    }
    if (untouched) states_[segment] |= kUntouched;
  }
}

}  // namespace concordat::policy
