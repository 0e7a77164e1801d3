// `concordat ledger show`: the entries, for reading.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/ledger/audit/show.h"

namespace concordat::cli {
namespace {

constexpr std::chrono::seconds kPublishInterval{1};  // the gateway publishes no faster

struct ShowOptions {
  std::string directory;
  gateway::EntryFilter filter;
  bool follow = false;
  bool json = false;
};

// Whom an accept or refuse entry names, each with what was decided.
std::string recipients_of(const gateway::EntryView& entry) {
  std::vector<std::string_view> elements;
  if (!gateway::read_array(gateway::find(entry.members, "recipients"), elements)) return {};
  std::string text;
  std::vector<gateway::Member> recipient;
  for (const std::string_view element : elements) {
    if (!gateway::read_object(element, recipient)) continue;
    const std::string agency = gateway::text_of(gateway::find(recipient, "agency"));
    const std::string reason = gateway::text_of(gateway::find(recipient, "reason"));
    text += (text.empty() ? "" : ", ") + (agency.empty() ? std::string("(unknown)") : printable(agency));
    if (!reason.empty()) text += " (" + printable(reason) + ")";
  }
  return text;
}

// The rest of an event that is about no record: "policy=3f2a…".
std::string detail_of(const gateway::EntryView& entry) {
  std::string text;
  std::vector<gateway::Member> fields;
  if (gateway::read_object(gateway::find(entry.members, "detail"), fields)) {
    for (const gateway::Member& field : fields) {
      text += "  " + printable(field.key) + "=" + printable(gateway::text_of(field.value));
    }
  }
  const std::string_view plan = entry.event == "plan" ? entry.text("plan") : std::string_view();
  return plan.empty() ? text : text + "  " + std::string(plan.substr(0, 16));
}

std::string as_line(std::uint64_t index, const gateway::EntryView& entry) {
  const std::string_view outcome = entry.text("outcome");
  const bool settles = entry.event == "settle";
  std::string line =
      std::to_string(index) + "  " + std::string(entry.time) + "  " + printable(settles ? outcome : entry.event);
  const std::string_view sender = entry.text("sender");
  if (!sender.empty()) {
    line += "  " + printable(sender) + " -> " + (settles ? printable(entry.text("recipient")) : recipients_of(entry));
  }
  const std::string_view record = entry.text("record");
  if (!record.empty()) line += "  " + printable(record);
  const std::string_view reason = entry.text("reason");
  if (!reason.empty()) line += "  (" + printable(reason) + ")";
  return line + detail_of(entry);
}

int show(ShowOptions options) {
  if (const auto parsed = parse_time(options.filter.since); !parsed) return report(parsed.error());
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  const auto visit = [&](std::uint64_t index, ByteView bytes, const gateway::EntryView& entry) {
    if (options.json) {
      std::cout << bytes << '\n';
    } else {
      std::cout << as_line(index, entry) << '\n';
    }
    return std::cout.good();
  };
  for (std::uint64_t next = 0;;) {
    const auto shown = gateway::show(*files, options.filter, next, visit);
    if (!shown) return report(shown.error());
    next = *shown;
    std::cout.flush();
    if (!options.follow || !std::cout) return std::cout ? 0 : 1;
    std::this_thread::sleep_for(kPublishInterval);
  }
}

}  // namespace

void add_show_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("show", "Shows entries, oldest first");
  auto options = std::make_shared<ShowOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_option("--event", options->filter.event,
                      "accept, refuse, settle, plan, start ...; or an outcome: delivered, expired ...");
  command->add_option("--agreement", options->filter.agreement, "Only what was done under this agreement");
  command->add_option("--since", options->filter.since, kSinceArgument);
  command->add_option("--record", options->filter.record, "Only this record's entries");
  command->add_flag("--follow", options->follow, "Go on with what is published, until interrupted");
  command->add_flag("--json", options->json, "The entries as they stand in the ledger, one a line");
  command->footer(examples({
      "concordat ledger show demo --event delivered --since 24h",
      "concordat ledger show demo --agreement ISA-2026-014 --follow",
      "concordat ledger show demo --record 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13 --json",
  }));
  command->callback([options, &exit_code] { exit_code = show(*options); });
}

}  // namespace concordat::cli
