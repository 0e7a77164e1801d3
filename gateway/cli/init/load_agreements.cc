#include "gateway/cli/init/load_agreements.h"

#include <algorithm>

namespace concordat::cli {
namespace {

constexpr std::size_t kDigits = 4;

std::string numbered(std::string_view stem, std::size_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < kDigits) digits.insert(0, kDigits - digits.size(), '0');
  return std::string(stem) + digits;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// Without the addresses that mean the example's agency, which may mean one agency only.
std::string without_addresses(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    if (line.find("dos-service-id") == std::string_view::npos) kept += line;
    text.remove_prefix(end);
  }
  return kept;
}

std::string without_examples(std::string_view text) {
  const std::size_t at = text.find("\nexamples:");
  return std::string(text.substr(0, at == std::string_view::npos ? text.size() : at + 1));
}

// The smallest number of agencies with `count` ordered pairs among them.
std::size_t agencies_for(std::size_t count) {
  std::size_t agencies = 2;
  while (agencies * (agencies - 1) < count) ++agencies;
  return agencies;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> load_agreements(const LoadExample& example, std::size_t count) {
  std::vector<std::pair<std::string, std::string>> files;
  if (count == 0) return files;
  const std::size_t agencies = agencies_for(count);
  const std::string agency = without_addresses(example.agency);
  for (std::size_t i = 1; i <= agencies; ++i) {
    const std::string id = numbered("load-", i);
    files.emplace_back("agencies/" + id + ".yaml", replaced(agency, example.agency_id, id));
  }
  const std::string agreement = without_examples(example.agreement);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t provider = i % agencies;
    const std::size_t recipient = (provider + 1 + i / agencies) % agencies;
    std::string text = replaced(agreement, example.agreement_id, numbered("LOAD-", i + 1));
    text = replaced(std::move(text), example.provider, numbered("load-", provider + 1));
    files.emplace_back(numbered("agreements/load-", i + 1) + ".yaml",
                       replaced(std::move(text), example.recipient, numbered("load-", recipient + 1)));
  }
  return files;
}

}  // namespace concordat::cli
