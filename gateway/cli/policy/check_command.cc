// `concordat policy check`: every problem in the policy's files, with its place.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/config/gateway_config.h"
#include "gateway/config/policy_files.h"

namespace concordat::cli {
namespace {

struct CheckOptions {
  std::string directory;
  bool json = false;
};

std::size_t count(const policy::Problems& problems, policy::Level level) {
  std::size_t found = 0;
  for (const policy::Problem& problem : problems) found += problem.level == level ? 1 : 0;
  return found;
}

std::string as_json(const policy::Loaded& loaded) {
  JsonWriter json;
  json.begin_object().member("errors", count(loaded.problems, policy::Level::kError));
  json.member("warnings", count(loaded.problems, policy::Level::kWarning)).key("problems");
  write_problems(json, loaded.problems);
  if (loaded.set) {
    json.member("agencies", loaded.set->agencies().size()).member("agreements", loaded.set->agreement_count());
    json.member("policy_hash", hex(loaded.set->hash()));
  }
  return json.end_object().text() + '\n';
}

std::string summary(const policy::Loaded& loaded) {
  const std::size_t errors = count(loaded.problems, policy::Level::kError);
  const std::size_t warnings = count(loaded.problems, policy::Level::kWarning);
  std::string text = counted(errors, "error") + ", " + counted(warnings, "warning");
  if (!loaded.set) return text + ". A gateway would refuse this policy and keep the one that it has.\n";
  const std::size_t agencies = loaded.set->agencies().size();
  return text + ". " + std::to_string(agencies) + (agencies == 1 ? " agency, " : " agencies, ") +
         counted(loaded.set->agreement_count(), "agreement") + ".\n";
}

int check(const CheckOptions& options) {
  const auto files = gateway::read_policy_files(options.directory);
  if (!files) return report(files.error());
  const policy::Loaded loaded =
      policy::load_policy(*files, unix_seconds_now(), gateway::signatures_setting(options.directory));
  if (options.json) {
    std::cout << as_json(loaded);
  } else {
    for (const policy::Problem& problem : loaded.problems) std::cout << problem.str() << '\n';
    std::cout << summary(loaded);
  }
  return loaded.set && !policy::has_error(loaded.problems) ? 0 : 1;
}

}  // namespace

void add_policy_check(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("check", "Every problem in the policy's files, with its place");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({"concordat policy check demo", "concordat policy check demo --json"}) +
                  "Exit status: 0 when a gateway would take it, 1 when not.");
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace concordat::cli
