#include "policy/verify/hl7/hl7_selectors.h"

#include <charconv>

namespace concordat::policy {
namespace {

unsigned number_in(std::string_view text) {
  unsigned number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The key of a condition: "4" or "4.2" behind a field, "1.1" behind a segment, where the field comes first.
std::optional<Hl7Selectors::Test> test_of(const Step& step, bool behind_segment) {
  if (step.where_key.empty()) return std::nullopt;
  Hl7Selectors::Test test;
  test.value = step.where_value;
  const std::string_view key = step.where_key;
  const std::size_t dot = key.find('.');
  const unsigned first = number_in(key.substr(0, dot));
  const unsigned second = dot == std::string_view::npos ? 1 : number_in(key.substr(dot + 1));
  if (behind_segment) {
    test.field = static_cast<std::uint16_t>(first);
    test.component = static_cast<std::uint8_t>(second);
  } else {
    test.component = static_cast<std::uint8_t>(first);
    test.subcomponent = static_cast<std::uint8_t>(second);
  }
  return test;
}

}  // namespace

Hl7Selectors::Hl7Selectors(const Vocabulary& vocabulary) {
  for (const SegmentUses& known : segment_uses()) segments[std::string(known.name)].uses = field_uses(known.name);
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    const Item& item = vocabulary.items[i];
    types.push_back(item.type);
    structural.push_back(item.category == Category::kStructural);
    for (const Selector& selector : item.selectors[static_cast<std::size_t>(Format::kHl7v2)]) {
      add(selector, static_cast<ItemIndex>(i));
    }
  }
  std::size_t count = 0;
  for (auto& [name, segment] : segments) segment.number = count++;
  for (const SegmentUses& known : segment_uses()) {
    Segment& segment = segments.find(known.name)->second;
    segment.belongs_to_previous = known.belongs_to == "*";
    for (std::string_view rest = known.belongs_to; rest.size() >= 3; rest.remove_prefix(rest.size() > 3 ? 4 : 3)) {
      segment.belongs_to.push_back(segments.find(rest.substr(0, 3))->second.number);
    }
  }
}

void Hl7Selectors::add(const Selector& selector, ItemIndex item) {
  const std::vector<Step>& steps = selector.steps;
  Segment& segment = segments[steps[0].name];
  Place place;
  place.item = item;
  place.number = segment.places++;
  place.steps = steps.size();
  place.segment_test = test_of(steps[0], true);
  if (steps.size() > 1) place.repetition_test = test_of(steps[1], false);
  if (steps.size() > 2) place.component = static_cast<std::uint8_t>(number_in(steps[2].name));
  if (steps.size() > 3) place.subcomponent = static_cast<std::uint8_t>(number_in(steps[3].name));
  if (steps.size() == 1) {
    segment.whole.push_back(std::move(place));
    return;
  }
  const std::size_t field = number_in(steps[1].name);
  if (segment.by_field.size() <= field) segment.by_field.resize(field + 1);
  segment.by_field[field].push_back(std::move(place));
}

const std::vector<Hl7Selectors::Place>& Hl7Selectors::Segment::of_field(std::uint16_t field) const {
  static const std::vector<Place> none;
  return field < by_field.size() ? by_field[field] : none;
}

const Hl7Selectors::Segment* Hl7Selectors::segment(std::string_view name) const {
  const auto found = segments.find(name);
  return found == segments.end() ? nullptr : &found->second;
}

}  // namespace concordat::policy
