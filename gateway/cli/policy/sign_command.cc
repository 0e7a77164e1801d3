// `concordat policy sign`: one officer's signature under an agreement, over its text and all that it means today; and
// `concordat policy key`, which makes an officer's key.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/init/plain_file.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/runtime/files.h"
#include "policy/compile/compiled.h"
#include "policy/sign/signature.h"
#include "policy/source/day.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

struct SignOptions {
  std::string file;
  std::string key;
  std::string party;
  bool json = false;
};

struct KeyOptions {
  std::string file;
  bool json = false;
};

std::chrono::sys_days today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

Result<crypto::SigningKey> read_key(const std::string& path) {
  auto pem = gateway::read_file(path, 64 * 1024);
  if (!pem) return fail(pem.error());
  const crypto::Secret secret = crypto::Secret::adopt(std::move(*pem));
  auto key = crypto::SigningKey::from_pem(secret.view());
  if (!key) return fail(Code::kUsage, path + " holds no Ed25519 key: " + key.error().detail);
  return key;
}

// The party whose officer has that key; `wanted` decides where the key is several parties'.
Result<std::pair<std::string, std::string>> signer_of(const policy::PolicySet& set, const policy::Agreement& agreement,
                                                      const crypto::SigningKey& key, const std::string& wanted) {
  std::vector<std::string> parties{agreement.provider.text};
  for (const policy::Written& recipient : agreement.recipients) parties.push_back(recipient.text);
  if (!wanted.empty() && std::find(parties.begin(), parties.end(), wanted) == parties.end())
    return fail(Code::kUsage, "\"" + wanted + "\" is no party to " + agreement.id.str());
  for (const std::string& party : parties) {
    if (!wanted.empty() && wanted != party) continue;
    for (const policy::Officer& officer : set.agency(party)->officers) {
      if (officer.public_key != key.public_key().view()) continue;
      if (officer.revoked) return fail(Code::kUsage, officer.name + "'s key was revoked; sign with another one");
      if (officer.retired && today() > *officer.retired)
        return fail(Code::kUsage, officer.name + "'s key was retired; sign with one that is in use");
      return std::pair{party, officer.name};
    }
  }
  return fail(Code::kUsage,
              "this key is no officer's of a party to " + agreement.id.str() +
                  "; write its public half (concordat policy key shows it) under officers in the party's file in "
                  "agencies/");
}

struct Located {
  std::string directory;  // of the configuration
  std::string path;       // of the agreement, in it
};

Result<Located> locate(const std::string& file) {
  std::error_code error;
  const fs::path whole = fs::absolute(file, error);
  const fs::path folder = whole.parent_path();
  if (error || folder.filename() != "agreements")
    return fail(Code::kUsage,
                printable(file, 4096) + " is not in a configuration's agreements folder; name one that is");
  return Located{folder.parent_path().string(), "agreements/" + whole.filename().string()};
}

Result<std::string> sign(const SignOptions& options) {
  auto located = locate(options.file);
  if (!located) return fail(located.error());
  auto key = read_key(options.key);
  if (!key) return fail(key.error());
  // As it is written: what is signed is what the files say, not what earlier signatures leave in force.
  const auto set = load_policy_as_written(located->directory);
  if (!set) return fail(set.error());
  const policy::Policy& policy = (*set)->compiled().policy;
  const auto agreement = std::find_if(policy.agreements.begin(), policy.agreements.end(),
                                      [&](const policy::Agreement& a) { return a.place.file == located->path; });
  if (agreement == policy.agreements.end())
    return fail(Code::kUsage, printable(options.file, 4096) + " is no agreement of this configuration");
  auto signer = signer_of(**set, *agreement, *key, options.party);
  if (!signer) return fail(signer.error());
  const auto& spoken = (*set)->compiled().spoken[static_cast<std::size_t>(agreement - policy.agreements.begin())];
  const policy::Statement statement{agreement->id.str(), agreement->version,
                                    signer->first,       today(),
                                    agreement->hash,     terms_json(terms_of(policy, *agreement, spoken))};
  auto note = make_signature(statement, *key);
  if (!note) return fail(note.error());
  const std::string path = policy::signature_path(statement.agreement, statement.party);
  if (auto made = make_public_folder(located->directory + "/signatures"); !made) return fail(made.error());
  if (auto wrote = gateway::replace_file(located->directory + "/" + path, *note, 0644); !wrote)
    return fail(wrote.error());
  if (!options.json) {
    return signer->second + " has signed " + statement.agreement + " version " + std::to_string(statement.version) +
           " for " + statement.party + ": " + path + "\n";
  }
  JsonWriter json;
  json.begin_object().member("agreement", statement.agreement).member("version", statement.version);
  json.member("party", statement.party).member("officer", signer->second).member("file", path);
  json.member("text", statement.text_hash).member("signed", policy::day_text(statement.signed_on));
  return json.end_object().text() + '\n';
}

Result<std::string> make_key(const KeyOptions& options) {
  auto key = gateway::file_exists(options.file) ? read_key(options.file)
                                                : Result<crypto::SigningKey>(crypto::SigningKey::generate());
  if (!key) return fail(key.error());
  const bool made = !gateway::file_exists(options.file);
  if (made) {
    const crypto::Secret pem = key->to_pem();
    if (auto wrote = write_secret(options.file, pem.view()); !wrote) return fail(wrote.error());
  }
  const std::string shown = base64(key->public_key().view());
  if (options.json) {
    JsonWriter json;
    return json.begin_object().member("key", shown).member("made", made).end_object().text() + '\n';
  }
  return (made ? "A new key is in " : "The key in ") + options.file + (made ? "; keep it to yourself. " : ": ") +
         "For the agency's file, under officers:\n  - {name: \"YOUR ROLE\", key: \"" + shown + "\"}\n";
}

int print(const Result<std::string>& text) {
  if (!text) return report(text.error());
  std::cout << *text;
  return 0;
}

}  // namespace

void add_policy_sign(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("sign", "Sign an agreement for one of its parties");
  auto options = std::make_shared<SignOptions>();
  command->add_option("FILE", options->file, "The agreement, in a configuration's agreements folder")->required();
  command->add_option("--key", options->key, "The officer's private key (PEM, Ed25519)")->required();
  command->add_option("--for", options->party, "The party. Default: the one whose file lists the key");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(
      examples({"concordat policy sign demo/agreements/isa-2026-014.yaml --key guardian.key"}) +
      "The signature stands for the text and for all that it means today; nothing that a file adds later is "
      "shared before every party has signed again.");
  command->callback([options, &exit_code] { exit_code = print(sign(*options)); });
}

void add_policy_key(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("key", "Make an officer's key, or show the public half of one");
  auto options = std::make_shared<KeyOptions>();
  command->add_option("FILE", options->file, "Where the private key is, or is to be")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({"concordat policy key guardian.key"}));
  command->callback([options, &exit_code] { exit_code = print(make_key(*options)); });
}

}  // namespace concordat::cli
