// concordatd: the gateway.

#include <google/protobuf/stubs/logging.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "gateway/config/gateway_config.h"
#include "gateway/config/policy_source.h"
#include "gateway/daemon/door_tls.h"
#include "gateway/daemon/gateway.h"
#include "gateway/daemon/public_ledger.h"
#include "gateway/runtime/clock.h"

namespace {

using namespace concordat;

constexpr int kWrongUsage = 64;

// Everything that a start would find wrong with the configuration, with places. Touches nothing.
int check(const std::string& directory) {
  policy::Problems problems;
  const gateway::GatewayConfig config = gateway::read_gateway_config(directory, problems);
  const gateway::PolicyCheck checked =
      gateway::check_policy(directory, gateway::SystemClock().unix_ms() / 1000, config.signatures);
  problems.insert(problems.end(), checked.problems.begin(), checked.problems.end());
  if (!policy::has_error(problems)) {
    if (auto tls = gateway::native_tls(config); !tls)
      problems.push_back({policy::Level::kError, {"gateway.yaml", 0, 0}, tls.error().detail, {}});
    if (auto witnesses = gateway::PublicLedger::check(config); !witnesses)
      problems.push_back({policy::Level::kError, {"gateway.yaml", 0, 0}, witnesses.error().detail, {}});
  }
  for (const policy::Problem& problem : problems) std::cerr << problem.str() << "\n";
  if (policy::has_error(problems)) return 1;
  std::cout << "The configuration is good: " << checked.agencies << " agencies, " << checked.agreements
            << " agreements.\n";
  return 0;
}

int run(const std::string& directory) {
  policy::Problems problems;
  gateway::GatewayConfig config = gateway::read_gateway_config(directory, problems);
  for (const policy::Problem& problem : problems) std::cerr << problem.str() << "\n";
  if (policy::has_error(problems)) return 1;
  auto opened = gateway::Gateway::open(std::move(config));
  if (!opened) {
    std::cerr << "concordatd: " << opened.error().detail << "\n";
    return 1;
  }
  return (*opened)->run();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // protobuf would write a line to standard error for each string of a peer's that is not UTF-8.
  google::protobuf::SetLogHandler(nullptr);
  CLI::App app(
      "concordatd: checks records against sharing agreements, redacts them for each recipient, delivers them and keeps "
      "the ledger",
      "concordatd");
  std::string directory;
  bool only_check = false;
  app.add_option("--config", directory, "the configuration directory (make one with: concordat init DIR)")
      ->required()
      ->type_name("DIR");
  app.add_flag("--check", only_check,
               "only check the configuration: every problem with its place, exit 1 if any is an error");
  app.footer(
      "Signals: TERM drains and stops, HUP reloads policy and certificates and reopens the log.\n"
      "Examples:\n  concordatd --config /etc/concordat --check\n  concordatd --config /etc/concordat");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : kWrongUsage;
  }
  return only_check ? check(directory) : run(directory);
}
