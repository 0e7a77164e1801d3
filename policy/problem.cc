#include "policy/problem.h"

#include <algorithm>

namespace concordat::policy {

std::string Problem::str() const {
  std::string out = place.file;
  if (place.line > 0) out += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  out += level == Level::kError ? ": error: " : ": warning: ";
  out += text;
  if (!source.empty()) out += " [" + source + "]";
  return out;
}

bool has_error(const Problems& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& p) { return p.level == Level::kError; });
}

}  // namespace concordat::policy
