#include <chrono>
#include <iostream>

#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/config/gateway_config.h"
#include "gateway/config/policy_files.h"

namespace concordat::cli {

void write_problems(JsonWriter& json, const policy::Problems& problems) {
  json.begin_array();
  for (const policy::Problem& problem : problems) {
    json.begin_object().member("level", problem.level == policy::Level::kError ? "error" : "warning");
    json.member("file", problem.place.file).member("line", problem.place.line).member("column", problem.place.column);
    json.member("text", problem.text);
    if (!problem.source.empty()) json.member("source", problem.source);
    json.end_object();
  }
  json.end_array();
}

std::int64_t unix_seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Result<std::shared_ptr<const policy::PolicySet>> load_policy_directory(const std::string& directory) {
  return load_policy_directory(directory, gateway::signatures_setting(directory));
}

Result<std::shared_ptr<const policy::PolicySet>> load_policy_directory(const std::string& directory,
                                                                       policy::Signatures signatures) {
  const auto files = gateway::read_policy_files(directory);
  if (!files) return fail(files.error());
  auto loaded = policy::load_policy(*files, unix_seconds_now(), signatures);
  if (loaded.set) return std::move(loaded.set);
  for (const policy::Problem& problem : loaded.problems) std::cerr << problem.str() << '\n';
  return fail(Code::kPolicyInvalid, "the policy has errors: nothing can be said of it until they are mended");
}

}  // namespace concordat::cli
