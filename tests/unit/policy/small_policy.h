#pragma once
// A small policy that is right in every way, for tests that change one thing of it.

#include <cstdint>
#include <string>
#include <string_view>

#include "policy/policy_set.h"

namespace concordat::policy::test {

// 2026-06-15 12:00 in London: inside the small policy's dates.
inline constexpr std::int64_t kMidJune2026 = 1'781'521'200;

// Two agencies (riverside-trust, eastshire-council), a third without agreements (westmoor-trust), one agreement ISA-1.
[[nodiscard]] PolicyFiles small_policy();

// The text of agreement `id` between the small policy's parties, with these lines for share, withhold, and the rest;
// all of it valid.
struct AgreementText {
  std::string id = "ISA-1";
  std::string status = "active";
  std::string provider = "riverside-trust";
  std::string recipients = "[eastshire-council]";
  std::string purpose = "direct-care";
  std::string first_day = "2026-01-01";
  std::string last_day = "2027-12-31";
  std::string review_by = "2027-06-30";
  std::string records = "[referral]";
  std::string share = "{keep: [person.*]}";
  std::string withhold = "[person.religion]";
  std::string conditions = "{opt_out: not-applicable}";
  std::string obligations = "{retain_days: 100}";
  [[nodiscard]] std::string str() const;
};

// `text` with the first `from` replaced; aborts when it is not there, so that no test silently changes nothing.
[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to);

// Loads, and fails the test with every problem when it does not.
[[nodiscard]] std::shared_ptr<const PolicySet> load_or_fail(const PolicyFiles& files, std::int64_t now = kMidJune2026);

// Every problem, a line each.
[[nodiscard]] std::string problems_of(const PolicyFiles& files, std::int64_t now = kMidJune2026);

// The decision about a referral from riverside-trust to eastshire-council for direct care.
[[nodiscard]] Decision decide(const PolicySet& set, std::int64_t now = kMidJune2026);

// What the plan does with an item: "keep", "withhold", "mask: last-3".
[[nodiscard]] std::string action_of(const PolicySet& set, const Decision& decision, std::string_view item);

}  // namespace concordat::policy::test
