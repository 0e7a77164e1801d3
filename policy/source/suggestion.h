#pragma once
// "Did you mean": the nearest of some known names, for messages to people.

#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy {

// Edits (insert, delete, replace, swap neighbours) from one word to the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The known name nearest to `word`, if it is near enough to have been meant; else empty.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

// `; did you mean "recipients"?`, or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace concordat::policy
