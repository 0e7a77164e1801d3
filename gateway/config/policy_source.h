#pragma once
// Where the policy in force comes from: the configuration directory, or, at a start with a broken set, the last good
// set that is kept in the data folder. Reading, checking and keeping; putting in force is the caller's.

#include <cstdint>
#include <memory>
#include <string>

#include "policy/policy_set.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct PolicyRead {
  std::shared_ptr<const policy::PolicySet> set;  // null: refused
  policy::Problems problems;
};

struct PolicyCheck {
  policy::Problems problems;
  std::size_t agencies = 0;
  std::size_t agreements = 0;
};
// Loads the directory's policy only to say what is wrong with it.
[[nodiscard]] PolicyCheck check_policy(const std::string& directory, std::int64_t unix_seconds,
                                       policy::Signatures signatures);

class PolicySource {
 public:
  PolicySource(std::string directory, std::string data, policy::Signatures signatures)
      : directory_(std::move(directory)), kept_file_(std::move(data) + "/policy-last-good"), signatures_(signatures) {}

  // Loads and checks the directory. A good set is kept as the last good one.
  [[nodiscard]] PolicyRead read(std::int64_t unix_seconds) const;
  // The last good set; kNotFound when there never was one.
  [[nodiscard]] Result<std::shared_ptr<const policy::PolicySet>> last_good(std::int64_t unix_seconds) const;

 private:
  std::string directory_;
  std::string kept_file_;
  policy::Signatures signatures_;
};

}  // namespace concordat::gateway
