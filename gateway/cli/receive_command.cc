// `concordat receive`: takes what waits for an agency, writes it durably, and only then acknowledges.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/manifest/manifest_text.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/transfer/inbox_folder.h"
#include "gateway/cli/transfer/receiver.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

struct ReceiveOptions {
  std::string client_file;
  std::string folder = ".";
  std::uint64_t count = 0;
  std::uint32_t wait_seconds = 30;
  bool follow = false;
  std::string reject;
  std::string manifest;
  FormOptions form;
};

// What is said of one record: a line or two, and its manifest as it was asked for.
std::string told(const Received& received, Form form, const std::string& manifest) {
  const bool as_text = manifest.empty() ? form == Form::kText && !received.already_written : manifest == "text";
  std::string text = form == Form::kJson ? received_json(received) + '\n' : received_text(received);
  if (as_text) return text + manifest_text(received.manifest);
  return manifest == "json" ? text + manifest_json(received.manifest) : text;
}

volatile std::sig_atomic_t interrupted = 0;
void interrupt(int) {
  interrupted = 1;
}

int receive(const ReceiveOptions& options) {
  const Form form = form_of_lines(options.form);
  if (options.reject.size() > limits::kReasonBytes) {
    return report({Code::kUsage, "--reject takes at most " + std::to_string(limits::kReasonBytes) + " bytes"});
  }
  const auto file = client::read_client_file(options.client_file);
  if (!file) return report(file.error());
  const InboxFolder inbox(options.folder);
  const bool keeps = options.reject.empty();
  if (auto opened = keeps ? inbox.open() : Result<void>(); !opened) return report(opened.error());
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);

  const auto handle = [&](std::vector<Arrival>& batch) -> Result<void> {
    for (Arrival& arrival : batch) {
      if (!keeps) continue;
      if (auto kept = inbox.keep(arrival.body, arrival.received); !kept) return kept;
    }
    if (auto synced = keeps ? inbox.sync() : Result<void>(); !synced) return synced;
    for (const Arrival& arrival : batch) std::cout << told(arrival.received, form, options.manifest);
    std::cout << std::flush;
    return {};
  };
  Receiver receiver(*file, {.count = options.count,
                            .wait = std::chrono::seconds(options.wait_seconds),
                            .follow = options.follow,
                            .reject = options.reject,
                            .stop = [] { return interrupted != 0; }});
  const auto done = receiver.run(handle);
  if (!done) return report(done.error());
  if (form == Form::kText && receiver.received() == 0) std::cout << "Nothing waits for this agency.\n";
  if (receiver.received() < options.count) {
    return report({Code::kTimeout, "only " + counted(receiver.received(), "record") + " of " +
                                       std::to_string(options.count) + " came"});
  }
  return 0;
}

}  // namespace

void add_receive_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "receive", "Receive what waits for an agency; each record is written and synced before it is acknowledged");
  auto options = std::make_shared<ReceiveOptions>();
  command->add_option("--client", options->client_file, "How to reach the gateway, and as whom (clients/AGENCY.yaml)")
      ->required();
  command->add_option("--out", options->folder,
                      "Where to write RECORD.json|.hl7|.pdf and RECORD.manifest.json. Default: here");
  command->add_option("--count", options->count, "Stop after so many records. Default: when nothing waits any more");
  command->add_option("--wait", options->wait_seconds, "With --count: how many seconds to wait for the next one (30)");
  command->add_flag("--follow", options->follow, "Go on until interrupted");
  command->add_option("--reject", options->reject, "Reject each record with this reason, and write nothing");
  command
      ->add_option("--manifest", options->manifest,
                   "Print each manifest as text, json or none; its file is written in any case. Default: as text "
                   "where a person is watching")
      ->check(CLI::IsMember({"text", "json", "none"}));
  command->add_flag("--json", options->form.json, "JSON lines even at a terminal");
  command->add_flag("--text", options->form.text, "Text even when a program reads it");
  command->footer(
      examples({
          "concordat receive --client demo/clients/eastshire-council.yaml --out received",
          "concordat receive --client eastshire-council.yaml --out received --count 10",
          "concordat receive --client eastshire-council.yaml --out received --follow",
          "concordat receive --client eastshire-council.yaml --count 1 --reject \"not our resident\"",
      }) +
      "Without --count and --follow it stops when the gateway has answered and nothing came for half a second."
      "\nA record that was written before and comes again is acknowledged and marked already_written.");
  command->callback([options, &exit_code] { exit_code = receive(*options); });
}

}  // namespace concordat::cli
