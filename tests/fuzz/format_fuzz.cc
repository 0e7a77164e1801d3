// `concordat policy fmt` on any bytes: whatever can be read is laid out, says the same, keeps every character that is
// not layout, and is not laid out anew by a second run. What it finds is kept in tests/unit/policy/format_test.cc.

#include <algorithm>
#include <array>

#include "policy/format/format.h"
#include "policy/source/yaml.h"
#include "tests/fuzz/target.h"

namespace {

using namespace concordat;
using fuzz::require;

constexpr std::string_view kPaths[] = {"agreements/x.yaml", "agencies/x.yaml", "lists/x.yaml", "vocabulary.yaml",
                                       "purposes.yaml",     "floor.yaml",      "routes.yaml"};

std::optional<policy::Node> read(std::string_view text) {
  policy::Problems problems;
  policy::Report report("fuzz.yaml", problems);
  return policy::read_yaml(text, report);
}

// How often each character stands in a text, but for those that layout adds and takes away.
std::array<std::size_t, 256> characters(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::array<std::size_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  for (const char c : std::string_view(" \r\n-+,[]{}:?.0123456789")) counts[static_cast<unsigned char>(c)] = 0;
  return counts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  const std::string_view path = kPaths[size % std::size(kPaths)];
  policy::Problems problems;
  const auto formatted = policy::format_policy_file(path, text, problems);
  if (!formatted) {
    require(!problems.empty() || formatted.error().code == Code::kInternal, "nothing is refused without a word");
    require(formatted.error().code == Code::kPolicyInvalid, "what can be read can be laid out");
    return 0;
  }
  const auto before = read(text), after = read(*formatted);
  require(before && after && canonical_text(*before) == canonical_text(*after), "it says the same");
  require(characters(text) == characters(*formatted), "no character is lost");
  const auto again = policy::format_policy_file(path, *formatted, problems);
  require(again && *again == *formatted, "a second run changes nothing");
  return 0;
}
