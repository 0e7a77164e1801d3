#pragma once
// Selectors compiled into states, so that walking a record costs one table look-up a key. A State is what is known at
// an object (or a leaf): which selectors are still alive there, and what they say of it. After a key it is not yet
// known which conditions hold
// (`identifier[system=…]`): that is a Step, resolved into a State by looking at the object that follows.
//
//   const State* state = tree.root(type);  Arrival step = tree.follow(*state, key, name);  state = tree.resolve(step,
//   tape, object);

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"
#include "policy/redact/json/element_part.h"
#include "policy/redact/json/fhir_structure.h"
#include "policy/redact/json/member_names.h"
#include "policy/redact/record_index.h"
#include "protocol/json/tape.h"

namespace concordat::policy {

using StateIndex = std::uint32_t;
using ArrivalIndex = std::uint32_t;
inline constexpr ArrivalIndex kNowhere = 0;  // no selector is alive

// What the selectors that end exactly here say.
struct Facts {
  ItemIndex item = kNoItem;
  bool named = false;  // at least one item's selector ends here (two that tie: kNoItem, so withheld)
  bool destination = false;
  Structure structure = Structure::kNone;
  Structure required = Structure::kNone;  // kRequired, kRequiredReference
  bool ordinary = true;                   // none of these
  KindSet kinds = 0;
};

struct RecordIndex::Tree {
  Tree(Format format, const Vocabulary& vocabulary);

  // Where a resource of this type starts (FHIR); where the document starts (JSON).
  [[nodiscard]] ArrivalIndex resource(KeyId type) const { return next_[states_[0].row + type]; }
  [[nodiscard]] StateIndex document() const { return 0; }
  // Where `key` leads. `id` is its number, `name` its text.
  [[nodiscard]] ArrivalIndex follow(StateIndex from, KeyId id, std::string_view name) const {
    const State& state = states_.data()[from];
    if (id == kUnknownKey && !state.choices.empty()) return follow_choice(state, name);
    return next_.data()[state.row + id];
  }
  // What is said of a leaf: no condition holds of it.
  [[nodiscard]] const Facts& bare(ArrivalIndex arrival) const { return arrivals_.data()[arrival].bare_facts; }
  // The state of the object at `object`, by the conditions that hold of it.
  [[nodiscard]] StateIndex resolve(ArrivalIndex arrival, const protocol::json::Tape& tape, std::uint32_t object,
                                   std::string& scratch) const {
    const Arrival& from = arrivals_.data()[arrival];
    return from.conditions.empty() ? from.bare : resolve_conditions(from, tape, object, scratch);
  }
  [[nodiscard]] const Facts& facts(StateIndex state) const { return states_.data()[state].facts; }
  // True when a condition that holds of the object in `state` is about its member `key`.
  [[nodiscard]] bool tells_apart(StateIndex state, KeyId key) const {
    const std::vector<KeyId>& tellers = states_.data()[state].tellers;
    return !tellers.empty() && std::find(tellers.begin(), tellers.end(), key) != tellers.end();
  }
  [[nodiscard]] Part part(KeyId key, ItemIndex item, std::string_view name) const {
    const ValueType type = item_types[item];
    return key == kUnknownKey ? part_of(name, type) : parts_[static_cast<std::size_t>(type) * names.size() + key];
  }
  [[nodiscard]] Member member(KeyId key) const { return members_[key]; }

  // Whether a selector has a step for this member, or FHIR's rules speak of it. For messages: not fast.
  [[nodiscard]] bool knows(std::string_view member) const;

  MemberNames names;
  KeyId bundle = kUnknownKey;  // of these types
  KeyId message_header = kUnknownKey;
  KeyId composition = kUnknownKey;
  KeyId patient = kUnknownKey;
  std::vector<ValueType> item_types;
  std::vector<std::uint8_t> item_is_subject;

 private:
  enum class Purpose : std::uint8_t { kItem, kKind, kDestination, kStructure };
  struct Entry {
    Selector selector;
    Purpose purpose;
    std::uint16_t value;  // item, kind or Structure
  };
  struct Position {
    std::uint16_t entry;
    std::uint16_t done;  // steps behind it
    auto operator<=>(const Position&) const = default;
  };
  using Positions = std::vector<Position>;  // sorted
  struct Choice {
    std::string name;  // without [x]
    ArrivalIndex next;
  };
  struct State {
    Facts facts;
    std::size_t row = 0;          // in next_
    std::vector<Choice> choices;  // longest name first
    std::vector<KeyId> tellers;
  };
  struct Condition {
    std::string key;
    std::vector<std::string> values;
  };
  struct Arrival {
    StateIndex bare = 0;
    Facts bare_facts;
    std::vector<Condition> conditions;
    std::vector<StateIndex> resolved;  // mixed radix over the conditions, digit 0 = none of its values
  };

  void add(const Selector& selector, Purpose purpose, std::size_t value);
  void add_names();
  StateIndex state_of(Positions positions);
  ArrivalIndex arrival_of(const Positions& positions);
  Facts facts_of(const Positions& positions) const;
  Positions advance(const Positions& positions, std::string_view name) const;
  // The names that one of these selectors goes on with.
  std::vector<KeyId> names_after(const Positions& positions) const;
  ArrivalIndex follow_choice(const State& state, std::string_view name) const;
  StateIndex resolve_conditions(const Arrival& from, const protocol::json::Tape& tape, std::uint32_t object,
                                std::string& scratch) const;
  const Step& step_behind(Position position) const {
    return entries_[position.entry].selector.steps[position.done - 1u];
  }

  std::vector<Entry> entries_;
  std::vector<State> states_;
  // By KeyId, where that key leads; [kUnknownKey] is where any other does. A row for each state in which a selector is
  // alive, and before them one that leads nowhere for all others.
  std::vector<ArrivalIndex> next_;
  std::vector<Arrival> arrivals_;
  std::vector<Member> members_;                   // by KeyId
  std::vector<Part> parts_;                       // by ValueType, KeyId
  std::map<Positions, StateIndex> known_states_;  // while building
  std::map<Positions, ArrivalIndex> known_arrivals_;
};

// The prefix that a pseudonymised identifier's system carries; conditions are about what stands behind it.
[[nodiscard]] std::string_view without_pseudonym_mark(std::string_view system);

}  // namespace concordat::policy
