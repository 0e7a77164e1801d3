#pragma once
// Patterns over data items: "person.name" names one item, "person.*" all whose names start so, "*" every one.
// Structural items are never meant: they go with what is released, and no agreement or prohibition speaks of them.

#include <string_view>

#include "policy/model/vocabulary.h"

namespace concordat::policy {

[[nodiscard]] inline bool is_wildcard(std::string_view pattern) {
  return pattern == "*" || pattern.ends_with(".*");
}

[[nodiscard]] inline bool matches(std::string_view pattern, const Item& item) {
  if (item.category == Category::kStructural) return false;
  if (!is_wildcard(pattern)) return pattern == item.id.str();
  return item.id.str().starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace concordat::policy
