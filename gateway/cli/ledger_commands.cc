#include "gateway/cli/ledger_commands.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <utility>

#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/ledger/balance_command.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/views/undelivered_command.h"
#include "gateway/cli/subject/subject_arguments.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

// {"ok":true,"queues":{"eastshire-council":["<record id>",…]}}
Result<gateway::Queues> ask_queues(const std::string& directory) {
  const auto answer = ask_gateway(directory, R"({"command":"queues"})");
  if (!answer) return fail(answer.error());
  protocol::json::Tape tape;
  if (const auto parsed = tape.parse(*answer, {.bytes = answer->size()}); !parsed) return fail(parsed.error());
  const std::uint32_t queues = tape.member(0, "queues");
  if (queues == 0) return fail(Code::kUnavailable, "the gateway did not tell its queues");
  gateway::Queues found;
  std::string scratch;
  for (std::uint32_t key = queues + 1; key < tape[queues].next;) {
    const std::uint32_t list = key + 1;
    std::vector<RecordId>& records = found[std::string(tape.decoded(key, scratch))];
    for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next) {
      if (const auto record = RecordId::parse(tape.decoded(at, scratch))) records.push_back(*record);
    }
    key = tape[list].next;
  }
  return found;
}

}  // namespace

void add_ledger_commands(CLI::App& app, int& exit_code) {
  add_ledger_commands(app, exit_code, ask_queues);
}

void add_ledger_commands(CLI::App& app, int& exit_code, QueueSource queues) {
  auto* group = app.add_subcommand("ledger", "Check, prove and read the ledger");
  group->require_subcommand(1);
  add_verify_command(*group, exit_code);
  add_prove_command(*group, exit_code);
  add_check_command(*group, exit_code);
  add_show_command(*group, exit_code);
  add_balance_command(*group, exit_code, queues);
  add_undelivered_command(*group, exit_code, std::move(queues));
  add_withheld_command(*group, exit_code);
  add_export_command(*group, exit_code);
  add_subject_command(*group, exit_code);
  add_release_command(*group, exit_code);
  add_link_command(*group, exit_code);
  add_erase_command(*group, exit_code);
  add_scan_command(*group, exit_code);
  group->footer(examples({
      "concordat ledger verify demo",
      "concordat ledger show demo --since 24h",
      "concordat ledger balance demo",
      "concordat ledger COMMAND --help         more about one command",
  }));
}

}  // namespace concordat::cli
