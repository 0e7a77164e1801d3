#include "policy/redact/hl7/hl7_record.h"

#include <algorithm>

#include "policy/redact/value/pseudonym.h"

namespace concordat::policy {

using protocol::hl7::Segment;
using protocol::hl7::Value;

namespace {

bool one_of(std::uint8_t component, std::initializer_list<std::uint8_t> these) {
  return std::find(these.begin(), these.end(), component) != these.end();
}

}  // namespace

// HL7 v2.8, chapter 2A: CX, XPN, XAD, XTN, CWE, CQ, DR.
Part hl7_part(ValueType type, std::uint8_t component) {
  switch (type) {
    case ValueType::kIdentifier:
      if (component == 1) return Part::kValue;
      return one_of(component, {4, 5}) ? Part::kCompanion : Part::kOther;
    case ValueType::kName:
      if (component <= 6) return Part::kValue;
      return component == 7 ? Part::kCompanion : Part::kOther;
    case ValueType::kAddress:
      if (component <= 6 || one_of(component, {8, 9, 10})) return Part::kValue;
      return component == 7 ? Part::kCompanion : Part::kOther;
    case ValueType::kContact:
      if (component == 1 || (component >= 4 && component <= 12)) return Part::kValue;
      return one_of(component, {2, 3}) ? Part::kCompanion : Part::kOther;
    case ValueType::kDate: return component <= 2 ? Part::kValue : Part::kOther;
    case ValueType::kCode:
      if (one_of(component, {1, 2, 4, 5, 9})) return Part::kValue;
      return one_of(component, {3, 6, 7, 8}) ? Part::kCompanion : Part::kOther;
    case ValueType::kNumber: return component == 1 ? Part::kValue : component == 2 ? Part::kCompanion : Part::kOther;
    case ValueType::kText:
    case ValueType::kPostcode:
    case ValueType::kFreeText:
    case ValueType::kReference: break;
  }
  return Part::kValue;
}

// One walk over the tape's values, beside the index.
class Hl7Reader {
 public:
  Hl7Reader(Hl7Record& record, const Hl7Index& index, RecordFacts& facts)
      : tape_(record.tape_),
        values_(tape_.values().data()),
        marks_(record.marks_.data()),
        places_(record.places_),
        item_values_(record.item_values_),
        index_(index),
        facts_(facts),
        last_seen_(index.most_segments(), Hl7Place::kNone) {}

  void run() {
    const auto segments = tape_.segments();
    for (std::uint32_t i = 0; i < segments.size(); ++i) {
      if (i == 0 || segments[i].message != segments[i - 1].message) begin_message(segments[i]);
      const Hl7Segment* known = index_.segment(segments[i].id());
      place(i, segments[i], known);
      if (known != nullptr) {
        segment(i, segments[i], *known);
      } else {
        places_[i].unnamed = segments[i].end_value - segments[i].first_value;
      }
    }
  }

 private:
  void begin_message(const Segment& header) {
    std::fill(last_seen_.begin(), last_seen_.end(), Hl7Place::kNone);
    last_said_ = Hl7Place::kNone;
    focus_ = "PID";
    for (const Value& value : tape_.values(header)) {
      if (value.field == 9 && value.component == 1) focus_ = hl7_focus(tape_.raw(value));
    }
  }

  void place(std::uint32_t number, const Segment& segment, const Hl7Segment* known) {
    Hl7Place& here = places_[number];
    here = {};
    if (known == nullptr) return;
    here.focus = segment.id() == focus_;
    here.stays = hl7_stays(segment.id(), here.focus);
    for (const std::uint16_t before : known->speaks_of()) {
      const std::uint32_t seen = last_seen_[before];
      const bool nearer = seen != Hl7Place::kNone && (here.speaks_of == Hl7Place::kNone || seen > here.speaks_of);
      if (nearer) here.speaks_of = seen;
    }
    if (known->is_note()) {
      here.speaks_of = last_said_;
    } else {
      last_said_ = number;
    }
    last_seen_[known->number()] = number;
    if (segment.id() == "PID") facts_.note_person(number);
  }

  void segment(std::uint32_t number, const Segment& segment, const Hl7Segment& known) {
    holds_.assign(known.conditions().size(), 0);
    for (std::size_t i = 0; i < holds_.size(); ++i) {
      if (known.conditions()[i].field != 0) test(known.conditions()[i], i, segment.first_value, segment.end_value);
    }
    observed_type_ = segment.id() == "OBX" ? observed_type(segment) : std::string_view();
    const std::uint32_t delimiters = protocol::hl7::is_header(segment.id()) ? 2 : 0;
    for (std::uint32_t at = segment.first_value + delimiters; at < segment.end_value;) {
      const std::uint32_t end = end_of_repetition(values_, at, segment.end_value);
      repetition(number, known, at, end);
      at = end;
    }
  }

  // Whether the condition holds somewhere in values [first, end); marks the value of which it does.
  void test(const Hl7Condition& condition, std::size_t number, std::uint32_t first, std::uint32_t end) {
    const std::uint8_t subcomponent = std::max<std::uint8_t>(condition.subcomponent, 1);
    holds_[number] = 0;
    for (std::uint32_t at = first; at < end; ++at) {
      const Value& value = values_[at];
      if (value.component != condition.component || value.subcomponent != subcomponent) continue;
      if (condition.field != 0 && value.field != condition.field) continue;
      if (text(value) != condition.value) continue;
      holds_[number] = 1;
      (condition.field == 0 ? marks_[at].tells_repetition : marks_[at].tells_segment) =
          static_cast<std::int16_t>(number);
    }
  }

