#pragma once
// Shifts in words, where one sentence holds for several items, kinds of record or times said once.

#include <string>
#include <vector>

#include "policy/survey/difference.h"
#include "policy/survey/shift.h"

namespace concordat::policy {

// "person.name, referral.* (4 items)": a group is named where all its items are meant. Both sorted; `all` has every
// item that could be meant.
[[nodiscard]] std::string items_in_words(const std::vector<std::string>& items, const std::vector<std::string>& all);

// What a change of the effect adds to its sentence: why something that nobody can rank counts as wider.
[[nodiscard]] std::string caution(Effect effect);
[[nodiscard]] Change make_change(std::string sentence, Effect effect);

// In order of time. `all_items`: every item of either vocabulary, by name.
[[nodiscard]] std::vector<Change> in_sentences(const Parties& parties, const std::vector<Shift>& shifts,
                                               const std::vector<std::string>& all_items);

}  // namespace concordat::policy
