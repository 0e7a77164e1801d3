#pragma once
// Which data items may decide what stands at a selector's places. Of the items that cover a leaf the one with the
// longest path decides; without records, only some of that is certain, so the answer holds every item that might. Pure.
//
//   owners(vocabulary, Format::kFhir, *parse_member_selector("Patient.address.city"))     // person.address, of
//   Patient.address

#include <optional>
#include <vector>

#include "policy/model/vocabulary.h"

namespace concordat::policy {

// True when some leaf may be covered by both.
[[nodiscard]] bool may_meet(const Selector& a, const Selector& b);
// True when every leaf that `inner` covers is covered by `outer` too.
[[nodiscard]] bool covers(const Selector& outer, const Selector& inner);

// Whoever may decide a leaf that `selector` covers, selectors that reach deeper left aside; nullopt among them: nobody,
// so that it is withheld. Never empty.
[[nodiscard]] std::vector<std::optional<ItemIndex>> owners(const Vocabulary& vocabulary, Format format,
                                                           const Selector& selector);

}  // namespace concordat::policy
