#pragma once
// All that the report tells, gathered once for the page and for its JSON: agreements with their state on a day, the
// groups of the vocabulary, and what each recipient may have today. Points into the set, which must outlive it. Pure.
//
//   const Facts facts = gather(set, now);
//   for (const AgreementFacts& one : facts.agreements) show(one.agreement->title, in_words(one.state, *one.agreement));

#include <cstdint>
#include <string>
#include <vector>

#include "policy/policy_set.h"
#include "policy/survey/disclosures.h"

namespace concordat::policy {

struct ReportOptions {
  std::int64_t unix_seconds = 0;  // the moment that the report speaks of
};

enum class State : std::uint8_t { kInForce, kNotYet, kEnded, kUnsigned, kSuspended, kTriedOut, kDraft };
[[nodiscard]] State state_of(const Agreement& agreement, std::int64_t unix_seconds);
// "in-force", for programs.
[[nodiscard]] std::string_view name(State state);
// "In force until 31 December 2027", "Suspended: nothing flows under it".
[[nodiscard]] std::string in_words(State state, const Agreement& agreement);

struct AgreementFacts {
  const Agreement* agreement = nullptr;
  const Purpose* purpose = nullptr;
  State state = State::kDraft;
  Plan plan;  // what it says alone, the floor applied; not sealed
};

// The items whose names begin alike, without structural ones.
struct ItemGroup {
  std::string name;   // "care_plan"
  std::string label;  // "Care plan"
  std::vector<ItemIndex> items;
};

// What a recipient has of an item, under which circumstances.
struct Release {
  const Agency* provider = nullptr;
  const Purpose* purpose = nullptr;
  Action action;  // never withhold
  bool operator==(const Release&) const = default;
};

struct Recipient {
  const Agency* agency = nullptr;
  std::vector<std::vector<Release>> items;  // by item, without repeats; none: withheld
  bool one_way = true;                      // all comes from one provider for one purpose
};

struct Facts {
  const PolicySet* set = nullptr;
  std::string day;                         // "2026-11-22", in London
  std::string day_words;                   // "22 November 2026"
  std::vector<AgreementFacts> agreements;  // in force first, then by state and id
  std::size_t in_force = 0;                // how many of them are
  std::vector<ItemGroup> groups;           // in the vocabulary's order
  std::vector<Recipient> recipients;       // who may have anything today, by id

  [[nodiscard]] const Item& item(ItemIndex index) const { return set->vocabulary().items[index]; }
  // Its label beside the group's: "Carer: name" is "Name" among what is about the carer.
  [[nodiscard]] std::string label(const ItemGroup& group, ItemIndex index) const;
  // Its name for people; an id that leads nowhere is shown as it is.
  [[nodiscard]] const std::string& agency(const std::string& id) const;
};

[[nodiscard]] Facts gather(const PolicySet& set, const ReportOptions& options);

}  // namespace concordat::policy
