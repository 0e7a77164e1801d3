// `concordat ledger receipts`: what recipients signed, and whether it holds.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/ledger/audit/receipts/receipts.h"

namespace concordat::cli {
namespace {

using gateway::ReceiptCounts;

struct ReceiptsArguments {
  std::string directory;
  std::string recipient;
  std::string authorities_file;
  bool json = false;
};

std::string as_json(const gateway::ReceiptsReport& report) {
  JsonWriter json;
  json.begin_object().member("good", report.good()).member("size", report.size);
  json.member("certificates", report.certificates).key("recipients").begin_array();
  for (const auto& [recipient, counts] : report.recipients) {
    json.begin_object().member("recipient", recipient).member("receipts", counts.receipts);
    json.member("signed_records", counts.records).member("unsigned_records", counts.unsigned_records);
    json.member("bad_receipts", counts.bad_receipts).member("bad_records", counts.bad_records).end_object();
  }
  json.end_array().member("problem_count", report.problems.count()).key("problems").begin_array();
  for (const gateway::Problem& problem : report.problems.kept()) {
    json.begin_object().member("where", problem.where).member("what", problem.what).end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

std::string as_text(const gateway::ReceiptsReport& report) {
  Table table({"RECIPIENT", "RECEIPTS", "SIGNED FOR", "UNSIGNED", "BAD RECEIPTS", "BAD RECORDS"});
  for (const auto& [recipient, counts] : report.recipients) {
    table.add({printable(recipient), grouped(counts.receipts), grouped(counts.records),
               grouped(counts.unsigned_records), grouped(counts.bad_receipts), grouped(counts.bad_records)});
  }
  std::string text = report.recipients.empty() ? "nothing was delivered yet\n" : table.str();
  text += '\n';
  for (const gateway::Problem& problem : report.problems.kept())
    text += printable(problem.where) + " " + printable(problem.what, 400) + '\n';
  const std::uint64_t more = report.problems.count() - report.problems.kept().size();
  if (more > 0) text += "and " + grouped(more) + " more\n";
  return text + (report.good() ? "good: every signature is its recipient's, over what the gateway committed to\n"
                               : "NOT GOOD: " + counted(report.problems.count(), "problem") + '\n');
}

Result<std::string> authorities_in(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad() || text.empty()) return fail(Code::kUsage, "cannot read the authorities' certificates in " + path);
  return text;
}

int receipts(const ReceiptsArguments& arguments) {
  const auto files = gateway::LedgerFiles::open(arguments.directory);
  if (!files) return report(files.error());
  const auto authorities = authorities_in(arguments.authorities_file);
  if (!authorities) return report(authorities.error());
  const auto result = [&] {
    ProgressLine line("checking receipts");
    return gateway::check_receipts(*files, {arguments.recipient, *authorities}, line.callback());
  }();
  if (!result) return report(result.error());
  std::cout << (arguments.json ? as_json(*result) : as_text(*result));
  return result->good() ? 0 : 1;
}

}  // namespace

void add_receipts_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("receipts", "What recipients signed for, checked from the files alone");
  auto arguments = std::make_shared<ReceiptsArguments>();
  command->add_option("DIR", arguments->directory, kLedgerArgument)->required();
  command->add_option("--recipient", arguments->recipient, "Only what this agency received");
  command->add_option("--ca", arguments->authorities_file,
                      "Also check that these authorities (PEM) issued the certificates of those who signed");
  command->add_flag("--json", arguments->json, "JSON instead of a table");
  command->footer(examples({
                      "concordat ledger receipts demo",
                      "concordat ledger receipts demo --recipient eastshire-council --ca demo/tls/ca.crt --json",
                  }) +
                  "It checks what the entries say; `concordat ledger verify` checks that they are the ledger's own."
                  "\nExit status: 0 when every receipt is good, else 1.");
  command->callback([arguments, &exit_code] { exit_code = receipts(*arguments); });
}

}  // namespace concordat::cli
