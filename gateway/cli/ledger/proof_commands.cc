// `concordat ledger prove` and `concordat ledger check`: that one entry is in the ledger, to somebody who has only the
// key.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "crypto/note/tlog_proof.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/ledger/audit/growth.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/runtime/files.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kProofBytes = 1024 * 1024;
constexpr mode_t kReadable = 0644;

struct ProveOptions {
  std::string directory;
  std::string entry;
  std::string output;
  std::string entry_output;
  bool witnessed = false;
};

Result<std::uint64_t> index_of(const gateway::LedgerFiles& files, const std::string& text) {
  std::uint64_t index = 0;
  const auto [after, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error == std::errc() && after == text.data() + text.size()) return index;
  const auto record = RecordId::parse(text);
  if (!record) return fail(Code::kUsage, "\"" + printable(text) + "\" is neither an index nor a record id");
  ProgressLine line("looking for the record");
  return gateway::find_record(files, *record, line.callback());
}

int prove(const ProveOptions& options) {
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  const auto index = index_of(*files, options.entry);
  if (!index) return report(index.error());
  const auto proved =
      gateway::prove(*files, *index, options.witnessed ? gateway::Head::kWitnessed : gateway::Head::kNewest);
  if (!proved) return report(proved.error());
  if (!options.entry_output.empty()) {
    const auto written = gateway::replace_file(options.entry_output, proved->entry, kReadable);
    if (!written) return report(written.error());
  }
  if (options.output.empty()) {
    std::cout << proved->proof;
    return 0;
  }
  const auto written = gateway::replace_file(options.output, proved->proof, kReadable);
  return written ? 0 : report(written.error());
}

struct CheckOptions {
  std::string proof;
  std::string entry;
  std::string key;
  std::string policy;
  std::string ledger;
  bool json = false;
};

// That the present ledger is still the one of which the proof, which holds, was given; its size now.
Result<std::uint64_t> find_in_ledger(const std::string& directory, std::string_view proof,
                                     std::span<const crypto::VerifierKey> keys) {
  const auto files = gateway::LedgerFiles::open(directory);
  if (!files) return fail(files.error());
  const auto parsed = crypto::TlogProof::parse(proof);
  if (!parsed) return fail(parsed.error());
  if (const auto grown = gateway::check_growth(*files, parsed->checkpoint, keys); !grown) return fail(grown.error());
  const auto head = files->checkpoint();
  if (!head) return fail(head.error());
  return head->size;
}

// With a policy, its quorum must have cosigned; a key beside it says whose log it has to be.
Result<gateway::CheckedProof> check_against(const CheckOptions& options, std::string_view proof, ByteView entry) {
  if (options.key.empty() && options.policy.empty())
    return fail(Code::kUsage, "say whom to believe: --key with the log's public key, or --policy with a tlog-policy");
  std::vector<crypto::VerifierKey> keys;
  if (!options.key.empty()) {
    auto given = verifier_keys(options.key);
    if (!given) return fail(given.error());
    keys = std::move(*given);
  }
  if (options.policy.empty()) return gateway::check_proof(proof, entry, keys);
  const auto policy = tlog_policy(options.policy);
  if (!policy) return fail(policy.error());
  return gateway::check_proof(proof, entry, *policy, keys);
}

int check(const CheckOptions& options) {
  const auto proof = gateway::read_file(options.proof, kProofBytes);
  if (!proof) return report(proof.error());
  const auto entry = gateway::read_file(options.entry, limits::kEntryBytes);
  if (!entry) return report(entry.error());
  const auto checked = check_against(options, *proof, *entry);
  if (!checked) return report(checked.error());
  std::uint64_t size_now = 0;
  if (!options.ledger.empty()) {
    if (options.key.empty()) return report({Code::kUsage, "--ledger needs the log's public key, with --key"});
    const auto keys = verifier_keys(options.key);
    if (!keys) return report(keys.error());
    const auto found = find_in_ledger(options.ledger, *proof, *keys);
    if (!found) return report(found.error());
    size_now = *found;
  }
  if (options.json) {
    JsonWriter json;
    json.begin_object().member("good", true).member("origin", checked->origin);
    json.member("index", checked->index).member("size", checked->size).key("witnesses").strings(checked->witnesses);
    if (!options.ledger.empty()) json.member("ledger_size", size_now);
    std::cout << json.end_object().text() << '\n';
  } else {
    std::cout << "good: this is entry " << grouped(checked->index) << " of ledger " << printable(checked->origin)
              << ", which had " << grouped(checked->size) << " entries when it was signed\n";
    if (!options.policy.empty()) {
      std::cout << "witnessed by " << (checked->witnesses.empty() ? "nobody, and nobody is asked for" : "");
      const char* comma = "";
      for (const std::string& name : checked->witnesses) std::cout << std::exchange(comma, ", ") << printable(name);
      std::cout << '\n';
    }
    if (!options.ledger.empty()) {
      std::cout << "the ledger, of " << grouped(size_now) << " entries now, still contains it\n";
    }
  }
  return 0;
}

}  // namespace

void add_prove_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("prove", "Makes the proof that an entry is in the ledger");
  auto options = std::make_shared<ProveOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_option("ENTRY", options->entry, "The entry's index, or the id of the record that it accepted or refused")
      ->required();
  command->add_option("-o,--output", options->output, "Where to write the proof [standard output]");
  command->add_option("--entry", options->entry_output, "Where to write the entry itself, for `check`");
  command->add_flag("--witnessed", options->witnessed,
                    "From the newest checkpoint that witnesses have cosigned, which may be a little behind");
  command->footer(examples({
      "concordat ledger prove demo 17 -o 17.tlog-proof --entry 17.json",
      "concordat ledger prove demo 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13",
  }));
  command->callback([options, &exit_code] { exit_code = prove(*options); });
}

void add_check_command(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("check", "Checks a proof, or a receipt, with nothing but the entry and the log's key");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("PROOF", options->proof, "A .tlog-proof file")->required();
  command->add_option("--entry", options->entry, "The entry's bytes")->required();
  command->add_option("--key", options->key, "The log's public key, or a file with its keys, old and new");
  command->add_option("--policy", options->policy,
                      "A tlog-policy: whose cosignatures there must be, and of which logs");
  command->add_option("--ledger", options->ledger,
                      "The ledger as it is now: it must still contain what the proof was given of");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat ledger check 17.tlog-proof --entry 17.json --key demo/ledger.vkey",
      "concordat ledger check 17.tlog-proof --entry 17.json --key ledger.vkey --ledger /mnt/copy/ledger",
      "concordat ledger check 17.tlog-proof --entry 17.json --policy witnesses.policy",
  }));
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace concordat::cli
