// `concordat policy replay`: what a policy would have decided on the traffic of a ledger, for those who want to see a
// change at work before it is in force.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/replay.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"

namespace concordat::cli {
namespace {

constexpr const char* kAssumed =
    "A ledger does not say who had opted out or objected, how a record was labelled, whether it was justified, or "
    "which "
    "items it held: but for records that were refused for that, all of it is taken as met.";

struct ReplayOptions {
  std::string directory;
  std::string ledger;
  std::string at;
  bool json = false;
};

std::string as_json(const ReplayOutcome& outcome) {
  JsonWriter json;
  json.begin_object().member("records", outcome.records).member("judged", outcome.judged);
  json.member("same", outcome.same).member("other_refusals", outcome.other_refusals);
  json.member("unknown_kinds", outcome.unknown_kinds).member("unknown_plans", outcome.unknown_plans);
  json.key("changes").begin_array();
  for (const ReplayChange& change : outcome.changes) {
    json.begin_object().member("records", change.records).member("sender", change.sender);
    json.member("recipient", change.recipient).member("purpose", change.purpose).member("kinds", change.kinds);
    json.member("wider", policy::counts_as_wider(change.effect));
    json.member("narrower", change.effect == policy::Effect::kNarrower).member("sentence", change.said).end_object();
  }
  return json.end_array().member("assumed", kAssumed).end_object().text() + '\n';
}

std::string as_text(const ReplayOutcome& outcome) {
  std::string text;
  for (const ReplayChange& change : outcome.changes) {
    text += policy::counts_as_wider(change.effect) ? "wider     " : "narrower  ";
    text += grouped(change.records) + (change.records == 1 ? " record (" : " records (") + printable(change.kinds) +
            ") from " + printable(change.sender) + " to " + printable(change.recipient) + " for " +
            printable(change.purpose) + ": " + printable(change.said, 1 << 20) + '\n';
  }
  if (!outcome.changes.empty()) text += '\n';
  text += grouped(outcome.records) + (outcome.records == 1 ? " record" : " records") + " in the ledger, with " +
          grouped(outcome.judged) + (outcome.judged == 1 ? " decision" : " decisions") + " for a recipient; " +
          grouped(outcome.same) + " would have been the same.\n";
  const auto left_aside = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) text += grouped(count) + " left aside: " + std::string(what) + ".\n";
  };
  left_aside(outcome.other_refusals,
             "refused for something that no policy decides, or for nobody whom the ledger names");
  left_aside(outcome.unknown_kinds, "of a kind that this policy's vocabulary does not have");
  left_aside(outcome.unknown_plans, "permitted then and now, under a plan that the ledger does not spell out");
  return text + kAssumed + '\n';
}

Result<ReplayOutcome> replay(const policy::PolicySet& set, const gateway::LedgerFiles& files,
                             std::optional<std::int64_t> at) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  Replay replay(set, at);
  gateway::EntryView entry;
  ProgressLine progress("replaying");
  const auto visit = [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
    if (const auto read = gateway::read_entry(bytes, entry); !read)
      return fail(Code::kLedgerInvalid, "entry " + std::to_string(index) + ": " + read.error().detail);
    if (const auto judged = replay.entry(entry); !judged) return fail(judged.error());
    return true;
  };
  if (const auto done = gateway::visit_entries(files, 0, head->size, visit, progress.callback()); !done)
    return fail(done.error());
  return replay.outcome();
}

int replay(const ReplayOptions& options) {
  std::optional<std::int64_t> at;
  if (!options.at.empty()) {
    const auto moment = moment_of_day(options.at);
    if (!moment) return report(moment.error());
    at = *moment;
  }
  const auto set = load_policy_as_written(options.directory);
  if (!set) return report(set.error());
  const auto files = gateway::LedgerFiles::open(options.ledger);
  if (!files) return report(files.error());
  const auto outcome = replay(**set, *files, at);
  if (!outcome) return report(outcome.error());
  std::cout << (options.json ? as_json(*outcome) : as_text(*outcome));
  return 0;
}

}  // namespace

void add_policy_replay(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("replay", "What this policy, once signed, would have decided on a ledger's traffic");
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_option("LEDGER", options->ledger, kLedgerArgument)->required();
  command->add_option("--at", options->at, "Judge all as on this day, 2026-11-22. Default: each by its own time");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat policy replay demo-edited demo/data/ledger",
      "concordat policy replay demo-edited demo/data/ledger --at 2027-01-01",
  }));
  command->callback([options, &exit_code] { exit_code = replay(*options); });
}

}  // namespace concordat::cli
