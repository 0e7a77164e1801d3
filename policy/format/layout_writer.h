#pragma once
// A settled layout to text: two columns of indentation a level, two blanks before a comment beside an item, no blanks
// at the end of a line, one line break at the end of the file.

#include <optional>
#include <string>

#include "policy/format/layout.h"

namespace concordat::policy {

[[nodiscard]] std::string write_layout(const Passage& file);

// The value on one line: [a, b], {a: b}. nullopt when a comment, a longer text or an absent value does not allow it.
[[nodiscard]] std::optional<std::string> one_line(const Passage& item);

}  // namespace concordat::policy
