#include "policy/redact/json/selector_tree.h"

#include <algorithm>

namespace concordat::policy {

using protocol::json::Kind;

namespace {

constexpr std::string_view kPseudonymMark = "urn:concordat:pseudonym:";

bool upper_case(char c) {
  return c >= 'A' && c <= 'Z';
}

bool chosen(std::string_view name, std::string_view choice) {
  return name.size() > choice.size() && name.substr(0, choice.size()) == choice && upper_case(name[choice.size()]);
}

bool matches(const Step& step, std::string_view name) {
  if (step.name == "*") return true;
  return step.choice ? chosen(name, step.name) : step.name == name;
}

// Of two selectors as long as each other the one with more conditions wins, then the one with fewer wildcards.
std::pair<int, int> rank(const Selector& selector) {
  int conditions = 0;
  int named = 0;
  for (const Step& step : selector.steps) {
    conditions += step.where_key.empty() ? 0 : 1;
    named += step.name == "*" ? 0 : 1;
  }
  return {conditions, named};
}

bool scalar(Kind kind) {
  return kind == Kind::kString || kind == Kind::kNumber || kind == Kind::kTrue || kind == Kind::kFalse;
}

}  // namespace

std::string_view without_pseudonym_mark(std::string_view system) {
  while (system.substr(0, kPseudonymMark.size()) == kPseudonymMark) {
    const std::size_t end = system.find(':', kPseudonymMark.size());
    if (end == std::string_view::npos) return system;
    system.remove_prefix(end + 1);
  }
  return system;
}

RecordIndex::Tree::Tree(Format format, const Vocabulary& vocabulary) {
  const auto slot = static_cast<std::size_t>(format);
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    item_types.push_back(vocabulary.items[i].type);
    item_is_subject.push_back(vocabulary.items[i].subject);
    for (const Selector& selector : vocabulary.items[i].selectors[slot]) add(selector, Purpose::kItem, i);
  }
  for (std::size_t i = 0; i < vocabulary.kinds.size(); ++i) {
    for (const Selector& selector : vocabulary.kinds[i].recognise[slot]) add(selector, Purpose::kKind, i);
  }
  for (const Selector& selector : vocabulary.destination[slot]) add(selector, Purpose::kDestination, 0);
  if (format == Format::kFhir) {
    for (const StructuralPlace& place : fhir_structure()) {
      add(*parse_member_selector(place.selector), Purpose::kStructure, static_cast<std::size_t>(place.structure));
    }
  }
  add_names();
  arrivals_.emplace_back();  // kNowhere
  Positions start;
  for (std::size_t i = 0; i < entries_.size(); ++i) start.push_back({static_cast<std::uint16_t>(i), 0});
  next_.resize(names.size(), kNowhere);
  state_of(std::move(start));  // state 0
  arrivals_[kNowhere].bare = state_of({});
  for (Arrival& arrival : arrivals_) arrival.bare_facts = states_[arrival.bare].facts;
  known_states_.clear();
  known_arrivals_.clear();
}

void RecordIndex::Tree::add(const Selector& selector, Purpose purpose, std::size_t value) {
  entries_.push_back({selector, purpose, static_cast<std::uint16_t>(value)});
}

void RecordIndex::Tree::add_names() {
  for (const std::string_view name : {"resourceType",
                                      "resource",
                                      "outcome",
                                      "contained",
                                      "entry",
                                      "extension",
                                      "modifierExtension",
                                      "url",
                                      "reference",
                                      "display",
                                      "id",
                                      "system",
                                      "use",
                                      "comparator",
                                      "period",
                                      "assigner",
                                      "hash",
                                      "size",
                                      "type",
                                      "rank",
                                      "unit",
                                      "code",
                                      "value",
                                      "text",
                                      "div",
                                      "family",
                                      "given",
                                      "prefix",
                                      "suffix",
                                      "line",
                                      "city",
                                      "district",
                                      "state",
                                      "postalCode",
                                      "country",
                                      "start",
                                      "end",
                                      "event",
                                      "coding",
                                      "version",
                                      "userSelected",
                                      "meta",
                                      "security",
                                      "valueCodeableConcept",
                                      "MessageHeader",
                                      "Composition",
                                      "Bundle"}) {
    names.add(name);
  }
  for (const Entry& entry : entries_) {
    for (const Step& step : entry.selector.steps) {
      if (step.name != "*" && !step.choice) names.add(step.name);
      if (!step.where_key.empty()) names.add(step.where_key);
    }
  }
  bundle = names.find("Bundle");
  message_header = names.find("MessageHeader");
  composition = names.find("Composition");
  patient = names.find("Patient");
  for (std::size_t id = 0; id < names.size(); ++id) {
    members_.push_back(member_kind(names.name(static_cast<KeyId>(id))));
  }
  for (std::size_t type = 0; type <= static_cast<std::size_t>(ValueType::kReference); ++type) {
    for (std::size_t id = 0; id < names.size(); ++id) {
      parts_.push_back(part_of(names.name(static_cast<KeyId>(id)), static_cast<ValueType>(type)));
    }
  }
}

