// `concordat dead-letter`: records that were offered too often without an acknowledgement. They still wait; a person
// decides.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using protocol::json::Kind;
using protocol::json::Tape;

struct DeadLetterOptions {
  std::string directory;
  std::string recipient;
  std::string record;
  bool json = false;
};

std::string member_text(const Tape& tape, std::uint32_t object, std::string_view key) {
  const std::uint32_t value = tape.member(object, key);
  if (value == 0) return "-";
  std::string scratch;
  return printable(tape[value].kind == Kind::kString ? tape.decoded(value, scratch) : tape.raw(value));
}

// {"dead_letters":[{"recipient":…,"record":…,"attempts":…,"accepted":…}]}
std::string as_table(const std::string& answer) {
  Tape tape;
  if (!tape.parse(answer, {.bytes = answer.size()})) return answer + '\n';
  const std::uint32_t list = tape.member(0, "dead_letters");
  if (list == 0 || tape[list].next == list + 1) return "There are no dead letters.\n";
  Table table({"RECIPIENT", "RECORD", "ATTEMPTS", "ACCEPTED"});
  for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next) {
    table.add({member_text(tape, at, "recipient"), member_text(tape, at, "record"), member_text(tape, at, "attempts"),
               member_text(tape, at, "accepted")});
  }
  return table.str();
}

int list(const DeadLetterOptions& options) {
  const auto answer = ask_gateway(options.directory, R"({"command":"dead-letters"})");
  if (!answer) return report(answer.error());
  std::cout << (options.json ? *answer + '\n' : as_table(*answer));
  return 0;
}

int act(const DeadLetterOptions& options, std::string_view command, std::string_view done) {
  JsonWriter request;
  request.begin_object()
      .member("command", command)
      .member("recipient", options.recipient)
      .member("record", options.record)
      .end_object();
  const auto answer = ask_gateway(options.directory, request.text());
  if (!answer) return report(answer.error());
  std::cout << (options.json ? *answer
                             : "record " + options.record + " for " + options.recipient + ": " + std::string(done))
            << '\n';
  return 0;
}

CLI::App* add(CLI::App* group, const char* name, const char* about, const std::shared_ptr<DeadLetterOptions>& options) {
  auto* command = group->add_subcommand(name, about);
  command->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  return command;
}

void add_target(CLI::App* command, const std::shared_ptr<DeadLetterOptions>& options) {
  command->add_option("RECIPIENT", options->recipient, "The agency that it waits for")->required();
  command->add_option("RECORD", options->record, "The record id")->required();
}

}  // namespace

void add_dead_letter_commands(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("dead-letter", "Records that were offered too often without an acknowledgement");
  group->require_subcommand(1);
  group->footer(examples({"concordat dead-letter list demo",
                          "concordat dead-letter retry demo eastshire-council 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13"}));
  auto options = std::make_shared<DeadLetterOptions>();

  auto* listing = add(group, "list", "Which records are set aside", options);
  listing->footer(examples({"concordat dead-letter list demo", "concordat dead-letter list demo --json"}));
  listing->callback([options, &exit_code] { exit_code = list(*options); });

  auto* retry = add(group, "retry", "Offer a record again", options);
  add_target(retry, options);
  retry->footer(examples({"concordat dead-letter retry demo eastshire-council 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13"}));
  retry->callback([options, &exit_code] { exit_code = act(*options, "revive", "will be offered again"); });

  auto* discard = add(group, "discard", "End a record for good; the ledger says that it was discarded", options);
  add_target(discard, options);
  discard->footer(
      examples({"concordat dead-letter discard demo eastshire-council 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13"}));
  discard->callback([options, &exit_code] { exit_code = act(*options, "discard", "discarded"); });
}

}  // namespace concordat::cli
