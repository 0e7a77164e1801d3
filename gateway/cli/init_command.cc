// `concordat init`: a configuration to try things with.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/init/configuration.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

constexpr std::uint16_t kHighestPort = 65'532;  // the other doors take the three after it
constexpr std::size_t kMostAgreements = 1'000'000;

struct InitOptions {
  std::string directory;
  ConfigurationOptions configuration;
  bool json = false;
};

std::string as_json(const Configuration& made) {
  JsonWriter json;
  json.begin_object()
      .member("directory", made.directory)
      .member("port", made.port)
      .member("agreements", made.agreements);
  json.key("clients").strings(made.agencies).member("ledger_key", made.directory + "/ledger.vkey");
  return json.end_object().text() + '\n';
}

std::string as_text(const Configuration& made) {
  const std::string dir = printable(made.directory, 4096);
  Table files({"", ""}, 2);
  files.add({"gateway.yaml", "where it listens, its certificates, keys and data"});
  files.add({"agencies/ agreements/",
             "who they are, and what may flow between them (" + counted(made.agreements, "agreement") + ")"});
  files.add({"vocabulary.yaml ...", "what can be named, for which purposes, what never flows, and where records go"});
  files.add({"tls/ keys/", "a throw-away authority and keys: for trying things, not for people's records"});
  files.add({"clients/", "how " + wrapped_list(made.agencies, 0, ',', 1000) + " reach it"});
  files.add({"ledger.vkey", "the key that the ledger is checked with"});
  files.add({"records/", "example records about people who do not exist"});
  return "Made a configuration in " + dir + ":\n\n" + files.str() + "\nNext:\n\n" + "  concordat policy check " + dir +
         "\n" + "  concordatd --config " + dir + "\n" + "  concordat send --client " + dir +
         "/clients/riverside-trust.yaml " + dir + "/records/discharge-referral-1.json\n" +
         "  concordat receive --client " + dir + "/clients/eastshire-council.yaml --out received\n";
}

int init(const InitOptions& options) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto made = make_configuration(options.directory, options.configuration, now);
  if (!made) return report(made.error());
  std::cout << (options.json ? as_json(*made) : as_text(*made));
  return 0;
}

}  // namespace

void add_init_command(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("init", "Make a complete configuration that runs at once, with throw-away certificates");
  auto options = std::make_shared<InitOptions>();
  command->add_option("DIR", options->directory, "A new or empty directory")->required();
  command->add_option("--port", options->configuration.port, "The native door's port on this machine (7443)")
      ->check(CLI::Range(std::uint16_t{1}, kHighestPort));
  command
      ->add_option("--agreements", options->configuration.load_agreements,
                   "Add so many agreements, to measure a large policy")
      ->check(CLI::Range(std::size_t{0}, kMostAgreements));
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples(
      {"concordat init demo", "concordat init /tmp/trial --port 9443", "concordat init /tmp/load --agreements 1000"}));
  command->callback([options, &exit_code] { exit_code = init(*options); });
}

}  // namespace concordat::cli
