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
void add_policy_who(CLI::App& group, int& exit_code);
void add_policy_matrix(CLI::App& group, int& exit_code);
void add_policy_diff(CLI::App& group, int& exit_code);
void add_policy_replay(CLI::App& group, int& exit_code);
void add_policy_fmt(CLI::App& group, int& exit_code);
void add_policy_sign(CLI::App& group, int& exit_code);
void add_policy_key(CLI::App& group, int& exit_code);

// The problems as a JSON array.
void write_problems(JsonWriter& json, const policy::Problems& problems);

// The gateway's clock stands still for these commands: what DIR means now.
[[nodiscard]] std::int64_t unix_seconds_now();

// The beginning of a day in London, "2026-11-22"; now where none is given. kUsage for what is no day.
[[nodiscard]] Result<std::int64_t> moment_of_day(const std::string& day);
inline constexpr const char* kAtOption = "The day that is asked about, as 2026-11-22. Default: today";

// The policy of a configuration directory as a gateway would put it in force. Where it has errors, every problem is
// written to standard error and the answer is kPolicyInvalid.
[[nodiscard]] Result<std::shared_ptr<const policy::PolicySet>> load_policy_directory(const std::string& directory);
// The same as it is written, as though every party had signed it: for judging an edit before anybody signs.
[[nodiscard]] Result<std::shared_ptr<const policy::PolicySet>> load_policy_as_written(const std::string& directory);

}  // namespace concordat::cli