RecordIndex::Tree::Positions RecordIndex::Tree::advance(const Positions& positions, std::string_view name) const {
  Positions next;
  for (const Position at : positions) {
    const std::vector<Step>& steps = entries_[at.entry].selector.steps;
    if (at.done < steps.size() && matches(steps[at.done], name)) {
      next.push_back({at.entry, static_cast<std::uint16_t>(at.done + 1)});
    }
  }
  return next;
}

Facts RecordIndex::Tree::facts_of(const Positions& positions) const {
  Facts facts;
  std::pair<int, int> best{-1, -1};
  for (const Position at : positions) {
    const Entry& entry = entries_[at.entry];
    if (at.done != entry.selector.steps.size()) continue;
    switch (entry.purpose) {
      case Purpose::kKind: facts.kinds |= KindSet{1} << entry.value; break;
      case Purpose::kDestination: facts.destination = true; break;
      case Purpose::kStructure: {
        const auto structure = static_cast<Structure>(entry.value);
        const bool required = structure == Structure::kRequired || structure == Structure::kRequiredReference;
        (required ? facts.required : facts.structure) = structure;
        break;
      }
      case Purpose::kItem: {
        const auto merit = rank(entry.selector);
        if (merit > best) {
          facts.item = entry.value;
          best = merit;
        } else if (merit == best && facts.item != entry.value) {
          facts.item = kNoItem;
        }
        facts.named = true;
        break;
      }
    }
  }
  facts.ordinary = facts.structure == Structure::kNone && facts.required == Structure::kNone;
  return facts;
}

std::vector<KeyId> RecordIndex::Tree::names_after(const Positions& positions) const {
  std::vector<KeyId> after;
  for (const Position at : positions) {
    const std::vector<Step>& steps = entries_[at.entry].selector.steps;
    if (at.done == steps.size() || steps[at.done].name == "*") continue;
    if (!steps[at.done].choice) {
      after.push_back(names.find(steps[at.done].name));
      continue;
    }
    for (std::size_t id = 1; id < names.size(); ++id) {
      if (chosen(names.name(static_cast<KeyId>(id)), steps[at.done].name)) after.push_back(static_cast<KeyId>(id));
    }
  }
  std::sort(after.begin(), after.end());
  after.erase(std::unique(after.begin(), after.end()), after.end());
  return after;
}

// At most as deep as the longest selector, since each level takes one of its steps.
StateIndex RecordIndex::Tree::state_of(Positions positions) {
  if (const auto known = known_states_.find(positions); known != known_states_.end()) return known->second;
  const auto index = static_cast<StateIndex>(states_.size());
  known_states_.emplace(positions, index);
  states_.emplace_back();
  State state;
  state.facts = facts_of(positions);
  bool alive = false;
  std::vector<std::string> choices;
  for (const Position at : positions) {
    const Entry& entry = entries_[at.entry];
    if (entry.purpose == Purpose::kItem && at.done > 0 && !step_behind(at).where_key.empty()) {
      state.tellers.push_back(names.find(step_behind(at).where_key));
    }
    if (at.done == entry.selector.steps.size()) continue;
    alive = true;
    if (entry.selector.steps[at.done].choice) choices.push_back(entry.selector.steps[at.done].name);
  }
  if (alive) {
    state.row = next_.size();
    next_.resize(state.row + names.size(), kNowhere);
    // Only a name that a selector goes on with leads elsewhere than any other does.
    const ArrivalIndex other = arrival_of(advance(positions, ""));
    std::fill_n(next_.begin() + static_cast<std::ptrdiff_t>(state.row), names.size(), other);
    for (const KeyId id : names_after(positions)) {
      const ArrivalIndex leads = arrival_of(advance(positions, names.name(id)));
      next_[state.row + id] = leads;  // which may have moved meanwhile
    }
    std::sort(choices.begin(), choices.end(),
              [](const auto& a, const auto& b) { return std::pair(b.size(), a) < std::pair(a.size(), b); });
    choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
    for (const std::string& name : choices) state.choices.push_back({name, arrival_of(advance(positions, name + "X"))});
  }
  states_[index] = std::move(state);
  return index;
}

