#pragma once
// The policy's files out of a configuration directory: agencies/*.yaml, agreements/*.yaml and the four files beside
// them, nothing else. What cannot be read safely refuses the whole directory, so that a policy is never judged by half
// of its files. Thread-safe.
//
//   Result<policy::PolicyFiles> files = read_policy_files("/etc/concordat");
//   if (files) loaded = policy::load_policy(*files, now);
//
// A file that should be there and is not is the policy loader's to report.

#include <string>

#include "policy/policy_set.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// kConfigInvalid with one line a problem, each beginning with its place: unreadable, too large
// (limits::kPolicyFileBytes), not a regular file, or a symbolic link that leads out of the directory.
[[nodiscard]] Result<policy::PolicyFiles> read_policy_files(const std::string& directory);

}  // namespace concordat::gateway
