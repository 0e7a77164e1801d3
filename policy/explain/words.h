#pragma once
// The policy's words for people who did not write it, and the names that a command line gives.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "policy/explain/explain.h"

namespace concordat::policy {

// "only the day", "only the last 3 characters", "as it is"
[[nodiscard]] std::string in_words(const Action& action);
// "24 hours", "30 days"
[[nodiscard]] std::string in_words(std::chrono::seconds time);
// A line each: "keep it for at most 2920 days".
[[nodiscard]] std::vector<std::string> in_words(const Obligations& obligations);

// What a command line's names mean; kUsage, with a suggestion, for what the policy does not know.
[[nodiscard]] Result<const Agency*> find_agency(const PolicySet& set, std::string_view name);
// "person.phone", "person.*" or "*": in the vocabulary's order, and never structure.
[[nodiscard]] Result<std::vector<ItemIndex>> find_items(const PolicySet& set, std::string_view pattern);

// A decision about the request, once its names are known to lead somewhere; kUsage with a suggestion when one does not.
[[nodiscard]] Result<Decision> decide_by_name(const PolicySet& set, const ExplainRequest& request);

// The items to show: those present, or all; structural ones never.
[[nodiscard]] std::vector<ItemIndex> items_to_show(const PolicySet& set, const ExplainRequest& request);

}  // namespace concordat::policy
