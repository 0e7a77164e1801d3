// `concordat bench`: what a running gateway does under load.

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/bench/load_run.h"
#include "gateway/cli/bench/process_cost.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"

namespace concordat::cli {
namespace {

constexpr const char* kSender = "riverside-trust";
constexpr const char* kReceiver = "eastshire-council";
constexpr std::size_t kMostConnections = 64;
constexpr std::uint64_t kMostRecords = 100'000'000;

struct BenchOptions {
  std::string directory;
  LoadOptions load;
  bool json = false;
};

void show_progress(std::uint64_t delivered) {
  std::cerr << "\r" << delivered << " delivered" << std::flush;
}

int bench(BenchOptions& options) {
  const auto sender = client::read_client_file(options.directory + "/clients/" + kSender + ".yaml");
  if (!sender) return report(sender.error());
  const auto receiver = client::read_client_file(options.directory + "/clients/" + kReceiver + ".yaml");
  if (!receiver) return report(receiver.error());
  const bool watched = ::isatty(STDERR_FILENO) == 1;
  if (watched) options.load.progress = show_progress;
  const auto pid = gateway_pid(options.directory);
  const auto before = pid ? process_cost(*pid) : std::nullopt;
  const auto own_before = own_cpu();
  auto result = run_load(*sender, *receiver, options.load);
  if (watched) std::cerr << "\r\033[K" << std::flush;
  if (!result) return report(result.error());

  const auto records = static_cast<double>(std::max<std::uint64_t>(result->delivered, 1));
  result->generator_cpu_us_per_record = static_cast<double>((own_cpu() - own_before).count()) / records;
  if (const auto after = before ? process_cost(*pid) : std::nullopt) {
    result->server_cpu_us_per_record = static_cast<double>((after->cpu - before->cpu).count()) / records;
    result->server_rss_mb = after->resident_mb;
  }
  std::cout << (options.json ? load_json(*result) : load_text(*result));
  return result->lost == 0 && result->refused == 0 && result->failed == 0 && result->duplicates_unflagged == 0 ? 0 : 1;
}

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("bench", "Load a running gateway with referrals, and measure it");
  auto options = std::make_shared<BenchOptions>();
  LoadOptions& load = options->load;
  command->add_option("--config", options->directory, "The configuration directory that concordatd runs with")
      ->required();
  command->add_option("--senders", load.senders, "Connections that send (2)")
      ->check(CLI::Range(std::size_t{1}, kMostConnections));
  command->add_option("--receivers", load.receivers, "Connections that receive (1)")
      ->check(CLI::Range(std::size_t{1}, kMostConnections));
  auto* records = command->add_option("--records", load.records, "How many records (100000)")
                      ->check(CLI::Range(std::uint64_t{1}, kMostRecords));
  command->add_option("--seconds", load.seconds, "For how long, instead of how many")->excludes(records);
  command->add_option("--in-flight", load.in_flight, "Records of each sender without a receipt, at most (512)")
      ->check(CLI::PositiveNumber);
  command->add_option("--size", load.size, "Bytes of a record. Default: the example referral as it is");
  command->add_option("--rate", load.rate, "Records a second over all senders. Default: as fast as receipts come")
      ->check(CLI::PositiveNumber);
  command->add_flag("!--unsigned", load.receipts, "Receivers acknowledge without signing");
  command->add_flag("--json", options->json, "JSON instead of a table");
  command->footer(
      examples({
          "concordat bench --config demo",
          "concordat bench --config demo --senders 4 --receivers 2 --records 1000000 --json",
          "concordat bench --config demo --senders 1 --rate 10000 --seconds 30",
      }) +
      "It sends as riverside-trust and receives as eastshire-council, with the client files of the configuration."
      "\nWith --rate, times count from when a record was due. Exit status: 0 when nothing was lost or refused, else "
      "1.");
  command->callback([options, &exit_code] { exit_code = bench(*options); });
}

}  // namespace concordat::cli
