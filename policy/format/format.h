#pragma once
// Canonical layout of a policy file, comments kept:
//   - keys in the order of the file's schema; unknown ones last; names that are the author's own, and lists, as they
//   are
//   - two columns a level; [a, b] and {a: b} where they were written so and fit in 120 columns, else an item a line
//   - a blank line before each group of an agreement's and a vocabulary's keys; elsewhere the author's, never two
//   - every scalar in its own characters, quotes included; every comment at the item that it speaks of
//
//   Result<std::string> text = format_policy_file("agreements/isa-014.yaml", written, problems);
//
// Pure. Formatting what is formatted changes nothing.

#include <string>
#include <string_view>

#include "policy/problem.h"
#include "protocol/base/result.h"

namespace concordat::policy {

// `path` is relative to the configuration directory, and says which kind of file it is. kPolicyInvalid: `problems` says
// what cannot be read; kUsage: no policy file is called that; kInternal: read again, the result would not say the same
// with the same comments, so that the file must stay as it is.
[[nodiscard]] Result<std::string> format_policy_file(std::string_view path, std::string_view text, Problems& problems);

}  // namespace concordat::policy
