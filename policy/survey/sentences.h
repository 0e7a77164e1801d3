#pragma once
// Shifts in words, where one sentence holds for several items, kinds of record or times said once.

#include <string>
#include <string_view>
#include <vector>

#include "policy/survey/difference.h"
#include "policy/survey/shift.h"

namespace concordat::policy {

// "person.name, referral.* (4 items)": a group is named where all its items are meant. Both sorted; `all` has every
// item that could be meant.
[[nodiscard]] std::string items_in_words(const std::vector<std::string>& items, const std::vector<std::string>& all);

// A change that nobody can rank says why it counts as wider.
[[nodiscard]] Change make_change(std::string sentence, Effect effect,
                                 std::string_view why_unclear = "the two cannot be compared");

// In order of time. `all_items`: every item of either vocabulary, by name.
[[nodiscard]] std::vector<Change> in_sentences(const Parties& parties, const std::vector<Shift>& shifts,
                                               const std::vector<std::string>& all_items);

}  // namespace concordat::policy
