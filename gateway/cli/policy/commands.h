#pragma once
// The commands of `concordat policy`, one a source file. Each adds itself and, when it was called, sets the exit
// status.

#include <cstdint>
#include <string>

#include "policy/policy_set.h"
#include "protocol/base/result.h"

namespace CLI {
class App;
}

namespace concordat::cli {

class JsonWriter;

void add_policy_check(CLI::App& group, int& exit_code);
void add_policy_explain(CLI::App& group, int& exit_code);
void add_policy_test(CLI::App& group, int& exit_code);
void add_policy_report(CLI::App& group, int& exit_code);
void add_policy_fmt(CLI::App& group, int& exit_code);
void add_policy_sign(CLI::App& group, int& exit_code);
void add_policy_key(CLI::App& group, int& exit_code);

// The problems as a JSON array.
void write_problems(JsonWriter& json, const policy::Problems& problems);

// The gateway's clock stands still for these commands: what DIR means now.
[[nodiscard]] std::int64_t unix_seconds_now();

// The policy of a configuration directory as a gateway would put it in force. Where it has errors, every problem is
// written to standard error and the answer is kPolicyInvalid.
[[nodiscard]] Result<std::shared_ptr<const policy::PolicySet>> load_policy_directory(const std::string& directory);
// The same, whatever its gateway.yaml says of signatures.
[[nodiscard]] Result<std::shared_ptr<const policy::PolicySet>> load_policy_directory(const std::string& directory,
                                                                                     policy::Signatures signatures);

}  // namespace concordat::cli
