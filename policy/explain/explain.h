#pragma once
// Why a disclosure is permitted or denied, item by item and clause by clause, for officers and operators: it tells all
// that the policy holds, so its answers are not for peers.
//
//   auto text = explain(*set, {.from = "riverside-trust", .to = "eastshire-council", .purpose = "direct-care", .kinds =
//   {"referral"},
//                              .unix_seconds = now});
//   if (!text) { std::cerr << text.error().detail << '\n'; return 64; }        // "no agency is called …; did you mean
//   …?" std::cout << *text;

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/policy_set.h"
#include "protocol/base/result.h"

namespace concordat::policy {

struct ExplainRequest {
  std::string from;
  std::string to;
  std::string purpose;
  std::vector<std::string> kinds;  // all that the record is
  std::int64_t unix_seconds = 0;
  Circumstances circumstances = kNothingAgainst;
  std::optional<std::vector<ItemIndex>> present;  // the items of one record; unset: every item of the vocabulary
};

// Aligned text for a terminal. kUsage when the policy knows no agency, purpose or kind of that name.
[[nodiscard]] Result<std::string> explain(const PolicySet& set, const ExplainRequest& request);

// The same as one JSON object: decision, denial, reasons, agreements, items [{item, label, action, clause}],
// obligations, hashes.
[[nodiscard]] Result<std::string> explain_json(const PolicySet& set, const ExplainRequest& request);

}  // namespace concordat::policy
