#include "gateway/cli/command_line.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <vector>

#include "gateway/cli/ledger_commands.h"
#include "policy/source/suggestion.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

// The command that the words so far led to.
const CLI::App& innermost(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().back();
  return *at;
}

std::string full_name(const CLI::App& app) {
  std::string name = app.get_name();
  for (const CLI::App* parent = app.get_parent(); parent != nullptr; parent = parent->get_parent()) {
    name = parent->get_name() + " " + name;
  }
  return name;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// What was wrong, where CLI11's own words do not help: a word that nothing expects.
std::string complaint(const CLI::App& app, const CLI::App& at, const CLI::ParseError& error) {
  for (const std::string& word : app.remaining(true)) {
    if (word.size() > 1 && word[0] == '-') {
      const std::string name = word.substr(0, word.find('='));
      return "unknown option " + printable(name) + policy::did_you_mean(name, option_names(at));
    }
    const auto commands = command_names(at);
    if (!commands.empty()) return "unknown command \"" + printable(word) + "\"" + policy::did_you_mean(word, commands);
    return "\"" + printable(word) + "\" is one word too many";
  }
  if (at.get_require_subcommand_min() > 0 && error.get_name() == "RequiredError") return "a command is missing";
  return error.what();
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& at = innermost(app);
  std::cerr << full_name(at) << ": " << complaint(app, at, error) << "\nTry: " << full_name(at) << " --help\n";
  return kExitUsage;
}

}  // namespace

std::string examples(std::initializer_list<const char*> lines) {
  std::string text = "Examples:";
  for (const char* line : lines) text += std::string("\n  ") + line;
  return text + '\n';
}

int run_command_line(int argc, const char* const* argv) {
  int exit_code = 0;
  CLI::App app("Sends records to a Concordat gateway, receives them, and shows what is shared with whom, and why.",
               "concordat");
  app.get_formatter()->column_width(34);
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "Show this and stop");
  app.set_version_flag("--version", CONCORDAT_VERSION, "Show the version and stop");
  app.footer(examples({
      "concordat init demo                     a configuration that runs at once",
      "concordatd --config demo                the gateway itself",
      "concordat send --client demo/clients/riverside-trust.yaml referral.json",
      "concordat receive --client demo/clients/eastshire-council.yaml --out received",
      "concordat ledger verify demo/data/ledger --key \"$(cat demo/ledger.vkey)\"",
      "concordat COMMAND --help                more about one command",
  }));
  add_init_command(app, exit_code);
  add_send_command(app, exit_code);
  add_receive_command(app, exit_code);
  add_manifest_command(app, exit_code);
  add_status_command(app, exit_code);
  add_recall_command(app, exit_code);
  add_policy_commands(app, exit_code);
  add_ledger_commands(app, exit_code);
  add_dead_letter_commands(app, exit_code);
  add_alerts_commands(app, exit_code);
  add_keys_commands(app, exit_code);
  add_witness_commands(app, exit_code);
  add_bench_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const std::string help = app.help();
    std::cout << help << (help.ends_with('\n') ? "" : "\n");
  } catch (const CLI::CallForVersion&) {
    std::cout << "concordat " CONCORDAT_VERSION "\n";
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
  return exit_code;
}

}  // namespace concordat::cli
