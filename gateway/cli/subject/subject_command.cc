// `concordat ledger subject`, `release` and `link`: what is known about a person, and what decides what they are told.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/cli/subject/subject_arguments.h"
#include "gateway/cli/subject/subject_report.h"
#include "gateway/runtime/files.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

// The gateway publishes at most once a second.
constexpr std::chrono::milliseconds kLook{50};
constexpr int kLooks = 400;

struct ReportOptions {
  SubjectOptions subject;
  bool json = false;
  std::string html;
  std::string auditor;
};

std::uint64_t request_index(std::string_view answer) {
  protocol::json::Tape tape;
  if (!tape.parse(answer, {.bytes = answer.size()})) return 0;
  const std::uint32_t request = tape.member(0, "request");
  const std::uint32_t index = request == 0 ? 0 : tape.member(request, "index");
  return index == 0 ? 0 : std::stoull(std::string(tape.raw(index)));
}

// The ledger's files, once they hold the request's own entry.
Result<gateway::LedgerFiles> published(const std::string& directory, std::uint64_t index) {
  for (int look = 0; look < kLooks; ++look) {
    auto files = gateway::LedgerFiles::open(directory);
    if (files) {
      const auto head = files->checkpoint();
      if (head && head->size > index) return files;
    }
    std::this_thread::sleep_for(kLook);
  }
  return fail(Code::kTimeout, "the gateway has not published its ledger for " +
                                  std::to_string(kLooks * kLook.count() / 1000) +
                                  " s: look at its log; the look-up itself is entry " + std::to_string(index));
}

int subject(const ReportOptions& options) {
  const auto flags = options.auditor.empty() ? std::vector<std::string>() : std::vector<std::string>{"whole"};
  const auto request = subject_request("subject", options.subject, flags);
  if (!request) return report(request.error());
  const auto answer = ask_gateway(options.subject.directory, *request);
  if (!answer) return report(answer.error());
  const auto files = published(options.subject.directory, request_index(*answer));
  if (!files) return report(files.error());
  // Without the policy the report has no labels and no lawful bases; what is wrong with it is not this command's
  // matter.
  const auto policy = load_policy_as_written(options.subject.directory);
  const auto made = [&] {
    ProgressLine line("reading the ledger");
    return make_report(*answer, *files, policy ? policy->get() : nullptr, line.callback());
  }();
  if (!made) return report(made.error());
  if (!options.html.empty()) {
    if (auto written = gateway::replace_file(options.html, as_html(*made)); !written) return report(written.error());
  }
  if (!options.auditor.empty()) {
    if (auto written = gateway::replace_file(options.auditor, as_json(*made)); !written) return report(written.error());
    std::cout << "written: " << options.auditor
              << ", with the keys that find this person's entries; for an auditor only\n";
    return 0;
  }
  if (options.html.empty() || options.json) std::cout << (options.json ? as_json(*made) : as_text(*made));
  return 0;
}

int act(const SubjectOptions& options, std::string_view command, std::string_view done) {
  const auto request = subject_request(command, options);
  if (!request) return report(request.error());
  const auto answer = ask_gateway(options.directory, *request);
  if (!answer) return report(answer.error());
  std::cout << done << '\n';
  return 0;
}

}  // namespace

void add_subject_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand(
      "subject", "A person's report: who received what, when, why, and what was withheld, each with its proof");
  auto options = std::make_shared<ReportOptions>();
  add_subject_options(*command, options->subject, 1);
  command->add_flag("--json", options->json, "JSON instead of text");
  command->add_option("--html", options->html, "Where to write it as one page that needs nothing else");
  command->add_option("--for-auditor", options->auditor,
                      "Where to write all of it, also what is lawfully held back, with the keys that find it (JSON)");
  command->footer(examples({
      "concordat ledger subject demo - --as 'riverside-trust/Caldicott Guardian' --reason 'request 2026-17'",
      "concordat ledger subject demo - --as … --reason … --html report.html < number.txt",
  }));
  command->callback([options, &exit_code] { exit_code = subject(*options); });
}

void add_release_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("release", "Lets a person's own report tell of a record that was held back");
  auto options = std::make_shared<SubjectOptions>();
  add_subject_options(*command, *options, 1);
  command->add_option("--record", options->record, "The record's id")->required();
  command->footer(examples({
      "concordat ledger release demo - --record 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13 --as … --reason …",
  }));
  command->callback([options, &exit_code] {
    exit_code =
        act(*options, "subject-release", "the person's own report tells of record " + options->record + " from now on");
  });
}

void add_link_command(CLI::App& group, int& exit_code) {
  auto* link = group.add_subcommand("link", "Two identifiers are one person's: a changed or merged number");
  auto options = std::make_shared<SubjectOptions>();
  add_subject_options(*link, *options, 2);
  link->footer(examples({"concordat ledger link demo - - --as … --reason 'merged 2026-11-02' < two-numbers.txt"}));
  link->callback([options, &exit_code] {
    exit_code = act(*options, "subject-link", "both identifiers are one person's from now on");
  });
  auto* unlink = group.add_subcommand("unlink", "Takes an identifier away from those that were linked with it");
  auto parted = std::make_shared<SubjectOptions>();
  add_subject_options(*unlink, *parted, 1);
  unlink->callback([parted, &exit_code] {
    exit_code = act(*parted, "subject-unlink", "that identifier is a person's of its own again");
  });
}

}  // namespace concordat::cli
