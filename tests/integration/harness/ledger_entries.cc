#include "tests/integration/harness/ledger_entries.h"

#include <cstdio>
#include <stdexcept>

#include "tests/integration/harness/files.h"

namespace concordat::integration {
namespace {

constexpr std::uint64_t kBundle = 256;

std::uint64_t published_size(const std::string& folder) {
  if (!exists(folder + "/checkpoint")) return 0;
  return std::stoull(lines_of(read_file(folder + "/checkpoint")).at(1));
}

void append_bundle(const std::string& bytes, std::vector<boost::json::object>& entries) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto high = static_cast<unsigned char>(bytes.at(at));
    const auto low = static_cast<unsigned char>(bytes.at(at + 1));
    const std::size_t length = std::size_t{high} * 256 + low;
    if (at + 2 + length > bytes.size()) throw std::runtime_error("a bundle of ledger entries ends too early");
    entries.push_back(boost::json::parse(bytes.substr(at + 2, length)).as_object());
    at += 2 + length;
  }
}

}  // namespace

std::string tile_name(std::uint64_t number) {
  char digits[8];
  std::snprintf(digits, sizeof digits, "%03u", static_cast<unsigned>(number % 1000));
  std::string name = digits;
  for (number /= 1000; number > 0; number /= 1000) {
    std::snprintf(digits, sizeof digits, "x%03u", static_cast<unsigned>(number % 1000));
    name.insert(0, std::string(digits) + "/");
  }
  return name;
}

std::vector<boost::json::object> published_entries(const std::string& ledger_folder) {
  std::vector<boost::json::object> entries;
  const std::uint64_t size = published_size(ledger_folder);
  for (std::uint64_t bundle = 0; bundle * kBundle < size; ++bundle) {
    const std::uint64_t width = std::min(kBundle, size - bundle * kBundle);
    const std::string whole = ledger_folder + "/tile/entries/" + tile_name(bundle);
    append_bundle(read_file(width == kBundle ? whole : whole + ".p/" + std::to_string(width)), entries);
  }
  if (entries.size() != size)
    throw std::runtime_error("the ledger's bundles hold " + std::to_string(entries.size()) +
                             " entries, its checkpoint says " + std::to_string(size));
  return entries;
}

}  // namespace concordat::integration
