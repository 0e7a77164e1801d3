#pragma once
// The checker's parts, one a file; check() calls them in this order. Each reports what it finds and never stops the
// others.

#include <vector>

#include "policy/compile/resolve.h"
#include "policy/load/policy.h"
#include "policy/problem.h"

namespace concordat::policy {

class Findings {
 public:
  explicit Findings(Problems& problems) : problems_(problems) {}
  void error(const Place& place, std::string text, std::string source = {}) {
    problems_.push_back({Level::kError, place, std::move(text), std::move(source)});
  }
  void warning(const Place& place, std::string text, std::string source = {}) {
    problems_.push_back({Level::kWarning, place, std::move(text), std::move(source)});
  }

 private:
  Problems& problems_;
};

// Two files for one agency or agreement, a certificate that two agencies share, routes and default purposes that lead
// nowhere.
void check_identities(const Policy& policy, Findings& findings);
// An agreement's parties, purpose, kinds and dates.
void check_terms(const Policy& policy, const Agreement& agreement, std::int64_t unix_seconds, Findings& findings);
// Data items that are unknown, contradictory or never reached. `spoken` is resolve()'s answer.
void check_items(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                 Findings& findings);
// A kind of record comes in the formats in which it can be recognised.
[[nodiscard]] bool comes_in(const Policy& policy, const Agreement& agreement, Format format);
// Items that can't be changed as asked: by their type, or in a format of the agreement's records.
void check_actions(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                   Findings& findings);
// Items that are shared by name and have no place in a format of the agreement's records.
void check_formats(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                   Findings& findings);
// The floor's items.
void check_floor(const Policy& policy, Findings& findings);
// Each party's lawful basis, against the categories of what is released.
void check_lawful_basis(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                        Findings& findings);
// Lists of people: two of one name, none where an agreement asks for one.
void check_lists(const Policy& policy, Findings& findings);
// Agreements that change the same item in ways that can't be compared. `spoken` is parallel to policy.agreements.
void check_conflicts(const Policy& policy, const std::vector<std::vector<Spoken>>& spoken, Findings& findings);

}  // namespace concordat::policy
