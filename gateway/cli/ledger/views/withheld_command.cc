// `concordat ledger withheld`: what was not shared, with whom, and what stopped it.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/views/withheld_report.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/runtime/files.h"
#include "policy/compile/compiled.h"

namespace concordat::cli {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr std::string_view kNoPolicy =
    "no policy was given that has their names (--policy DIR, the configuration directory)";

struct WithheldCommandOptions {
  std::string directory, policy, by, late_after = "24h", html;
  gateway::WithheldOptions counting;
  bool json = false;
};

// "90m", "24h", "7d".
Result<std::chrono::milliseconds> parse_span(const std::string& text) {
  std::uint32_t count = 0;
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc() && after + 1 == end && count < 1'000'000) {
    if (*after == 'm') return std::chrono::minutes(count);
    if (*after == 'h') return std::chrono::hours(count);
    if (*after == 'd') return std::chrono::hours(24 * std::uint64_t{count});
  }
  return fail(Code::kUsage, "\"" + printable(text) + "\" is no span of time: write 90m, 24h or 7d");
}

Result<gateway::Period> parse_period(const std::string& text) {
  if (text.empty()) return gateway::Period::kAll;
  if (text == "day") return gateway::Period::kDay;
  if (text == "week") return gateway::Period::kWeek;
  if (text == "month") return gateway::Period::kMonth;
  return fail(Code::kUsage, "\"" + printable(text) + "\" is no period: write day, week or month");
}

// The configuration around the ledger, DIR/data/ledger -> DIR, where it has a vocabulary.
std::string policy_beside(const gateway::LedgerFiles& files) {
  const std::filesystem::path folder = std::filesystem::absolute(files.folder()).lexically_normal();
  const std::string beside = folder.parent_path().parent_path().string();
  return gateway::file_exists(beside + "/vocabulary.yaml") ? beside : std::string();
}

Result<void> take_names(const std::string& directory, WithheldReport& report) {
  if (directory.empty()) {
    report.no_names = kNoPolicy;
    return {};
  }
  const auto set = load_policy_directory(directory);
  if (!set) return fail(set.error());
  gateway::ItemNames& names = report.options.names;
  names.vocabulary_hash = (*set)->compiled().vocabulary_hash;
  for (const policy::Item& item : (*set)->vocabulary().items) {
    names.items.push_back({item.id.str(), item.label, item.category == policy::Category::kStructural});
  }
  for (const policy::Agency& agency : (*set)->agencies()) report.agencies[agency.id.str()] = agency.name;
  return {};
}

Result<WithheldReport> make_report(const WithheldCommandOptions& options) {
  WithheldReport report;
  report.options = options.counting;
  const auto by = parse_period(options.by);
  if (!by) return fail(by.error());
  report.options.by = *by;
  const auto late_after = parse_span(options.late_after);
  if (!late_after) return fail(late_after.error());
  report.options.late_after = *late_after;
  for (std::string* time : {&report.options.since, &report.options.until}) {
    if (const auto parsed = parse_time(*time); !parsed) return fail(parsed.error());
  }
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return fail(files.error());
  const auto head = files->checkpoint();
  if (!head) return fail(head.error());
  report.origin = head->origin;
  const std::string policy = options.policy.empty() ? policy_beside(*files) : options.policy;
  if (const auto taken = take_names(policy, report); !taken) return fail(taken.error());
  ProgressLine line("counting");
  auto counts = gateway::withheld(*files, report.options, line.callback());
  if (!counts) return fail(counts.error());
  report.counts = std::move(*counts);
  return report;
}

int run_withheld(const WithheldCommandOptions& options) {
  const auto made = make_report(options);
  if (!made) return report(made.error());
  if (!options.html.empty()) {
    const auto written = gateway::replace_file(options.html, withheld_page(*made), kOwnerOnly);
    if (!written) return report(written.error());
    std::cout << "The page is in " << printable(options.html, 4096) << "; open it in a browser.\n";
    return 0;
  }
  std::cout << (options.json ? withheld_json(*made) : withheld_text(*made));
  return 0;
}

}  // namespace

void add_withheld_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("withheld", "What was not shared, with whom, and what stopped it");
  auto options = std::make_shared<WithheldCommandOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_option("--agreement", options->counting.agreement, "Only what was to be shared under this agreement");
  command->add_option("--recipient", options->counting.recipient, "Only what was to go to this agency");
  command->add_option("--since", options->counting.since, kSinceArgument);
  command->add_option("--until", options->counting.until, kUntilArgument);
  command->add_option("--by", options->by, "Over time: day, week or month (UTC)");
  command->add_option("--late-after", options->late_after,
                      "What is late where an agreement sets no deliver_within: 90m, 24h, 7d [24h]");
  command->add_option("--policy", options->policy,
                      "The configuration directory with the names of items and agencies [the one around the ledger]");
  auto* json = command->add_flag("--json", options->json, "JSON instead of tables");
  command->add_option("--html", options->html, "A page for leaders: the file to write")->excludes(json);
  command->footer(examples({
      "concordat ledger withheld demo --since 7d",
      "concordat ledger withheld demo --recipient eastshire-council --by month",
      "concordat ledger withheld demo --by week --html withheld.html",
  }));
  command->callback([options, &exit_code] { exit_code = run_withheld(*options); });
}

}  // namespace concordat::cli
