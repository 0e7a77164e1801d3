// `concordat recall`: a sender takes back what still waits of a record.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/client/native_client.h"
#include "protocol/base/id.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

constexpr std::chrono::seconds kReplyTime{30};
constexpr const char* kRecalled = "recalled";

struct RecallOptions {
  std::string client_file;
  std::string id;
  std::vector<std::string> recipients;
  std::string reason;
  bool json = false;
};

std::string in_words(const native::v1::RecipientStatus& recipient) {
  if (recipient.state() == kRecalled)
    return recipient.perhaps_received() ? "recalled; it was offered before, and may have been received" : "recalled";
  if (recipient.state() == "offered") return "too late: a session of the recipient has it";
  return "too late: " + printable(recipient.state());
}

std::string record_id_of(const native::v1::RecallReply& reply) {
  const auto id = RecordId::from_bytes(reply.record_id());
  return id ? id->str() : std::string();
}

std::string as_json(const native::v1::RecallReply& reply) {
  JsonWriter json;
  json.begin_object().member("record_id", record_id_of(reply)).key("recipients").begin_array();
  for (const auto& recipient : reply.recipients()) {
    json.begin_object().member("agency", recipient.agency()).member(kRecalled, recipient.state() == kRecalled);
    json.member("state", recipient.state()).member("perhaps_received", recipient.perhaps_received());
    if (recipient.ledger_index() > 0) json.member("ledger_index", recipient.ledger_index());
    json.end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

std::string as_text(const native::v1::RecallReply& reply) {
  Table table({"RECIPIENT", "OUTCOME", "LEDGER ENTRY"}, 2);
  for (const auto& recipient : reply.recipients()) {
    table.add({printable(recipient.agency()), in_words(recipient),
               recipient.ledger_index() > 0 ? std::to_string(recipient.ledger_index()) : "-"});
  }
  return "record " + record_id_of(reply) + "\n\n" + table.str();
}

Result<native::v1::RecallReply> ask(const RecallOptions& options) {
  const auto file = client::read_client_file(options.client_file);
  if (!file) return fail(file.error());
  auto client = client::NativeClient::connect(*file, {.recall = true});
  if (!client) return fail(client.error());
  if (!client->recalls()) return fail(Code::kUnsupported, "this gateway is older than recalls: it cannot take one");
  native::v1::Recall recall;
  recall.set_sequence(1);
  recall.set_id(options.id);
  for (const std::string& recipient : options.recipients) recall.add_recipients(recipient);
  recall.set_reason(options.reason);
  client->recall(std::move(recall));
  protocol::native::Frame frame;
  const auto deadline = std::chrono::steady_clock::now() + kReplyTime;
  do {
    auto got = client->receive(frame, deadline);
    if (!got) return fail(got.error());
    if (!*got) {
      return fail(Code::kTimeout,
                  "the gateway did not answer in time; `concordat status` tells whether the record was recalled");
    }
  } while (!frame.has_recall_reply());
  native::v1::RecallReply reply = std::move(*frame.mutable_recall_reply());
  (void)client->close();  // the answer is here
  if (reply.error().empty()) return reply;
  return fail(client::code_named(reply.error()), printable(reply.detail(), 500));
}

int recall(const RecallOptions& options) {
  if (options.reason.size() > limits::kReasonBytes)
    return report({Code::kUsage, "--reason takes at most " + std::to_string(limits::kReasonBytes) + " bytes"});
  const auto reply = ask(options);
  if (!reply) return report(reply.error());
  std::cout << (options.json ? as_json(*reply) : as_text(*reply));
  const auto& recipients = reply->recipients();
  return std::all_of(recipients.begin(), recipients.end(), [](const auto& one) { return one.state() == kRecalled; })
             ? 0
             : 1;
}

}  // namespace

void add_recall_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("recall", "Take back what still waits of a record that you sent");
  auto options = std::make_shared<RecallOptions>();
  command->add_option("--client", options->client_file, "The sender's client file (clients/AGENCY.yaml)")->required();
  command->add_option("ID", options->id, "The record id from the receipt, or your own id")->required();
  command->add_option("--to", options->recipients, "Only from this recipient; may be repeated. Default: from all")
      ->allow_extra_args(false);
  command->add_option("--reason", options->reason, "Why, in your words; kept encrypted, never in the ledger or a log")
      ->required();
  command->add_flag("--json", options->json, "JSON instead of a table");
  command->footer(
      examples({
          "concordat recall --client demo/clients/riverside-trust.yaml discharge-4711 --reason \"wrong patient\"",
          "concordat recall --client riverside-trust.yaml 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13 --to eastshire-council "
          "--reason \"sent twice\"",
      }) +
      "What a session of the recipient has and has not acknowledged is too late; try again when it has ended."
      "\nExit status: 0 when every recipient's was recalled, 1 when one was too late.");
  command->callback([options, &exit_code] { exit_code = recall(*options); });
}

}  // namespace concordat::cli