  [[nodiscard]] std::string_view observed_type(const Segment& segment) const {
    for (const Value& value : tape_.values(segment)) {
      if (value.field >= 2) return value.field == 2 ? tape_.raw(value) : std::string_view();
    }
    return {};
  }

  void repetition(std::uint32_t number, const Hl7Segment& known, std::uint32_t first, std::uint32_t end) {
    const Hl7Field& field = known.field(values_[first].field);
    if (field.conditional) {
      for (std::size_t i = 0; i < holds_.size(); ++i) {
        if (known.conditions()[i].behind == values_[first].field) test(known.conditions()[i], i, first, end);
      }
    }
    for (std::uint32_t at = first; at < end; ++at) value(number, known, field, at);
  }

  void value(std::uint32_t segment, const Hl7Segment& known, const Hl7Field& field, std::uint32_t at) {
    const Value& here = values_[at];
    marks_[at].role = field.role;
    const Hl7Rule* decides = nullptr;
    bool contested = false;
    for (const Hl7Rule& rule : known.rules(field)) {
      if (rule.component != 0 && rule.component != here.component) continue;
      if (rule.subcomponent != 0 && rule.subcomponent != here.subcomponent) continue;
      if ((rule.of_segment >= 0 && holds_[static_cast<std::size_t>(rule.of_segment)] == 0) ||
          (rule.of_repetition >= 0 && holds_[static_cast<std::size_t>(rule.of_repetition)] == 0))
        continue;
      if (rule.says == Hl7Rule::Says::kKind) facts_.kinds |= KindSet{1} << rule.value;
      if (rule.says == Hl7Rule::Says::kDestination) facts_.note_destination(text(here));
      if (rule.says != Hl7Rule::Says::kItem) continue;
      if (decides == nullptr) {
        decides = &rule;
      } else if (rule.value != decides->value && rule.steps == decides->steps &&
                 rule.conditions == decides->conditions) {
        contested = true;
      }
    }
    // Of two items that are as exact neither has it: it is withheld.
    if (decides != nullptr && !contested) {
      claim(segment, known, *decides, at);
    } else {
      ++places_[segment].unnamed;
    }
    sensitivity(field, here);
  }

  void claim(std::uint32_t segment, const Hl7Segment& known, const Hl7Rule& rule, std::uint32_t at) {
    const Value& here = values_[at];
    Hl7Mark& mark = marks_[at];
    mark.item = rule.value;
    mark.part = rule.component != 0 ? Part::kValue : hl7_part(index_.item_types[rule.value], here.component);
    mark.by_repetition = rule.of_repetition;
    mark.by_segment = rule.of_segment;
    if (rule.steps > 1) mark.flags |= Hl7Mark::kNamed;
    if (here.field == 5) mark.flags |= observed(known, rule);
    facts_.present[mark.item] = 1;
    if (mark.part == Part::kValue && !here.null) item_values_.push_back({at, segment});
    if (mark.part != Part::kValue || here.null || !index_.item_is_subject[mark.item]) return;
    facts_.note_subject(normalised_identifier(text(here)));
    for (RecordFacts::Person& person : facts_.people) person.identified |= person.place == segment;
  }

  // What OBX-2 says of OBX-5. A place with a condition on it names what it is.
  [[nodiscard]] std::uint8_t observed(const Hl7Segment& known, const Hl7Rule& rule) const {
    if (observed_type_ == "NM") return Hl7Mark::kNumber;
    if (observed_type_ != "ED" && observed_type_ != "RP") return 0;
    const bool names_it =
        rule.of_segment >= 0 && known.conditions()[static_cast<std::size_t>(rule.of_segment)].field == 2;
    return names_it ? 0 : Hl7Mark::kPayload;
  }

  void sensitivity(const Hl7Field& field, const Value& value) {
    if (field.sensitivity == Hl7Sensitivity::kNone || value.component != 1) return;
    const std::string_view said = text(value);
    const auto add = [this](SecurityLabel label) { facts_.labels |= static_cast<LabelSet>(label); };
    switch (field.sensitivity) {
      case Hl7Sensitivity::kCode:
        if (const auto label = security_label(said)) add(*label);
        break;
      case Hl7Sensitivity::kYes:
        if (said == "Y") add(SecurityLabel::kRestricted);
        break;
      case Hl7Sensitivity::kAny: add(SecurityLabel::kRestricted); break;
      case Hl7Sensitivity::kNone: break;
    }
  }

  // Until the next call. What can't be read with certainty reads as it is written.
  std::string_view text(const Value& value) {
    if (!value.escaped && tape_.charset() == protocol::hl7::Charset::kAscii) return tape_.raw(value);
    return tape_.decode(value, scratch_) ? std::string_view(scratch_) : tape_.raw(value);
  }

  const protocol::hl7::Tape& tape_;
  const Value* const values_;
  Hl7Mark* const marks_;
  std::vector<Hl7Place>& places_;
  std::vector<Hl7Record::ItemValue>& item_values_;
  const Hl7Index& index_;
  RecordFacts& facts_;
  std::vector<std::uint32_t> last_seen_;       // by the segments' numbers in the index
  std::uint32_t last_said_ = Hl7Place::kNone;  // the last segment that is no note
  std::string_view focus_;
  std::vector<std::uint8_t> holds_;  // by condition of the segment
  std::string scratch_;
  std::string_view observed_type_;  // OBX-2
};

Result<void> Hl7Record::read(std::string_view body, const Hl7Index& index, RecordFacts& facts) {
  if (auto ok = tape_.parse(body); !ok) return ok;
  marks_.assign(tape_.values().size(), Hl7Mark{});
  places_.resize(tape_.segments().size());
  item_values_.clear();
  facts.clear(index.item_types.size());
  Hl7Reader(*this, index, facts).run();
  return {};
}

}  // namespace concordat::policy
