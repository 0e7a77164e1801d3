// Selectors of opaque payloads: a content type, and how large it may be: "application/pdf[at-most=5MiB]".
#include <algorithm>
#include <charconv>

#include "policy/model/selector.h"

namespace concordat::policy {
namespace {

bool type_character(char c) {
  const bool letter = c >= 'a' && c <= 'z';
  const bool digit = c >= '0' && c <= '9';
  return letter || digit || c == '.' || c == '-' || c == '+';
}

bool content_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
  const auto all_fit = [](std::string_view part) { return std::all_of(part.begin(), part.end(), type_character); };
  return all_fit(text.substr(0, slash)) && all_fit(text.substr(slash + 1));
}

// "5MiB", "200KiB" or "4096": a number of bytes; 0 when it is none.
std::uint64_t bytes_of(std::string_view text) {
  constexpr std::uint64_t kMost = 999'999;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc() || text.front() == '0' || number > kMost) return 0;
  if (unit.empty()) return number;
  return unit == "KiB" ? number << 10 : unit == "MiB" ? number << 20 : 0;
}

}  // namespace

Result<Selector> parse_opaque_selector(std::string_view text) {
  constexpr std::string_view kLimit = "[at-most=";
  Selector selector;
  selector.text = std::string(text);
  Step step;
  const std::size_t open = text.find('[');
  step.name = std::string(text.substr(0, open));
  if (!content_type(step.name)) {
    return fail(Code::kPolicyInvalid, "character 1: expected a content type in lower case, such as application/pdf");
  }
  if (open != std::string_view::npos) {
    const std::string_view limit = text.substr(open);
    const bool framed = limit.size() > kLimit.size() + 1 && limit.starts_with(kLimit) && limit.back() == ']';
    const std::uint64_t bytes = framed ? bytes_of(limit.substr(kLimit.size(), limit.size() - kLimit.size() - 1)) : 0;
    if (bytes == 0) {
      return fail(Code::kPolicyInvalid, "character " + std::to_string(open + 1) +
                                            ": expected [at-most=SIZE], the size as 5MiB, 200KiB or a number of bytes");
    }
    step.where_key = "at-most";
    step.where_value = std::to_string(bytes);
  }
  selector.steps.push_back(std::move(step));
  return selector;
}

}  // namespace concordat::policy
