#pragma once
// Every agency that can receive a piece of information at one moment: from whom, for what, changed how, under which
// clause and until when. Exact. Pure; what it returns points into the set, which must outlive it.
//
//   const auto items = find_items(set, "person.*");
//   for (const Reception& one : who_receives(set, *items, now)) …

#include <string>
#include <vector>

#include "policy/survey/disclosures.h"

namespace concordat::policy {

struct Reception {
  const Agency* recipient = nullptr;
  const Agency* provider = nullptr;
  const Purpose* purpose = nullptr;
  std::vector<const RecordKind*> kinds;  // all of which are told in the same words
  ItemIndex item = 0;
  Action action;           // never withheld
  std::string clause;      // "ISA-2026-014 share.keep person.*"
  std::int64_t until = 0;  // when that action ends, whichever agreement it then stands in
  Demands demands;
};

// By recipient, provider, purpose, and the order of `items`.
[[nodiscard]] std::vector<Reception> who_receives(const PolicySet& set, const std::vector<ItemIndex>& items,
                                                  std::int64_t unix_seconds);

}  // namespace concordat::policy
