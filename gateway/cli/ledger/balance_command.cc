#include "gateway/cli/ledger/balance_command.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/views/queue_comparison.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"

namespace concordat::cli {
namespace {

using gateway::Balance;
using gateway::BalanceRow;
using gateway::kEnds;
using gateway::Queues;

constexpr std::size_t kIdsShown = 20;

struct BalanceOptions {
  std::string directory;
  bool json = false;
};

struct Answer {
  Balance balance;
  QueueComparison queues;

  [[nodiscard]] bool closes() const {
    return balance.problems.count() == 0 && (!queues.difference || queues.difference->empty());
  }
};

Result<Balance> count(const gateway::LedgerFiles& files) {
  ProgressLine line("counting");
  return gateway::balance(files, line.callback());
}

Result<Answer> take_balance(const gateway::LedgerFiles& files, const QueueSource& queues) {
  Answer answer;
  auto compared = compare_queues(files, queues, [&]() -> Result<Queues> {
    auto counted = count(files);
    if (!counted) return fail(counted.error());
    answer.balance = std::move(*counted);
    return answer.balance.remainder;
  });
  if (!compared) return fail(compared.error());
  answer.queues = std::move(*compared);
  return answer;
}

std::uint64_t count_of(const Queues& queues) {
  std::uint64_t count = 0;
  for (const auto& [recipient, records] : queues) count += records.size();
  return count;
}

void write_row(JsonWriter& json, const BalanceRow& row) {
  json.member("accepted", row.accepted);
  for (std::size_t i = 0; i < kEnds.size(); ++i) json.member(kEnds[i], row.ended[i]);
  json.member("waiting", row.remainder());
}

void write_queues(JsonWriter& json, std::string_view name, const Queues& queues) {
  json.key(name).begin_object();
  for (const auto& [recipient, records] : queues) {
    json.key(recipient).begin_array();
    for (const RecordId& record : records) json.value(record.str());
    json.end_array();
  }
  json.end_object();
}

std::string as_json(const Answer& answer) {
  JsonWriter json;
  json.begin_object().member("balanced", answer.closes()).member("size", answer.balance.size).key("rows").begin_array();
  for (const auto& [key, row] : answer.balance.rows) {
    json.begin_object().member("recipient", key.first).member("agreement", key.second);
    write_row(json, row);
    json.end_object();
  }
  json.end_array().key("recipients").begin_array();
  for (const auto& [recipient, row] : answer.balance.recipients) {
    json.begin_object().member("recipient", recipient);
    write_row(json, row);
    json.end_object();
  }
  json.end_array().member("first", answer.balance.first).member("ended_of_pruned", answer.balance.ended_of_pruned);
  json.member("queues_compared", answer.queues.difference.has_value());
  if (answer.queues.difference) {
    write_queues(json, "only_in_ledger", answer.queues.difference->only_in_ledger);
    write_queues(json, "only_in_queue", answer.queues.difference->only_in_queue);
  }
  json.member("problem_count", answer.balance.problems.count()).key("problems").begin_array();
  for (const gateway::Problem& problem : answer.balance.problems.kept()) {
    json.begin_object().member("where", problem.where).member("what", problem.what).end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

void add_row(Table& table, const std::string& recipient, const std::string& agreement, const BalanceRow& row) {
  std::vector<std::string> cells = {printable(recipient), printable(agreement), grouped(row.accepted)};
  for (const std::uint64_t ended : row.ended) cells.push_back(grouped(ended));
  cells.push_back(grouped(row.remainder()));
  table.add(std::move(cells));
}

std::string ids(const char* heading, const Queues& queues) {
  if (queues.empty()) return {};
  std::string text = std::string(heading) + ":\n";
  std::size_t shown = 0;
  for (const auto& [recipient, records] : queues) {
    for (const RecordId& record : records) {
      if (shown++ < kIdsShown) text += "  " + record.str() + "  " + printable(recipient) + '\n';
    }
  }
  return shown <= kIdsShown ? text : text + "  and " + grouped(shown - kIdsShown) + " more (--json lists all)\n";
}

std::string queues_in_words(const Answer& answer) {
  if (!answer.queues.difference) {
    return answer.queues.why_not + ": only the ledger's side was counted, not compared with the queues\n";
  }
  if (answer.queues.difference->empty()) {
    return "the gateway's queues agree, id by id, with the " + grouped(count_of(answer.balance.remainder)) +
           " waiting\n";
  }
  return ids("waiting by the ledger, but in no queue", answer.queues.difference->only_in_ledger) +
         ids("in a queue, but not waiting by the ledger", answer.queues.difference->only_in_queue);
}

std::string as_text(const Answer& answer) {
  Table table({"RECIPIENT", "AGREEMENT", "ACCEPTED", "DELIVERED", "REJECTED", "STOPPED", "EXPIRED", "RECALLED",
               "DISCARDED", "WAITING"});
  for (const auto& [key, row] : answer.balance.rows) add_row(table, key.first, key.second, row);
  for (const auto& [recipient, row] : answer.balance.recipients) add_row(table, recipient, "(in all)", row);
  std::string text = answer.balance.rows.empty() ? "nothing was accepted yet\n" : table.str();
  text += '\n';
  if (answer.balance.first > 0) {
    text += "entries before " + grouped(answer.balance.first) + " were pruned; " +
            grouped(answer.balance.ended_of_pruned) + " of what they accepted ended later and stands in no row\n";
  }
  for (const gateway::Problem& problem : answer.balance.problems.kept()) {
    text += printable(problem.where) + " " + printable(problem.what, 400) + '\n';
  }
  text += queues_in_words(answer);
  return text + (answer.closes() ? "balanced: everything that was accepted has ended or waits\n" : "NOT BALANCED\n");
}

int balance(const BalanceOptions& options, const QueueSource& queues) {
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  const auto answer = take_balance(*files, queues);
  if (!answer) return report(answer.error());
  std::cout << (options.json ? as_json(*answer) : as_text(*answer));
  return answer->closes() ? 0 : 1;
}

}  // namespace

void add_balance_command(CLI::App& group, int& exit_code, QueueSource queues) {
  auto* command = group.add_subcommand(
      "balance", "Whether every accepted record has ended or still waits, per recipient and agreement");
  auto options = std::make_shared<BalanceOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_flag("--json", options->json, "JSON instead of a table");
  command->footer(examples({
      "concordat ledger balance demo",
      "concordat ledger balance demo --json | jq .balanced",
  }));
  command->callback([options, &exit_code, queues = std::move(queues)] { exit_code = balance(*options, queues); });
}

}  // namespace concordat::cli
