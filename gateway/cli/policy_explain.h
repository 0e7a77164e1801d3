#pragma once
// `concordat policy explain`: what one agency may have of another's records and why; with a record, what would happen
// to that one. It names items and counts values, and never shows one.

#include <string>

namespace concordat::cli {

struct ExplainOptions {
  std::string directory;
  std::string from, to, kind, purpose;
  std::string record;  // a path; may be empty
  bool json = false;
};

// The exit status.
[[nodiscard]] int explain_policy(const ExplainOptions& options);

}  // namespace concordat::cli
