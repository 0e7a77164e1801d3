// `concordat ledger fork`: a new log for a gateway whose store is behind the head that it has signed, as after a backup
// was restored. The gateway must not run.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/config/gateway_config.h"
#include "gateway/daemon/data_folder.h"
#include "gateway/keys/key_store.h"
#include "gateway/ledger/fork/fork.h"
#include "gateway/ledger/keys/key_files.h"
#include "gateway/runtime/clock.h"
#include "gateway/store/rocks/rocks_store.h"

namespace concordat::cli {
namespace {

using gateway::ForkDone;
using gateway::ForkPlan;

struct ForkOptions {
  std::string directory;
  std::string suffix;
  bool yes = false;
  bool json = false;
};

std::string as_text(const ForkPlan& plan) {
  std::string text;
  if (plan.begun) {
    text = "A fork to " + printable(plan.origin) + " was begun and cut off.\n";
  } else {
    text = "The store holds " + grouped(plan.held.size) + " entries of " + printable(plan.held.origin) +
           ", but a head of " + grouped(plan.signed_head.size) + " entries of " + printable(plan.signed_head.origin) +
           " was signed.\n";
  }
  return text + "The new log is " + printable(plan.origin) + "; its first entry names the old one and that head, and " +
         grouped(plan.waiting) + " waiting " + (plan.waiting == 1 ? "disclosure is" : "disclosures are") +
         " carried over into it.\n";
}

std::string as_text(const ForkPlan& plan, const ForkDone& done) {
  std::string text = "The new log " + printable(plan.origin) + " is begun; " + grouped(done.carried) + " waiting " +
                     (done.carried == 1 ? "disclosure was" : "disclosures were") + " carried over.\n";
  if (!done.kept.empty()) {
    text += "The old log's files are in " + printable(done.kept.string(), 4096) +
            " and verify there: concordat ledger verify " + printable(done.kept.string(), 4096) + '\n';
  }
  return text +
         "ledger.vkey has a line for the new log: give it to those who verify, and to your witnesses.\n"
         "Ask the agencies for the receipts that they have of the time that was lost. Start the gateway.\n";
}

std::string as_json(const ForkPlan& plan, const ForkDone* done) {
  JsonWriter json;
  json.begin_object().member("origin", plan.origin).member("done", done != nullptr);
  json.member("head_origin", plan.signed_head.origin).member("head_size", plan.signed_head.size);
  json.member("store_size", plan.held.size).member("waiting", plan.waiting);
  if (done != nullptr) json.member("carried", done->carried).member("kept", done->kept.string());
  return json.end_object().text() + '\n';
}

Result<std::shared_ptr<const gateway::LedgerKeys>> make_keys(const gateway::GatewayConfig& config,
                                                             const gateway::KeyStore& keys, const std::string& origin) {
  auto signing = gateway::read_signing_keys(config.ledger_key);
  if (!signing) return fail(signing.error());
  auto made = gateway::LedgerKeys::make(origin, std::move(*signing), keys.vault_key());
  if (!made) return fail(made.error());
  return std::make_shared<const gateway::LedgerKeys>(std::move(*made));
}

Result<int> fork(const gateway::GatewayConfig& config, const ForkOptions& options) {
  const auto data = gateway::DataFolder::open(config.data);
  if (!data) return fail(data.error());
  const gateway::SystemClock clock;
  const auto keys = gateway::KeyStore::open(config.master_key, data->file("keyring"), clock);
  if (!keys) return fail(keys.error());
  const auto store = gateway::RocksStore::open(data->file("store"));
  if (!store) return fail(store.error());
  gateway::Fork work(
      **store,
      {config.name, config.origin(), options.suffix, data->file("head"), data->file("ledger"),
       config.directory + "/ledger.vkey"},
      [&](const std::string& origin) { return make_keys(config, **keys, origin); }, clock.unix_ms());
  const auto plan = work.plan();
  if (!plan) return fail(plan.error());
  if (!options.yes) {
    std::cout << (options.json ? as_json(*plan, nullptr) : as_text(*plan));
    if (!options.json)
      std::cout << "Nothing was changed. Put back the newest store if there is one; if it is lost: --yes\n";
    return 1;
  }
  const auto done = work.run(*plan);
  if (!done) return fail(done.error());
  std::cout << (options.json ? as_json(*plan, &*done) : as_text(*plan, *done));
  return 0;
}

int fork(const ForkOptions& options) {
  policy::Problems problems;
  const gateway::GatewayConfig config = gateway::read_gateway_config(options.directory, problems);
  for (const policy::Problem& problem : problems) std::cerr << problem.str() << '\n';
  if (policy::has_error(problems)) return 1;
  const auto exit_code = fork(config, options);
  return exit_code ? *exit_code : report(exit_code.error());
}

}  // namespace

void add_fork_command(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("fork", "Begins a new log, after a backup was restored and the newest store is lost");
  auto options = std::make_shared<ForkOptions>();
  command->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  command->add_option("--origin-suffix", options->suffix,
                      "The new log is GATEWAY/SUFFIX [the next of ledger-2, ledger-3 ... that is free]");
  command->add_flag("--yes", options->yes, "Do it; without it, what would be done is shown");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat ledger fork demo                    what would be done",
      "concordat ledger fork demo --yes",
  }));
  command->callback([options, &exit_code] { exit_code = fork(*options); });
}

}  // namespace concordat::cli
