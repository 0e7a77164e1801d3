#pragma once
// How two policies differ, in sentences that an officer understands: exactly which disclosures an edit adds, removes or
// changes, over all time, each marked when more is shared than before. What cannot be compared counts as wider and says
// so. The same policy in other files, or laid out otherwise, differs in nothing. Pure; memory is bounded by what is
// said.
//
//   const Difference difference = policy::difference(*old_set, *new_set);
//   for (const Change& change : difference.changes) log(change.wider ? "wider" : "narrower", change.sentence);

#include <string>
#include <vector>

#include "policy/policy_set.h"

namespace concordat::policy {

struct Change {
  // "eastshire-council: person.phone is no longer shared by riverside-trust for direct-care (referral), from …"
  std::string sentence;
  bool wider = false;     // more is shared, or it cannot be told that it is not
  bool narrower = false;  // less is shared. Neither: it is worth knowing, and nothing more or less is shared
};

struct Difference {
  std::vector<Change> changes;  // by recipient, then what the vocabulary and the agencies' files change
  bool same_policy = false;     // both sets have one hash

  [[nodiscard]] std::size_t wider_count() const;
  [[nodiscard]] std::size_t narrower_count() const;
  [[nodiscard]] bool wider() const { return wider_count() > 0; }
  // "3 changes: 1 shares more, 2 share less." or "Nothing changes."
  [[nodiscard]] std::string summary() const;
};

[[nodiscard]] Difference difference(const PolicySet& old_set, const PolicySet& new_set);

}  // namespace concordat::policy
