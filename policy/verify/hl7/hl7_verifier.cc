#include "policy/verify/hl7/hl7_verifier.h"

#include <algorithm>

#include "policy/verify/action_result.h"

namespace concordat::policy {

using protocol::hl7::Segment;
using protocol::hl7::Value;

namespace {

using Place = Hl7Selectors::Place;

// "urn:concordat:pseudonym:<key>:<authority>" stands for <authority>.
std::string_view true_authority(std::string_view text) {
  constexpr std::string_view kMark = "urn:concordat:pseudonym:";
  while (text.starts_with(kMark)) {
    const std::size_t colon = text.find(':', kMark.size());
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
  }
  return text;
}

bool more_exact(const Place& a, const Place& b) {
  return a.steps != b.steps ? a.steps > b.steps : a.tests() > b.tests();
}

bool as_exact(const Place& a, const Place& b) {
  return !more_exact(a, b) && !more_exact(b, a);
}

// Frames a message and says nothing of what it is about.
bool frames(FieldUse use) {
  return use != FieldUse::kNone && use != FieldUse::kModifier && use != FieldUse::kUnits;
}

bool modifies(FieldUse use) {
  return use == FieldUse::kModifier || use == FieldUse::kUnits;
}

}  // namespace

Result<void> Hl7Verifier::verify(std::string_view bytes, const Plan& plan, const Hl7Selectors& selectors) {
  if (auto ok = tape_.parse(bytes); !ok) {
    return fail(Code::kVerifierMismatch, "the finished record does not parse: " + ok.error().detail);
  }
  plan_ = &plan;
  selectors_ = &selectors;
  values_ = tape_.values();
  verdicts_.assign(values_.size(), Verdict::kUnnamed);
  stands_.assign(tape_.segments().size(), false);
  wrong_is_value_ = false;
  for (wrong_segment_ = 0; wrong_segment_ < tape_.segments().size(); ++wrong_segment_) {
    const Segment& here = tape_.segments()[wrong_segment_];
    const Hl7Selectors::Segment* known = selectors.segment(here.id());
    if (known == nullptr || !segment(here, *known)) return mismatch();
  }
  if (!segments_stand_for_something()) return mismatch();
  return {};
}

bool Hl7Verifier::segment(const Segment& segment, const Hl7Selectors::Segment& known) {
  const std::uint32_t first = segment.first_value + (protocol::hl7::is_header(segment.id()) ? 2 : 0);  // its delimiters
  segment_holds_.assign(known.places, true);
  const auto test = [&](const Place& place) {
    if (place.segment_test) segment_holds_[place.number] = holds(*place.segment_test, first, segment.end_value);
  };
  std::for_each(known.whole.begin(), known.whole.end(), test);
  for (const auto& places : known.by_field) std::for_each(places.begin(), places.end(), test);
  payload_ = segment.id() == "OBX" &&
             (holds({2, 1, 1, "ED"}, first, segment.end_value) || holds({2, 1, 1, "RP"}, first, segment.end_value));

  bool released = false;
  bool released_first_field = false;
  for (std::uint32_t at = first; at < segment.end_value;) {
    std::uint32_t end = at;
    while (end < segment.end_value && values_[end].field == values_[at].field &&
           values_[end].repetition == values_[at].repetition) {
      ++end;
    }
    if (repetition(known, at, end) && !frames(known.use(values_[at].field))) {
      released = true;
      released_first_field = released_first_field || values_[at].field == 1;
    }
    at = end;
  }
  for (std::uint32_t at = first; at < segment.end_value; ++at) {
    if (needed(known, at, released)) continue;
    wrong_value_ = at;
    wrong_is_value_ = true;
    return false;
  }
  stands_[wrong_segment_] = released;
  // Who is told that a number was given up must be told which.
  return segment.id() != "MRG" || released_first_field;
}

// True when an item releases something in it.
bool Hl7Verifier::repetition(const Hl7Selectors::Segment& known, std::uint32_t first, std::uint32_t end) {
  find_candidates(known, first, end);
  bool released = false;
  for (std::uint32_t at = first; at < end; ++at) {
    verdicts_[at] = judge(at, best(values_[at]), known.use(values_[at].field));
    released = released || verdicts_[at] == Verdict::kReleased;
  }
  if (!released) return false;
  for (std::uint32_t at = first; at < end; ++at) {
    Verdict& verdict = verdicts_[at];
    if (verdict == Verdict::kReleased || verdict == Verdict::kStructural || verdict == Verdict::kFalse) continue;
    if (verdict == Verdict::kBeside || told(known, at)) verdict = Verdict::kReleased;
  }
  return true;
}

// A value that a condition on its repetition found: the vocabulary says it itself.
bool Hl7Verifier::told(const Hl7Selectors::Segment& known, std::uint32_t value) {
  const std::vector<Place>& places = known.of_field(values_[value].field);
  return std::any_of(places.begin(), places.end(), [&](const Place& place) {
    return place.repetition_test && meets(*place.repetition_test, values_[value]);
  });
}

void Hl7Verifier::find_candidates(const Hl7Selectors::Segment& known, std::uint32_t first, std::uint32_t end) {
  candidates_.clear();
  const auto consider = [&](const Place& place) {
    if (!segment_holds_[place.number]) return;
    if (place.repetition_test && !holds(*place.repetition_test, first, end)) return;
    candidates_.push_back(&place);
  };
  const std::vector<Place>& own = known.of_field(values_[first].field);
  std::for_each(known.whole.begin(), known.whole.end(), consider);
  std::for_each(own.begin(), own.end(), consider);
}

// nullptr when none covers the value, or items that are equally exact contend for it.
const Place* Hl7Verifier::best(const Value& value) const {
  const Place* found = nullptr;
  bool contended = false;
  for (const Place* place : candidates_) {
    const bool covers = (place->component == 0 || place->component == value.component) &&
                        (place->subcomponent == 0 || place->subcomponent == value.subcomponent);
    if (!covers) continue;
    if (found == nullptr || more_exact(*place, *found)) {
      found = place;
      contended = false;
    } else if (as_exact(*place, *found) && place->item != found->item) {
      contended = true;
    }
  }
  return contended ? nullptr : found;
}

Hl7Verifier::Verdict Hl7Verifier::judge(std::uint32_t value, const Place* place, FieldUse use) {
  if (place == nullptr) return Verdict::kUnnamed;
  const Verdict withheld = place->steps > 1 ? Verdict::kWithheldByName : Verdict::kWithheld;
  if (place->item >= plan_->items.size()) return withheld;
  const Action& action = plan_->items[place->item].action;
  if (selectors_->structural[place->item] && action.kind == ActionKind::kKeep) {
    return is_code(value) ? Verdict::kStructural : withheld;
  }
  // A payload is released by who names it as one.
  const bool payload =
      payload_ && values_[value].field == 5 && !(place->segment_test && place->segment_test->field == 2);
  if (action.kind == ActionKind::kKeep) return payload ? withheld : Verdict::kReleased;
  // A modifier goes unchanged or not at all.
  if (action.kind == ActionKind::kWithhold || modifies(use)) return withheld;
  const ValueType type = selectors_->types[place->item];
  const Component part = place->component != 0 ? Component::kValue : component_of(type, values_[value].component);
  if (part == Component::kValue) return changed_as_planned(value, action) ? Verdict::kReleased : withheld;
  if (part == Component::kNeither) return withheld;
  const bool authority =
      action.kind == ActionKind::kPseudonymise && type == ValueType::kIdentifier && values_[value].component == 4;
  if (!authority) return is_code(value) ? Verdict::kBeside : withheld;
  if (values_[value].subcomponent != 1) return withheld;
  const std::string_view said = text(values_[value]);
  const bool own = looks_pseudonymised(said, action.key) && fits(FieldUse::kCode, true_authority(said));
  return own ? Verdict::kBeside : Verdict::kFalse;
}

bool Hl7Verifier::is_code(std::uint32_t value) const {
  return fits(FieldUse::kCode, tape_.raw(values_[value])) && !values_[value].escaped;
}

bool Hl7Verifier::changed_as_planned(std::uint32_t value, const Action& action) {
  if (values_[value].null) return true;  // "delete": there is nothing in it to change
  return tape_.decode(values_[value], scratch_) && looks_done(action, scratch_, DateForm::kHl7);
}

// Whether the value may stand here, for its item's sake or for the standard's.
bool Hl7Verifier::needed(const Hl7Selectors::Segment& known, std::uint32_t value, bool released) {
  const Verdict verdict = verdicts_[value];
  if (verdict == Verdict::kReleased || verdict == Verdict::kStructural) return true;
  if (verdict == Verdict::kFalse) return false;
  const std::string_view raw = tape_.raw(values_[value]);
  const FieldUse use = known.use(values_[value].field);
  bool fine = fits(use, raw);
  switch (use) {
    case FieldUse::kTime:
    case FieldUse::kRouting: fine = fine && verdict == Verdict::kUnnamed; break;
    case FieldUse::kCode: fine = fine && verdict == Verdict::kUnnamed && !values_[value].escaped; break;
    case FieldUse::kModifier:
    case FieldUse::kUnits:
      fine = fine && verdict != Verdict::kWithheldByName && !values_[value].escaped &&
             !says_in_words(values_[value].component);
      break;
    case FieldUse::kNone:
    case FieldUse::kNumber:
    case FieldUse::kControlId:
    case FieldUse::kParsed: break;
  }
  if (fine) return true;
  return released && told_by_segment(known, value);
}

// The same, of a condition on its segment.
bool Hl7Verifier::told_by_segment(const Hl7Selectors::Segment& known, std::uint32_t value) {
  const auto told = [&](const Place& place) {
    return place.segment_test && meets(*place.segment_test, values_[value]);
  };
  return std::any_of(known.whole.begin(), known.whole.end(), told) ||
         std::any_of(known.by_field.begin(), known.by_field.end(),
                     [&](const auto& places) { return std::any_of(places.begin(), places.end(), told); });
}

bool Hl7Verifier::holds(const Hl7Selectors::Test& test, std::uint32_t first, std::uint32_t end) {
  for (std::uint32_t at = first; at < end; ++at) {
    if (meets(test, values_[at])) return true;
  }
  return false;
}

bool Hl7Verifier::meets(const Hl7Selectors::Test& test, const Value& value) {
  return (test.field == 0 || test.field == value.field) && test.component == value.component &&
         test.subcomponent == value.subcomponent && true_authority(text(value)) == test.value;
}

// From the last segment to the first: each that stands waits for the nearest before it of each kind that it belongs to.
bool Hl7Verifier::segments_stand_for_something() {
  const auto segments = tape_.segments();
  awaited_.assign(selectors_->segments.size(), false);
  bool previous_awaited = false;
  bool message_stands = false;
  std::string_view type;
  for (std::size_t at = segments.size(); at-- > 0;) {
    wrong_segment_ = static_cast<std::uint32_t>(at);
    const Segment& here = segments[at];
    if (here.message == protocol::hl7::kNoMessage) continue;
    if (at + 1 == segments.size() || segments[at + 1].message != here.message) {
      std::fill(awaited_.begin(), awaited_.end(), false);
      previous_awaited = message_stands = false;
      std::size_t header = at;
      while (segments[header].id() != "MSH") --header;
      type = tape_.field(segments[header], 9);
      type = type.substr(0, type.find(tape_.delimiters().component));
    }
    const Hl7Selectors::Segment& known = *selectors_->segment(here.id());
    const bool note = known.belongs_to_previous;
    const bool stands = stands_[at] || awaited_[known.number] || (previous_awaited && !note);
    message_stands = message_stands || stands_[at];
    if (here.id() == "MSH") {
      if (!message_stands) return false;
      continue;
    }
    if (!stands && !stands_bare(here.id(), type)) return false;
    awaited_[known.number] = false;
    if (!note) previous_awaited = false;
    if (!stands) continue;
    previous_awaited = previous_awaited || note;
    for (const std::size_t of : known.belongs_to) awaited_[of] = true;
  }
  return true;
}

// Until the next call. What can't be read with certainty reads as it is written.
std::string_view Hl7Verifier::text(const Value& value) {
  if (!value.escaped && tape_.charset() == protocol::hl7::Charset::kAscii) return tape_.raw(value);
  return tape_.decode(value, scratch_) ? std::string_view(scratch_) : tape_.raw(value);
}

Result<void> Hl7Verifier::mismatch() const {
  const Segment& segment = tape_.segments()[wrong_segment_];
  std::string place = "segment " + std::to_string(wrong_segment_ + 1) + ", " + std::string(segment.id());
  if (wrong_is_value_) {
    const Value& value = values_[wrong_value_];
    place += "-" + std::to_string(value.field) + "." + std::to_string(value.component) + "." +
             std::to_string(value.subcomponent);
    if (value.repetition != 0) place += ", repetition " + std::to_string(value.repetition + 1);
  }
  return fail(Code::kVerifierMismatch, "the plan does not release what stands at " + place);
}

}  // namespace concordat::policy
