// `concordat ledger verify`: is the ledger what it says?

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/ledger/audit/growth.h"
#include "gateway/ledger/audit/verify.h"
#include "gateway/ledger/audit/witnessed.h"
#include "gateway/ledger/retention/prune_decision.h"
#include "gateway/runtime/files.h"

namespace concordat::cli {
namespace {

struct VerifyOptions {
  std::string directory;
  std::string key;
  std::string policy;
  std::vector<std::string> since;
  bool json = false;
};

std::string as_json(const gateway::VerifyReport& report, const std::optional<gateway::Witnessed>& witnessed) {
  JsonWriter json;
  json.begin_object().member("good", report.good()).member("origin", report.origin).member("size", report.size);
  json.member("root", report.root_hex).member("first_time", report.first_time).member("last_time", report.last_time);
  if (report.pruned.kept_from > 0) {
    json.key("pruned").begin_object().member("kept_from", report.pruned.kept_from);
    json.member("through", report.pruned.through).member("recorded", report.pruned.recorded);
    json.member("entry", report.pruned.entry).member("decision", report.pruned.decision_hex);
    json.member("party", report.pruned.party).member("reason", report.pruned.reason).end_object();
  }
  if (witnessed) json.member("witnessed_size", witnessed->size).key("witnesses").strings(witnessed->witnesses);
  json.key("events").begin_object();
  for (const auto& [event, count] : report.events) json.member(event, count);
  json.end_object().key("agreements").begin_object();
  for (const auto& [agreement, last] : report.agreements) json.member(agreement, last);
  json.end_object().member("problem_count", report.problems.count()).key("problems").begin_array();
  for (const gateway::Problem& problem : report.problems.kept()) {
    json.begin_object().member("where", problem.where).member("what", problem.what).end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

// "entries 0 to 1,023 were pruned on 2027-01-15 by decision 3f2a…"
std::string pruned_text(const gateway::PruneReport& pruned) {
  if (pruned.kept_from == 0) return {};
  std::string text = "entries 0 to " + grouped(pruned.kept_from - 1) + " (to " + printable(pruned.through) + ") ";
  text += pruned.recorded.empty() ? std::string("are not there; a decision that the log does not record")
                                  : "were pruned on " + printable(pruned.recorded) + " by the decision of entry " +
                                        grouped(pruned.entry) + ",";
  return text + " signed for " + printable(pruned.party) + ", " + pruned.decision_hex + ": " +
         printable(pruned.reason, gateway::kPruneReasonBytes) + '\n';
}

std::string witnessed_by(const gateway::Witnessed& witnessed) {
  std::string text = "the first " + grouped(witnessed.size) + " entries, as the policy asks, by";
  const char* comma = " ";
  for (const std::string& name : witnessed.witnesses) text += std::exchange(comma, ", ") + printable(name);
  return witnessed.witnesses.empty() ? text + " nobody" : text;
}

std::string as_text(const gateway::VerifyReport& report, const std::optional<gateway::Witnessed>& witnessed) {
  std::string text =
      "ledger " + printable(report.origin) + ": " + grouped(report.size) + (report.size == 1 ? " entry" : " entries");
  if (report.size > 0) text += ", " + printable(report.first_time) + " to " + printable(report.last_time);
  text += '\n';
  text += pruned_text(report.pruned);
  if (report.good()) {
    text += "good: every entry, every tile and the signed checkpoint agree, and no number is missing\nroot " +
            report.root_hex + '\n';
    if (witnessed) text += "witnessed: " + witnessed_by(*witnessed) + '\n';
  } else {
    text += "NOT GOOD: " + counted(report.problems.count(), "problem") + "\n\n";
    Table problems({"WHERE", "WHAT"}, 2);
    for (const gateway::Problem& problem : report.problems.kept()) {
      problems.add({printable(problem.where), printable(problem.what, 400)});
    }
    text += problems.str();
    const std::uint64_t more = report.problems.count() - report.problems.kept().size();
    if (more > 0) text += "  and " + grouped(more) + " more\n";
  }
  if (report.events.empty()) return text;
  Table events({"EVENT", "ENTRIES"}, 2);
  for (const auto& [event, count] : report.events) events.add({printable(event), grouped(count)});
  return text + '\n' + events.str();
}

Result<gateway::Witnessed> check_witnesses(const std::string& policy_file, const gateway::LedgerFiles& files,
                                           std::span<const crypto::VerifierKey> keys, std::uint64_t size) {
  const auto policy = tlog_policy(policy_file);
  if (!policy) return fail(policy.error());
  return gateway::check_witnessed(files, keys, *policy, size);
}

// The checkpoints that somebody kept: what the ledger does not continue is a problem like any other.
void check_kept(const VerifyOptions& options, const gateway::LedgerFiles& files,
                std::span<const crypto::VerifierKey> keys, gateway::VerifyReport& result) {
  for (const std::string& path : options.since) {
    const auto note = gateway::read_file(path, crypto::kNoteBytes);
    const auto grown = note ? gateway::check_growth(files, *note, keys) : Result<std::uint64_t>(fail(note.error()));
    if (!grown) result.problems.add(path, grown.error().detail);
  }
}

int verify(const VerifyOptions& options) {
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  const auto keys = verifier_keys(options.key, *files);
  if (!keys) return report(keys.error());
  auto result = [&] {
    ProgressLine line("verifying");
    return gateway::verify(*files, *keys, line.callback());
  }();
  if (!result) return report(result.error());
  check_kept(options, *files, *keys, *result);
  std::optional<gateway::Witnessed> witnessed;
  if (!options.policy.empty()) {
    const auto checked = check_witnesses(options.policy, *files, *keys, result->size);
    if (checked) {
      witnessed = *checked;
    } else {
      result->problems.add("checkpoint.witnessed", checked.error().detail);
    }
  }
  std::cout << (options.json ? as_json(*result, witnessed) : as_text(*result, witnessed));
  return result->good() ? 0 : 1;
}

}  // namespace

void add_verify_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("verify", "Hashes every entry again and checks everything that can be checked");
  auto options = std::make_shared<VerifyOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_option("--key", options->key,
                      "The log's public key, or a file with its keys, old and new [ledger.vkey beside the ledger]");
  command->add_option("--policy", options->policy,
                      "A tlog-policy: its quorum must have cosigned the ledger (checkpoint.witnessed)");
  command->add_option("--since", options->since,
                      "A checkpoint that was kept from before: the ledger must contain it. May be given several times");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat ledger verify demo",
      "concordat ledger verify demo --policy witnesses.policy",
      "concordat ledger verify demo --since checkpoint.2026-10    nothing was taken back since October",
      "concordat ledger verify /mnt/copy/ledger --key \"$(cat ledger.vkey)\" --json",
  }));
  command->callback([options, &exit_code] { exit_code = verify(*options); });
}

}  // namespace concordat::cli
