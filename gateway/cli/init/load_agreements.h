#pragma once
// Agencies and agreements that only make the policy large, for measuring: copies of an example with other names. Nobody
// holds a certificate for these agencies, and none shares with those of the example. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concordat::cli {

struct LoadExample {
  std::string_view agency;     // the text of an agency's file
  std::string_view agency_id;  // its id, wherever the text names it
  std::string_view agreement;  // the text of an agreement's file
  std::string_view agreement_id;
  std::string_view provider;
  std::string_view recipient;
};

// Path in the configuration -> text. `count` agreements, each between another pair of about the square root of as many
// agencies.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> load_agreements(const LoadExample& example,
                                                                               std::size_t count);

}  // namespace concordat::cli
