#pragma once
// Judges a disclosure the slow way: is every leaf of the record in it by a named item, changed by a named action, or
// absent, and is there nothing in it that the record did not hold? Written from POLICY.md (Redaction) without the
// redactor or the verifier. Not for speed; one thread.
//
//   Oracle oracle(*policy_set, Format::kFhir, *decision.plan);
//   std::vector<std::string> faults = oracle.faults(record, disclosure, altered_items);
//   ItemNames names = oracle.items(record);                         // what a receipt must list

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/policy_set.h"
#include "tests/integration/disclosure/leaves.h"

namespace concordat::integration {

// Data items that the record holds, by what the plan does with them. Sorted.
struct ItemNames {
  std::set<std::string> released, changed, withheld;
};

class Oracle {
 public:
  Oracle(const policy::PolicySet& policy, policy::Format format, const policy::Plan& plan)
      : vocabulary_(policy.vocabulary()), format_(format), plan_(plan) {}

  // `altered`: items that the manifest says could not be released with certainty; leaves of theirs may be absent.
  [[nodiscard]] std::vector<std::string> faults(std::string_view record, std::string_view disclosure,
                                                const std::set<std::string>& altered) const;
  [[nodiscard]] ItemNames items(std::string_view record) const;

  enum class Fate { kKept, kChanged, kWithheld, kStructure };
  [[nodiscard]] Fate fate(const Leaf& leaf) const;

 private:
  using Places = std::map<std::pair<std::string, std::string>, std::vector<const Leaf*>>;

  [[nodiscard]] bool accepts(const Leaf& before, const Node& after) const;
  [[nodiscard]] bool accepts_change(const Leaf& before, const Node& after) const;
  [[nodiscard]] bool required(const Leaf& leaf, const std::set<std::string>& altered) const;
  void compare(const std::vector<const Leaf*>& before, const std::vector<const Leaf*>& after,
               const std::set<std::string>& altered, std::vector<std::string>& faults) const;
  void find_copies(const std::vector<Leaf>& before, std::string_view disclosure,
                   std::vector<std::string>& faults) const;
  [[nodiscard]] std::string describe(const Leaf& leaf) const;

  const policy::Vocabulary& vocabulary_;
  policy::Format format_;
  const policy::Plan& plan_;
};

}  // namespace concordat::integration
