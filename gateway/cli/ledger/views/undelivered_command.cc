#include "gateway/cli/ledger/views/undelivered_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/views/queue_comparison.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/ledger/audit/views/entry_time.h"
#include "gateway/ledger/audit/views/undelivered.h"

namespace concordat::cli {
namespace {

using gateway::Undelivered;
using gateway::UndeliveredRow;

struct UndeliveredOptions {
  std::string directory;
  bool json = false;
};

struct Answer {
  Undelivered waiting;
  QueueComparison queues;

  [[nodiscard]] bool lost(const UndeliveredRow& row) const {
    return queues.difference && has(queues.difference->only_in_ledger, row.recipient, row.record);
  }
  [[nodiscard]] bool agrees() const { return !queues.difference || queues.difference->empty(); }

 private:
  static bool has(const gateway::Queues& queues, const std::string& recipient, const RecordId& record) {
    const auto queue = queues.find(recipient);
    return queue != queues.end() &&
           std::find(queue->second.begin(), queue->second.end(), record) != queue->second.end();
  }
};

// "3 d 4 h", "5 h 12 min", "7 min".
std::string age(const std::string& since, const std::string& at) {
  const std::int64_t minutes = (gateway::unix_ms_of(at) - gateway::unix_ms_of(since)) / 60'000;
  const std::int64_t hours = minutes / 60;
  if (hours >= 24) return std::to_string(hours / 24) + " d " + std::to_string(hours % 24) + " h";
  if (hours > 0) return std::to_string(hours) + " h " + std::to_string(minutes % 60) + " min";
  return std::to_string(minutes) + " min";
}

std::string as_json(const Answer& answer) {
  JsonWriter json;
  json.begin_object().member("size", answer.waiting.size).member("first", answer.waiting.first);
  json.member("at", answer.waiting.at).member("queues_compared", answer.queues.difference.has_value());
  json.key("undelivered").begin_array();
  for (const UndeliveredRow& row : answer.waiting.rows) {
    json.begin_object().member("record", row.record.str()).member("recipient", row.recipient);
    json.member("sender", row.sender).key("agreements").strings(split(row.agreements)).member("since", row.since);
    json.member("accept", row.accept).member("state", row.state).member("state_since", row.state_since);
    json.member("attempts", row.attempts).member("narrowed", row.narrowed);
    if (answer.queues.difference) json.member("queued", !answer.lost(row));
    json.end_object();
  }
  json.end_array();
  if (answer.queues.difference) {
    json.key("only_in_queue").begin_object();
    for (const auto& [recipient, records] : answer.queues.difference->only_in_queue) {
      json.key(recipient).begin_array();
      for (const RecordId& record : records) json.value(record.str());
      json.end_array();
    }
    json.end_object();
  }
  return json.end_object().text() + '\n';
}

std::string as_text(const Answer& answer) {
  Table table({"RECORD", "SENDER", "RECIPIENT", "AGREEMENT", "SINCE", "AGE", "STATE"});
  for (const UndeliveredRow& row : answer.waiting.rows) {
    const bool stuck = row.state != "waiting";
    std::string state = stuck ? printable(row.state) + " since " + row.state_since : row.state;
    if (row.attempts > 0) state += ", " + counted(row.attempts, "attempt") + " in vain, the last at " + row.state_since;
    if (row.narrowed) state += ", narrowed";
    if (answer.lost(row)) state += ", IN NO QUEUE";
    table.add({row.record.str(), printable(row.sender), printable(row.recipient), printable(row.agreements), row.since,
               age(row.since, answer.waiting.at), state});
  }
  std::string text = answer.waiting.rows.empty() ? "nothing waits: all that was accepted has ended\n" : table.str();
  if (!answer.waiting.rows.empty())
    text += '\n' + counted(answer.waiting.rows.size(), "record") + " still to reach a recipient\n";
  if (!answer.queues.difference) {
    return text + answer.queues.why_not + ": what the ledger says, not compared with the queues\n";
  }
  for (const auto& [recipient, records] : answer.queues.difference->only_in_queue) {
    text += counted(records.size(), "record") + " in the queue of " + printable(recipient) +
            " that the ledger does not have waiting (--json lists them)\n";
  }
  return text + (answer.agrees() ? "the gateway's queues agree, id by id\n"
                                 : "THE QUEUES DO NOT AGREE: see concordat ledger balance\n");
}

int undelivered(const UndeliveredOptions& options, const QueueSource& queues) {
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  Answer answer;
  auto compared = compare_queues(*files, queues, [&]() -> Result<gateway::Queues> {
    ProgressLine line("reading");
    auto waiting = gateway::undelivered(*files, line.callback());
    if (!waiting) return fail(waiting.error());
    answer.waiting = std::move(*waiting);
    return answer.waiting.queues();
  });
  if (!compared) return report(compared.error());
  answer.queues = std::move(*compared);
  std::cout << (options.json ? as_json(answer) : as_text(answer));
  return answer.agrees() ? 0 : 1;
}

}  // namespace

void add_undelivered_command(CLI::App& group, int& exit_code, QueueSource queues) {
  auto* command = group.add_subcommand("undelivered",
                                       "Every record that was accepted and has not reached a recipient, oldest first");
  auto options = std::make_shared<UndeliveredOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_flag("--json", options->json, "JSON instead of a table");
  command->footer(examples({
      "concordat ledger undelivered demo",
      "concordat ledger undelivered demo --json | jq '.undelivered[0]'",
  }));
  command->callback([options, &exit_code, queues = std::move(queues)] { exit_code = undelivered(*options, queues); });
}

}  // namespace concordat::cli
