// `concordat policy`: what the agreements say, before and without a gateway.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy_explain.h"
#include "gateway/config/policy_files.h"
#include "policy/policy_set.h"

namespace concordat::cli {
namespace {

struct CheckOptions {
  std::string directory;
  bool json = false;
};

std::int64_t unix_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::size_t count(const policy::Problems& problems, policy::Level level) {
  std::size_t found = 0;
  for (const policy::Problem& problem : problems) found += problem.level == level ? 1 : 0;
  return found;
}

std::string as_json(const policy::Loaded& loaded) {
  JsonWriter json;
  json.begin_object().member("errors", count(loaded.problems, policy::Level::kError));
  json.member("warnings", count(loaded.problems, policy::Level::kWarning)).key("problems").begin_array();
  for (const policy::Problem& problem : loaded.problems) {
    json.begin_object().member("level", problem.level == policy::Level::kError ? "error" : "warning");
    json.member("file", problem.place.file).member("line", problem.place.line).member("column", problem.place.column);
    json.member("text", problem.text);
    if (!problem.source.empty()) json.member("source", problem.source);
    json.end_object();
  }
  json.end_array();
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
  const policy::Loaded loaded = policy::load_policy(*files, unix_seconds());
  if (options.json) {
    std::cout << as_json(loaded);
  } else {
    for (const policy::Problem& problem : loaded.problems) std::cout << problem.str() << '\n';
    std::cout << summary(loaded);
  }
  return loaded.set && !policy::has_error(loaded.problems) ? 0 : 1;
}

void add_check(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("check", "Every problem in the policy's files, with its place");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({"concordat policy check demo", "concordat policy check demo --json"}) +
                  "Exit status: 0 when a gateway would take it, 1 when not.");
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

void add_explain(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("explain", "What one agency may have of another's records: item by item, clause by clause");
  auto options = std::make_shared<ExplainOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_option("--from", options->from, "The agency that sends")->required();
  command->add_option("--to", options->to, "The agency that would receive")->required();
  command->add_option("--kind", options->kind, "The kind of record. Default: found from RECORD");
  command->add_option("--purpose", options->purpose, "What it is shared for")->required();
  command->add_option("RECORD", options->record,
                      "A record: only its items are listed, and what would happen to it is said");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat policy explain demo --from riverside-trust --to eastshire-council --kind referral --purpose "
      "direct-care",
      "concordat policy explain demo --from riverside-trust --to eastshire-council --purpose direct-care referral.json",
  }));
  command->callback([options, &exit_code] { exit_code = explain_policy(*options); });
}

}  // namespace

void add_policy_commands(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("policy", "Check agreements, and ask what they let through");
  group->require_subcommand(1);
  group->footer(examples({
      "concordat policy check demo",
      "concordat policy explain demo --from riverside-trust --to eastshire-council --kind referral --purpose "
      "direct-care",
  }));
  add_check(*group, exit_code);
  add_explain(*group, exit_code);
}

}  // namespace concordat::cli
