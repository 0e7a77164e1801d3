#include "policy/redact/hl7/hl7_index.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace concordat::policy {
namespace {

// Beyond these no field has a role.
constexpr std::uint16_t kMostFields = 100;

template <typename Number>
Number number_of(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "5", "4.2" behind a field; "1.1" behind a segment, where the field comes first.
Hl7Condition condition_of(const Step& step, bool of_segment) {
  Hl7Condition condition;
  condition.value = step.where_value;
  std::string_view key = step.where_key;
  const auto next = [&key] {
    const std::string_view part = key.substr(0, key.find('.'));
    key.remove_prefix(std::min(key.size(), part.size() + 1));
    return part;
  };
  if (of_segment) condition.field = number_of<std::uint16_t>(next());
  condition.component = number_of<std::uint8_t>(next());
  condition.subcomponent = number_of<std::uint8_t>(next());
  return condition;
}

std::int16_t add_condition(std::vector<Hl7Condition>& known, const Step& step, bool of_segment) {
  if (step.where_key.empty()) return -1;
  const Hl7Condition condition = condition_of(step, of_segment);
  const auto found = std::find(known.begin(), known.end(), condition);
  if (found != known.end()) return static_cast<std::int16_t>(found - known.begin());
  known.push_back(condition);
  return static_cast<std::int16_t>(known.size() - 1);
}

// The most exact first: the longest path, then the one with more conditions.
bool more_exact(const Hl7Rule& a, const Hl7Rule& b) {
  return std::pair(a.steps, a.conditions) > std::pair(b.steps, b.conditions);
}

// Two items' rules of which neither is more exact, and that can be met by the same value.
bool tie(const Hl7Rule& a, const Hl7Rule& b) {
  return a.says == Hl7Rule::Says::kItem && b.says == Hl7Rule::Says::kItem && a.value != b.value && a.steps == b.steps &&
         a.conditions == b.conditions && a.component == b.component && a.subcomponent == b.subcomponent &&
         a.of_segment == b.of_segment && a.of_repetition == b.of_repetition;
}

}  // namespace

Hl7Segment Hl7Index::build(std::string_view id, const std::vector<Written>& written) {
  Hl7Segment segment;
  std::map<std::uint16_t, std::vector<Hl7Rule>> by_field;  // 0: of the whole segment
  for (const Written& one : written) {
    const std::vector<Step>& steps = one.selector->steps;
    Hl7Rule rule{.says = one.says, .value = one.value, .steps = static_cast<std::uint8_t>(steps.size())};
    rule.of_segment = add_condition(segment.conditions_, steps[0], true);
    if (steps.size() > 1) rule.of_repetition = add_condition(segment.conditions_, steps[1], false);
    if (steps.size() > 2) rule.component = number_of<std::uint8_t>(steps[2].name);
    if (steps.size() > 3) rule.subcomponent = number_of<std::uint8_t>(steps[3].name);
    rule.conditions = static_cast<std::uint8_t>((rule.of_segment >= 0 ? 1 : 0) + (rule.of_repetition >= 0 ? 1 : 0));
    by_field[steps.size() > 1 ? number_of<std::uint16_t>(steps[1].name) : 0].push_back(rule);
  }
  const std::uint16_t last = by_field.empty() ? kMostFields : std::max(kMostFields, by_field.rbegin()->first);
  segment.fields_.resize(last + 1u);
  const std::vector<Hl7Rule> whole = by_field[0];
  for (std::uint16_t number = 0; number <= last; ++number) {
    Hl7Field& field = segment.fields_[number];
    field.role = hl7_role(id, number);
    field.sensitivity = hl7_sensitivity(id, number);
    std::vector<Hl7Rule> rules = whole;
    if (number > 0 && by_field.count(number) != 0) {
      rules.insert(rules.begin(), by_field[number].begin(), by_field[number].end());
    }
    std::stable_sort(rules.begin(), rules.end(), more_exact);
    for (Hl7Rule& rule : rules) {
      rule.tied = std::any_of(rules.begin(), rules.end(), [&](const Hl7Rule& other) { return tie(rule, other); });
      field.conditional = field.conditional || rule.of_repetition >= 0;
    }
    field.first_rule = static_cast<std::uint32_t>(segment.rules_.size());
    segment.rules_.insert(segment.rules_.end(), rules.begin(), rules.end());
    field.end_rule = static_cast<std::uint32_t>(segment.rules_.size());
  }
  return segment;
}

Hl7Index::Hl7Index(const Vocabulary& vocabulary) {
  constexpr auto kFormat = static_cast<std::size_t>(Format::kHl7v2);
  std::map<std::string, std::vector<Written>> by_segment;
  const auto add = [&](const std::vector<Selector>& selectors, Hl7Rule::Says says, std::size_t value) {
    for (const Selector& selector : selectors) {
      by_segment[selector.steps.front().name].push_back({&selector, says, static_cast<std::uint16_t>(value)});
    }
  };
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    add(vocabulary.items[i].selectors[kFormat], Hl7Rule::Says::kItem, i);
    item_types.push_back(vocabulary.items[i].type);
    item_is_subject.push_back(vocabulary.items[i].subject);
  }
  for (std::size_t i = 0; i < vocabulary.kinds.size(); ++i) {
    add(vocabulary.kinds[i].recognise[kFormat], Hl7Rule::Says::kKind, i);
  }
  add(vocabulary.destination[kFormat], Hl7Rule::Says::kDestination, 0);
  for (const std::string_view known : hl7_segments()) by_segment[std::string(known)];
  for (const auto& [id, written] : by_segment) {
    Hl7Segment& built = segments_.emplace(key(id), build(id, written)).first->second;
    built.number_ = static_cast<std::uint16_t>(segments_.size() - 1);
  }
  for (const auto& [id, written] : by_segment) {
    Hl7Segment& speaker = segments_.at(key(id));
    std::string_view of = hl7_speaks_of(id);
    speaker.is_note_ = of == "*";
    for (; of.size() >= 3; of.remove_prefix(3)) speaker.speaks_of_.push_back(segments_.at(key(of)).number_);
  }
}

const Hl7Segment* Hl7Index::segment(std::string_view id) const {
  const auto found = segments_.find(key(id));
  return found == segments_.end() ? nullptr : &found->second;
}

}  // namespace concordat::policy
