#include <chrono>
#include <iostream>

#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/config/gateway_config.h"
#include "gateway/config/policy_files.h"
#include "policy/source/day.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {

namespace {

Result<std::shared_ptr<const policy::PolicySet>> load(const std::string& directory, policy::Signatures signatures) {
  const auto files = gateway::read_policy_files(directory);
  if (!files) return fail(files.error());
  auto loaded = policy::load_policy(*files, unix_seconds_now(), signatures);
  if (loaded.set) return std::move(loaded.set);
  for (const policy::Problem& problem : loaded.problems) std::cerr << problem.str() << '\n';
  return fail(Code::kPolicyInvalid, "the policy has errors: nothing can be said of it until they are mended");
}

}  // namespace

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

Result<std::int64_t> moment_of_day(const std::string& day) {
  if (day.empty()) return unix_seconds_now();
  const auto parsed = policy::parse_day(day);
  if (parsed) return policy::london_midnight(*parsed);
  return fail(Code::kUsage, "\"" + printable(day) + "\" is no day from 2000 to 2037; write it as 2026-11-22");
}

Result<std::shared_ptr<const policy::PolicySet>> load_policy_directory(const std::string& directory) {
  return load(directory, gateway::signatures_setting(directory));
}

Result<std::shared_ptr<const policy::PolicySet>> load_policy_as_written(const std::string& directory) {
  return load(directory, policy::Signatures::kNotRequired);
}

}  // namespace concordat::cli
