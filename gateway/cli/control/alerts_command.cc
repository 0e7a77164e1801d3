// `concordat alerts`: emergency disclosures that nobody has looked at yet. Whom the agreement names looks at each, and
// acknowledges it.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/output/alert_text.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

struct AlertsOptions {
  std::string directory;
  std::string record;
  std::string officer;
  bool json = false;
};

int list(const AlertsOptions& options) {
  const auto answer = ask_gateway(options.directory, R"({"command":"alerts"})");
  if (!answer) return report(answer.error());
  if (options.json) {
    std::cout << *answer << '\n';
    return 0;
  }
  const auto text = alerts_text(*answer);
  if (!text) return report(text.error());
  std::cout << *text;
  return 0;
}

int acknowledge(const AlertsOptions& options) {
  JsonWriter request;
  request.begin_object()
      .member("command", "acknowledge")
      .member("record", options.record)
      .member("by", options.officer)
      .end_object();
  const auto answer = ask_gateway(options.directory, request.text());
  if (!answer) return report(answer.error());
  std::cout << (options.json ? *answer
                             : "record " + printable(options.record) + ": acknowledged by " +
                                   printable(options.officer) + "; the ledger says so")
            << '\n';
  return 0;
}

}  // namespace

void add_alerts_commands(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("alerts", "Emergency disclosures that somebody has to look at");
  auto options = std::make_shared<AlertsOptions>();
  const auto add_common = [&](CLI::App* command) {
    command->add_flag("--json", options->json, "JSON instead of text");
    return command->add_option("DIR", options->directory, "The configuration directory that concordatd runs with");
  };
  add_common(group);
  group->footer(examples({"concordat alerts demo", "concordat alerts demo --json",
                          "concordat alerts acknowledge demo 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13 "
                          "--as \"Caldicott Guardian\""}));
  group->callback([group, options, &exit_code] {
    if (!group->get_subcommands().empty()) return;
    if (options->directory.empty()) throw CLI::RequiredError("DIR");
    exit_code = list(*options);
  });

  auto* one = group->add_subcommand(
      "acknowledge", "Say that an officer whom the agreement names has looked at one; the ledger says so for good");
  add_common(one)->required();
  one->add_option("RECORD", options->record, "The record id")->required();
  one->add_option("--as", options->officer, "The officer, as the agreement names them under acknowledged_by")
      ->required();
  one->footer(
      examples({"concordat alerts acknowledge demo 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13 "
                "--as \"Caldicott Guardian\""}));
  one->callback([options, &exit_code] { exit_code = acknowledge(*options); });
}

}  // namespace concordat::cli
