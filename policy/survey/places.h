#pragma once
// What a change of the vocabulary does to disclosures whose agreements stay as they are: an item that stands in more or
// fewer places of a record, whose values are no longer taken out of free text, or a kind of record that is recognised
// otherwise. A place that changes hands is judged for every plan under which it might; "narrower" is said only where
// that is certain.

#include <vector>

#include "policy/survey/difference.h"
#include "policy/survey/shift.h"

namespace concordat::policy {

[[nodiscard]] std::vector<Change> compare_places(const PolicySet& old_set, const PolicySet& new_set,
                                                 const Pairing& pairing, const std::vector<SharedItem>& items);

}  // namespace concordat::policy
