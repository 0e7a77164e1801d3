// `concordat policy report`: the whole policy as a page for leaders and the public, or as JSON.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/cli/transfer/durable_file.h"
#include "policy/report/report.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardOutput = "-";

struct ReportCommandOptions {
  std::string directory;
  std::string output;
  std::string at;
  bool json = false;
};

// Whole or not at all: a reader never sees half a page. Everybody may read it.
Result<void> publish(const std::string& path, const std::string& page) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return fail(Code::kUsage, printable(path, 4096) + " is a folder; name a file in it, for example report.html");
  }
  if (auto done = write_durably(path, page); !done) return done;
  using fs::perms;
  fs::permissions(path, perms::owner_read | perms::owner_write | perms::group_read | perms::others_read, error);
  if (error) return fail(Code::kIo, printable(path, 4096) + " cannot be made readable: " + error.message());
  return {};
}

// The exit status.
int report_policy(const ReportCommandOptions& options) {
  const auto at = moment_of_day(options.at);
  if (!at) return report(at.error());
  const auto set = load_policy_directory(options.directory);
  if (!set) return report(set.error());
  const policy::ReportOptions moment{.unix_seconds = *at};
  const std::string page =
      options.json ? policy::report_json(**set, moment) + '\n' : policy::report_html(**set, moment);
  if (options.output == kStandardOutput) {
    std::cout << page;
    return 0;
  }
  if (const auto done = publish(options.output, page); !done) return report(done.error());
  std::cout << "The page is in " << printable(options.output, 4096) << "; open it in a browser.\n";
  return 0;
}

}  // namespace

void add_policy_report(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand(
      "report", "A page for leaders and the public: who shares what with whom, why, and on which lawful basis");
  auto options = std::make_shared<ReportCommandOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_option("-o,--output", options->output, "The file to write; - for standard output")->required();
  command->add_option("--at", options->at, kAtOption);
  command->add_flag("--json", options->json, "The same facts as JSON instead of a page");
  command->footer(
      examples({"concordat policy report demo -o sharing.html", "concordat policy report demo -o - --json"}));
  command->callback([options, &exit_code] { exit_code = report_policy(*options); });
}

}  // namespace concordat::cli
