// `concordat policy diff`: exactly which disclosures an edit adds, removes or changes; its exit status tells a pipeline
// whether anything widens.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/policy/commands.h"
#include "policy/survey/difference.h"

namespace concordat::cli {
namespace {

constexpr int kExitWidens = 2;

struct DiffOptions {
  std::string old_directory;
  std::string new_directory;
  bool in_force = false;
  bool json = false;
};

std::string as_json(const policy::Difference& difference) {
  JsonWriter json;
  json.begin_object().member("wider", difference.wider_count()).member("narrower", difference.narrower_count());
  json.member("same_policy", difference.same_policy).key("changes").begin_array();
  for (const policy::Change& change : difference.changes) {
    json.begin_object().member("wider", change.wider).member("narrower", change.narrower);
    json.member("sentence", change.sentence).end_object();
  }
  return json.end_array().member("summary", difference.summary()).end_object().text() + '\n';
}

std::string as_text(const policy::Difference& difference) {
  std::string text;
  for (const policy::Change& change : difference.changes) {
    text += change.wider ? "wider     " : change.narrower ? "narrower  " : "          ";
    text += change.sentence + '\n';
  }
  if (!difference.changes.empty()) text += '\n';
  return text + difference.summary() + '\n';
}

Result<std::shared_ptr<const policy::PolicySet>> load(const std::string& directory, bool in_force) {
  auto set = in_force ? load_policy_directory(directory) : load_policy_as_written(directory);
  if (!set && set.error().code == Code::kPolicyInvalid)
    return fail(Code::kPolicyInvalid, directory + ": " + set.error().detail);
  return set;
}

int diff(const DiffOptions& options) {
  const auto old_set = load(options.old_directory, options.in_force);
  if (!old_set) return report(old_set.error());
  const auto new_set = load(options.new_directory, options.in_force);
  if (!new_set) return report(new_set.error());
  const policy::Difference difference = policy::difference(**old_set, **new_set);
  std::cout << (options.json ? as_json(difference) : as_text(difference));
  return difference.wider() ? kExitWidens : 0;
}

}  // namespace

void add_policy_diff(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("diff", "Exactly what an edit adds, removes or changes, in sentences");
  auto options = std::make_shared<DiffOptions>();
  command->add_option("OLD", options->old_directory, "The configuration directory as it is")->required();
  command->add_option("NEW", options->new_directory, "The configuration directory as it would be")->required();
  command->add_flag("--in-force", options->in_force,
                    "Compare what signatures put in force. Default: what is written, as though all had signed");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(
      examples({"concordat policy diff demo demo-edited", "concordat policy diff demo demo-edited --json"}) +
      "Exit status: 0 when nothing is shared more widely, 2 when something is or may be, 1 when one of the "
      "two cannot be loaded.");
  command->callback([options, &exit_code] { exit_code = diff(*options); });
}

}  // namespace concordat::cli
