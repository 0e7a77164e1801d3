#include "gateway/cli/output/form.h"

#include <unistd.h>

#include <ctime>
#include <iostream>

namespace concordat::cli {

Form form_of_lines(const FormOptions& options) {
  if (options.json) return Form::kJson;
  if (options.text || ::isatty(STDOUT_FILENO) == 1) return Form::kText;
  return Form::kJson;
}

int report(const Error& error) {
  std::cerr << "concordat: " << error.detail << '\n';
  return info(error.code).exit_code;
}

std::string moment(std::uint64_t unix_ms) {
  if (unix_ms == 0) return "-";
  const auto seconds = static_cast<std::time_t>(unix_ms / 1000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[40];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &utc);
  return std::string(text, length);
}

std::string action_in_words(std::string_view action) {
  const auto after = [&](std::string_view prefix) -> std::string {
    return action.substr(0, prefix.size()) == prefix ? std::string(action.substr(prefix.size())) : std::string();
  };
  if (action == "mask: all") return "masked";
  if (const auto count = after("mask: last-"); !count.empty()) return "only the last " + count + " characters";
  if (const auto band = after("generalise: band-"); !band.empty()) return "a band of " + band;
  if (action == "generalise: outward") return "only the outward half of the postcode";
  if (const auto grain = after("generalise: "); !grain.empty()) return "only the " + grain;
  if (action.substr(0, 13) == "pseudonymise:") return "a pseudonym";
  return std::string(action);
}

}  // namespace concordat::cli
