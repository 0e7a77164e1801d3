// `concordat ledger prune`: an officer decides that the ledger's oldest entries go. The running gateway works out what
// the decision is about, the officer's key signs it here, and the gateway records it and drops the entries.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>

#include "crypto/merkle/proof.h"
#include "crypto/primitive/sign.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/ledger/retention/prune_decision.h"
#include "gateway/runtime/files.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kKeyFileBytes = 64 * 1024;

struct PruneOptions {
  std::string directory;
  std::string before;
  std::string key;
  std::string reason = "the retention period is over";
  bool dry_run = false;
  bool json = false;
};

struct Offer {
  gateway::PruneDecision decision;
  std::uint64_t pruned_before = 0;
  bool more = false;
};

Result<crypto::SigningKey> read_officer_key(const std::string& path) {
  auto pem = gateway::read_file(path, kKeyFileBytes);
  if (!pem) return fail(pem.error());
  const crypto::Secret secret = crypto::Secret::adopt(std::move(*pem));
  auto key = crypto::SigningKey::from_pem(secret.view());
  if (!key) return fail(Code::kUsage, path + " holds no Ed25519 key: " + key.error().detail);
  return key;
}

Result<Offer> ask_offer(const PruneOptions& options, const crypto::SigningKey& key) {
  JsonWriter request;
  request.begin_object().member("command", "prune-plan").member("before", options.before);
  request.member("key", base64(key.public_key().view())).member("reason", options.reason).end_object();
  const auto answer = ask_gateway(options.directory, request.text());
  if (!answer) return fail(answer.error());
  protocol::json::Tape tape;
  if (const auto parsed = tape.parse(*answer, {.bytes = answer->size()}); !parsed) return fail(parsed.error());
  std::string scratch;
  const std::uint32_t text = tape.member(0, "decision");
  auto decision = gateway::PruneDecision::parse(text == 0 ? std::string_view() : tape.decoded(text, scratch));
  if (!decision) return fail(decision.error());
  Offer offer{std::move(*decision)};
  const std::uint32_t before = tape.member(0, "pruned_before");
  if (before != 0) offer.pruned_before = std::stoull(std::string(tape.raw(before)));
  const std::uint32_t more = tape.member(0, "more");
  offer.more = more != 0 && tape[more].kind == protocol::json::Kind::kTrue;
  return offer;
}

// An officer signs nothing that the published ledger does not bear out.
Result<void> check_root(const PruneOptions& options, const gateway::PruneDecision& decision) {
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return fail(files.error());
  const auto head = files->checkpoint();
  if (!head) return fail(head.error());
  if (head->origin != decision.log || head->size < decision.kept_from) {
    return fail(Code::kUnavailable, "the published ledger is behind the gateway's; try again in a second");
  }
  const auto root =
      crypto::tree_root(decision.kept_from, [&](crypto::NodeId id) { return files->read_node(id, head->size); });
  if (!root) return fail(root.error());
  if (*root != decision.root) {
    return fail(Code::kLedgerInvalid,
                "the gateway's root of the entries to be pruned is not that of the published ledger: run `concordat "
                "ledger verify`");
  }
  return {};
}

std::string as_text(const Offer& offer, bool done) {
  const gateway::PruneDecision& decision = offer.decision;
  const std::uint64_t count = decision.kept_from - offer.pruned_before;
  std::string text = grouped(count) + " entries, " + grouped(offer.pruned_before) + " to " +
                     grouped(decision.kept_from - 1) + ", the last of " + decision.through +
                     (done ? ", are pruned: the decision is in the ledger, and in its folder as " +
                                 gateway::decision_path(decision.kept_from) + ".\n"
                           : ", would be pruned for " + printable(decision.party) + ". Nothing was changed.\n");
  if (done)
    text += "Their files go within a second or two. The ledger verifies as before, from entry " +
            grouped(decision.kept_from) + " on.\n";
  if (offer.more) text += "There is more to prune: run the command again.\n";
  return text;
}

std::string as_json(const Offer& offer, bool done) {
  JsonWriter json;
  json.begin_object().member("done", done).member("kept_from", offer.decision.kept_from);
  json.member("pruned_before", offer.pruned_before).member("through", offer.decision.through);
  json.member("party", offer.decision.party).member("more", offer.more);
  return json.end_object().text() + '\n';
}

int prune(const PruneOptions& options) {
  const auto key = read_officer_key(options.key);
  if (!key) return report(key.error());
  const auto offer = ask_offer(options, *key);
  if (!offer) return report(offer.error());
  if (const auto checked = check_root(options, offer->decision); !checked) return report(checked.error());
  if (!options.dry_run) {
    const auto note = gateway::sign_decision(offer->decision, *key);
    if (!note) return report(note.error());
    JsonWriter request;
    request.begin_object().member("command", "prune").member("note", *note).end_object();
    if (const auto done = ask_gateway(options.directory, request.text()); !done) return report(done.error());
  }
  std::cout << (options.json ? as_json(*offer, !options.dry_run) : as_text(*offer, !options.dry_run));
  return 0;
}

}  // namespace

void add_prune_command(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("prune", "Drops the oldest entries, by an officer's signed decision; the rest verifies");
  auto options = std::make_shared<PruneOptions>();
  command->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  command->add_option("--before", options->before, "What is older goes: 2019-11-22, or with a time (UTC)")->required();
  command->add_option("--key", options->key, "The private key of an officer whom an agency's file lists (PEM, Ed25519)")
      ->required();
  command->add_option("--reason", options->reason, "Why, in one line. It is published with the decision: name nobody")
      ->capture_default_str();
  command->add_flag("--dry-run", options->dry_run, "Only show what would go");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat ledger prune demo --before 2019-11-22 --key guardian.key --dry-run",
      "concordat ledger prune demo --before 2019-11-22 --key guardian.key",
  }));
  command->callback([options, &exit_code] { exit_code = prune(*options); });
}

}  // namespace concordat::cli
