// `concordat ledger rotate-key`: a new key for the ledger's checkpoints, beside the old one until the overlap is ended.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <span>

#include "crypto/note/checkpoint.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/config/gateway_config.h"
#include "gateway/ledger/keys/key_files.h"

namespace concordat::cli {
namespace {

struct RotateOptions {
  std::string directory;
  bool end_overlap = false;
  bool json = false;
};

// The ledger's keys as the files have them, the newest first.
struct Keys {
  std::string file;   // of the private ones
  std::string vkeys;  // of the public ones
  std::vector<crypto::SigningKey> signing;
  std::vector<crypto::VerifierKey> verifiers;
};

// What a published head says its log is; before there is one, what the configuration calls it.
std::string origin_of(const gateway::GatewayConfig& config) {
  if (const auto files = gateway::LedgerFiles::open(config.data)) {
    if (const auto head = files->checkpoint()) return head->origin;
  }
  return config.origin();
}

Result<crypto::VerifierKey> verifier_of(const std::string& origin, const crypto::SigningKey& key) {
  return crypto::VerifierKey::make(origin, crypto::KeyType::kLog, key.public_key());
}

Result<Keys> read_keys(const gateway::GatewayConfig& config, const std::string& origin) {
  auto signing = gateway::read_signing_keys(config.ledger_key);
  if (!signing) return fail(signing.error());
  Keys keys{config.ledger_key, config.directory + "/ledger.vkey", std::move(*signing), {}};
  for (const crypto::SigningKey& key : keys.signing) {
    auto verifier = verifier_of(origin, key);
    if (!verifier) return fail(verifier.error());
    keys.verifiers.push_back(std::move(*verifier));
  }
  return keys;
}

// The public half is written down first: a key that never signs harms nobody, a signature that nobody can check does.
Result<void> add_new_key(Keys& keys, const std::string& origin) {
  if (keys.signing.size() == gateway::kLedgerKeys) {
    return fail(Code::kConflict, keys.file + " holds " + std::to_string(gateway::kLedgerKeys) +
                                     " keys already; end their overlap first (--end-overlap)");
  }
  keys.signing.insert(keys.signing.begin(), crypto::SigningKey::generate());
  auto verifier = verifier_of(origin, keys.signing.front());
  if (!verifier) return fail(verifier.error());
  keys.verifiers.insert(keys.verifiers.begin(), std::move(*verifier));
  if (auto added = gateway::add_verifiers(keys.vkeys, keys.verifiers); !added) return added;
  std::vector<const crypto::SigningKey*> all;
  for (const crypto::SigningKey& key : keys.signing) all.push_back(&key);
  return gateway::write_signing_keys(keys.file, all);
}

// A gateway whose newest head is signed by none of its keys does not start: so the newest key has to have signed.
Result<void> check_signed_by_newest(const gateway::GatewayConfig& config, const Keys& keys) {
  const auto files = gateway::LedgerFiles::open(config.data);
  if (!files) return fail(files.error());
  const auto note = files->checkpoint_note();
  if (!note) return fail(note.error());
  if (crypto::open_checkpoint(*note, keys.verifiers.front())) return {};
  return fail(Code::kConflict,
              "the published checkpoint is not signed with the newest key yet: restart the gateway, wait for the next "
              "checkpoint, and end the overlap then. Nothing was changed");
}

Result<void> end_overlap(const gateway::GatewayConfig& config, Keys& keys) {
  if (keys.signing.size() == 1) {
    return fail(Code::kConflict, keys.file + " holds one key: there is no overlap to end");
  }
  if (auto checked = check_signed_by_newest(config, keys); !checked) return checked;
  if (auto added = gateway::add_verifiers(keys.vkeys, keys.verifiers); !added) return added;
  const crypto::SigningKey* newest = &keys.signing.front();
  if (auto written = gateway::write_signing_keys(keys.file, std::span(&newest, 1)); !written) return written;
  keys.verifiers.erase(keys.verifiers.begin() + 1, keys.verifiers.end());
  return {};
}

std::string as_json(const Keys& keys) {
  std::vector<std::string> signing;
  for (const crypto::VerifierKey& key : keys.verifiers) signing.push_back(key.str());
  JsonWriter json;
  json.begin_object().member("key", signing.front()).key("signing").strings(signing);
  return json.member("restart_needed", true).end_object().text() + '\n';
}

std::string as_text(const Keys& keys, bool ended) {
  std::string text = ended ? "The overlap is ended. From its next start on the gateway signs with this key alone:\n"
                           : "A new key is in " + printable(keys.file, 4096) +
                                 ". From its next start on the gateway signs every checkpoint with it and with the " +
                                 (keys.verifiers.size() == 2 ? "one" : "ones") + " before it:\n";
  text += "  " + keys.verifiers.front().str() + '\n';
  text += printable(keys.vkeys, 4096) +
          " lists every key that ever signed; leave its lines there, and give it to those who verify.\n";
  if (!ended) {
    text +=
        "When everyone who verifies has it, end the overlap: concordat ledger rotate-key DIR --end-overlap\n"
        "Keep a copy of the new key with those of the others.\n";
  }
  return text;
}

int rotate(const RotateOptions& options) {
  policy::Problems problems;
  const gateway::GatewayConfig config = gateway::read_gateway_config(options.directory, problems);
  for (const policy::Problem& problem : problems) std::cerr << problem.str() << '\n';
  if (policy::has_error(problems)) return 1;
  const std::string origin = origin_of(config);
  auto keys = read_keys(config, origin);
  if (!keys) return report(keys.error());
  const auto done = options.end_overlap ? end_overlap(config, *keys) : add_new_key(*keys, origin);
  if (!done) return report(done.error());
  std::cout << (options.json ? as_json(*keys) : as_text(*keys, options.end_overlap));
  return 0;
}

}  // namespace

void add_rotate_key_command(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("rotate-key", "Makes a new key for the ledger's checkpoints, or ends an overlap");
  auto options = std::make_shared<RotateOptions>();
  command->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  command->add_flag("--end-overlap", options->end_overlap, "Take the older private keys away; their public keys stay");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat ledger rotate-key demo",
      "concordat ledger rotate-key demo --end-overlap",
  }));
  command->callback([options, &exit_code] { exit_code = rotate(*options); });
}

}  // namespace concordat::cli
