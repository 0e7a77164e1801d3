// `concordat status`: where a record is, for whoever sent it.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/client/native_client.h"
#include "protocol/base/id.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

constexpr std::chrono::seconds kReplyTime{10};

struct StatusOptions {
  std::string client_file;
  std::string id;
  bool json = false;
};

// A state as the protocol names it, in words.
std::string in_words(const std::string& state) {
  if (state == "waiting") return "waiting to be collected";
  if (state == "offered") return "sent, not yet acknowledged";
  if (state == "dead-letter") return "set aside after too many attempts";
  if (state == "rejected") return "rejected by the recipient";
  if (state == "stopped") return "stopped: an agreement changed";
  if (state == "denied") return "not permitted";
  return printable(state);
}

std::string record_id_of(const native::v1::StatusReply& reply) {
  const auto id = RecordId::from_bytes(reply.record_id());
  return id ? id->str() : std::string();
}

std::string as_json(const native::v1::StatusReply& reply) {
  JsonWriter json;
  json.begin_object().member("record_id", record_id_of(reply)).member("ledger_index", reply.ledger_index());
  json.member("accepted", moment(reply.accepted_unix_ms())).key("recipients").begin_array();
  for (const auto& recipient : reply.recipients()) {
    json.begin_object().member("agency", recipient.agency()).member("state", recipient.state());
    json.member("since", moment(recipient.unix_ms())).member("attempts", recipient.attempts());
    if (recipient.ledger_index() > 0) json.member("ledger_index", recipient.ledger_index());
    json.end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

std::string as_text(const native::v1::StatusReply& reply) {
  std::string text = "record " + record_id_of(reply) + ", accepted " + moment(reply.accepted_unix_ms()) +
                     ", ledger entry " + std::to_string(reply.ledger_index()) + "\n\n";
  Table table({"RECIPIENT", "STATE", "SINCE", "ATTEMPTS", "LEDGER ENTRY"}, 2);
  for (const auto& recipient : reply.recipients()) {
    table.add({printable(recipient.agency()), in_words(recipient.state()), moment(recipient.unix_ms()),
               recipient.attempts() == 0 ? "-" : std::to_string(recipient.attempts()),
               recipient.ledger_index() == 0 ? "-" : std::to_string(recipient.ledger_index())});
  }
  return text + table.str();
}

Result<native::v1::StatusReply> ask(const StatusOptions& options) {
  const auto file = client::read_client_file(options.client_file);
  if (!file) return fail(file.error());
  auto client = client::NativeClient::connect(*file, {});
  if (!client) return fail(client.error());
  client->ask_status(1, options.id);
  protocol::native::Frame frame;
  const auto deadline = std::chrono::steady_clock::now() + kReplyTime;
  do {
    auto got = client->receive(frame, deadline);
    if (!got) return fail(got.error());
    if (!*got) return fail(Code::kTimeout, "the gateway did not answer in time");
  } while (!frame.has_status_reply());
  native::v1::StatusReply reply = std::move(*frame.mutable_status_reply());
  (void)client->close();  // the answer is here
  if (reply.error() == info(Code::kNotFound).name) {
    return fail(Code::kNotFound, "the gateway knows no such record of this agency's (it keeps ids for 14 days)");
  }
  if (!reply.error().empty()) return fail(Code::kUnavailable, "the gateway could not say: " + printable(reply.error()));
  return reply;
}

int status(const StatusOptions& options) {
  const auto reply = ask(options);
  if (!reply) return report(reply.error());
  std::cout << (options.json ? as_json(*reply) : as_text(*reply));
  return 0;
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("status", "Where a record is, recipient by recipient");
  auto options = std::make_shared<StatusOptions>();
  command->add_option("--client", options->client_file, "The sender's client file (clients/AGENCY.yaml)")->required();
  command->add_option("ID", options->id, "The record id from the receipt, or your own id")->required();
  command->add_flag("--json", options->json, "JSON instead of a table");
  command->footer(examples({
      "concordat status --client demo/clients/riverside-trust.yaml 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13",
      "concordat status --client demo/clients/riverside-trust.yaml --json discharge-4711",
  }));
  command->callback([options, &exit_code] { exit_code = status(*options); });
}

}  // namespace concordat::cli
