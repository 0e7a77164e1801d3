#pragma once
// The plans that a ledger spells out, as far as they withhold something. Items that a plan's text does not name are
// withheld too (policy/compile/plan_text.cc); which ones those are, only a vocabulary can tell, so that a reader who
// has the one that the plan was made with gives its items. Plain values.
//
//   PlanViews plans({.vocabulary_hash = hash, .items = {…}});
//   plans.learn(entry);                                     // a plan entry
//   for (const WithheldItem& item : plans.withheld(hash)) …

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ledger/audit/entry_view.h"

namespace concordat::gateway {

// The vocabulary of a policy, in its order, as far as a ledger's reader needs it. Empty: nobody gave one.
struct ItemNames {
  struct Item {
    std::string id;     // "person.religion"
    std::string label;  // "Religion or belief"
    bool structural = false;
  };
  std::string vocabulary_hash = {};  // hex
  std::vector<Item> items = {};

  // Its label; the id itself where there is none.
  [[nodiscard]] const std::string& label(const std::string& id) const;
};

struct WithheldItem {
  std::string item;
  std::string
      reason;  // as a manifest has it: not-named, floor, not-yet-signed, agreements-differ, withheld-by-agreement
  std::string clause;  // "ISA-2026-014 withhold person.religion"; empty: no agreement names the item
};

class PlanViews {
 public:
  explicit PlanViews(ItemNames names = {}) : names_(std::move(names)) {}

  // Of a plan entry. What is no plan as the policy writes it is not learnt.
  void learn(const EntryView& entry);

  // Of a vocabulary entry: the names of its items, in order. Which of them are structure, it does not say.
  void learn_vocabulary(const EntryView& entry);

  [[nodiscard]] bool known(const std::string& hash) const { return plans_.contains(hash); }
  // Whether those that no clause names are among withheld(): the vocabulary is the plan's.
  [[nodiscard]] bool complete(const std::string& hash) const;
  [[nodiscard]] std::vector<WithheldItem> withheld(const std::string& hash) const;
  // What is withheld under `now` and was not under `before`.
  [[nodiscard]] std::vector<WithheldItem> lost(const std::string& before, const std::string& now) const;
  // The name of an item by its place in the plan's vocabulary: "item 17" where nobody gave that, nor the ledger.
  [[nodiscard]] std::string item(const std::string& hash, std::uint16_t place) const;
  // Within what time a record is to be delivered, by the agreements' own obligations.
  [[nodiscard]] std::optional<std::int64_t> deliver_within_ms(const std::string& hash) const;
  [[nodiscard]] const ItemNames& names() const { return names_; }

 private:
  struct Item {
    bool withheld = false;
    std::string clause;
  };
  struct Plan {
    std::map<std::string, Item> items;
    std::optional<std::int64_t> deliver_within_ms;
    std::string vocabulary_hash;
  };
  ItemNames names_;
  std::map<std::string, Plan> plans_;
  std::map<std::string, std::vector<std::string>> vocabularies_;  // by hash
};

}  // namespace concordat::gateway