ArrivalIndex RecordIndex::Tree::arrival_of(const Positions& positions) {
  if (positions.empty()) return kNowhere;
  if (const auto known = known_arrivals_.find(positions); known != known_arrivals_.end()) return known->second;
  const auto index = static_cast<ArrivalIndex>(arrivals_.size());
  known_arrivals_.emplace(positions, index);
  arrivals_.emplace_back();
  Arrival arrival;
  for (const Position at : positions) {
    const Step& step = step_behind(at);
    if (step.where_key.empty()) continue;
    auto group = std::find_if(arrival.conditions.begin(), arrival.conditions.end(),
                              [&](const Condition& c) { return c.key == step.where_key; });
    if (group == arrival.conditions.end()) group = arrival.conditions.insert(group, {step.where_key, {}});
    if (std::find(group->values.begin(), group->values.end(), step.where_value) == group->values.end()) {
      group->values.push_back(step.where_value);
    }
  }
  std::size_t combinations = 1;
  for (const Condition& condition : arrival.conditions) combinations *= condition.values.size() + 1;
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    Positions holding;
    for (const Position at : positions) {
      const Step& step = step_behind(at);
      bool holds = step.where_key.empty();
      std::size_t rest = combination;
      for (const Condition& condition : arrival.conditions) {
        const std::size_t digit = rest % (condition.values.size() + 1);
        rest /= condition.values.size() + 1;
        if (condition.key == step.where_key && digit > 0 && condition.values[digit - 1] == step.where_value)
          holds = true;
      }
      if (holds) holding.push_back(at);
    }
    arrival.resolved.push_back(state_of(std::move(holding)));
  }
  arrival.bare = arrival.resolved.front();
  arrivals_[index] = std::move(arrival);
  return index;
}

ArrivalIndex RecordIndex::Tree::follow_choice(const State& state, std::string_view name) const {
  for (const Choice& choice : state.choices) {
    if (chosen(name, choice.name)) return choice.next;
  }
  return next_[state.row + kUnknownKey];
}

StateIndex RecordIndex::Tree::resolve_conditions(const Arrival& from, const protocol::json::Tape& tape,
                                                 std::uint32_t object, std::string& scratch) const {
  std::size_t combination = 0;
  std::size_t weight = 1;
  for (const Condition& condition : from.conditions) {
    const std::uint32_t member = tape.member(object, condition.key);
    if (member != 0 && scalar(tape[member].kind)) {
      std::string_view value = tape[member].kind == Kind::kString ? tape.decoded(member, scratch) : tape.raw(member);
      if (condition.key == "system") value = without_pseudonym_mark(value);
      const auto found = std::find(condition.values.begin(), condition.values.end(), value);
      if (found != condition.values.end())
        combination += weight * static_cast<std::size_t>(found - condition.values.begin() + 1);
    }
    weight *= condition.values.size() + 1;
  }
  return from.resolved[combination];
}

bool RecordIndex::Tree::knows(std::string_view member) const {
  if (names.find(member) != kUnknownKey) return true;
  return std::any_of(entries_.begin(), entries_.end(), [member](const Entry& entry) {
    return std::any_of(entry.selector.steps.begin(), entry.selector.steps.end(), [member](const Step& step) {
      return step.choice && chosen(member, step.name) && choice_type(member.substr(step.name.size()));
    });
  });
}

}  // namespace concordat::policy
