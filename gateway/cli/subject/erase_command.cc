// `concordat ledger erase`: a person's keys, index and detail are destroyed; the ledger stays as it is, and verifies.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/subject/subject_arguments.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

// Rewriting a large store takes its time.
constexpr std::chrono::hours kPatience{6};

struct EraseOptions {
  SubjectOptions subject;
  bool discard = false;
  bool json = false;
};

std::string in_words(std::string_view answer) {
  protocol::json::Tape tape;
  if (!tape.parse(answer, {.bytes = answer.size()})) return std::string(answer);
  const auto raw = [&](std::string_view key) {
    const std::uint32_t at = tape.member(0, key);
    return at == 0 ? std::string() : std::string(tape.raw(at));
  };
  return "erased: the keys and the detail of " + raw("records") + " records and look-ups (ledger entry " +
         raw("index") +
         "). No file of the store holds anything of this person.\n"
         "The erasure list has their handle: keep that file apart from the backups, so that none brings them back.";
}

int erase(const EraseOptions& options) {
  const auto flags = options.discard ? std::vector<std::string>{"discard"} : std::vector<std::string>();
  const auto request = subject_request("subject-erase", options.subject, flags);
  if (!request) return report(request.error());
  const auto answer = ask_gateway(options.subject.directory, *request, kPatience);
  if (!answer) return report(answer.error());
  std::cout << (options.json ? *answer : in_words(*answer)) << '\n';
  return 0;
}

}  // namespace

void add_erase_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("erase", "Forgets a person: destroys their keys, index and detail");
  auto options = std::make_shared<EraseOptions>();
  add_subject_options(*command, options->subject, 1);
  command->add_flag("--discard-waiting", options->discard,
                    "Discard what still waits about them; else nothing is erased while something does");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat ledger erase demo - --as 'riverside-trust/Caldicott Guardian' --reason 'request 2026-18' < number.txt",
  }));
  command->callback([options, &exit_code] { exit_code = erase(*options); });
}

}  // namespace concordat::cli
