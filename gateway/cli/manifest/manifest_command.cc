// `concordat manifest`: a saved manifest in words, for whom a record is about as much as for whom it was shared with;
// and whether the record beside it, and the ledger, bear it out.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/manifest/commitment_check.h"
#include "gateway/cli/manifest/manifest_text.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/transfer/record_file.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/runtime/files.h"
#include "protocol/base/bytes.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kManifestBytes = 4 * 1024 * 1024;
constexpr std::string_view kEnding = ".manifest.json";

struct ManifestOptions {
  std::string file;
  std::string record;
  std::string ledger;
  std::string key;
};

// RECORD.pdf beside RECORD.manifest.json; empty where the manifest lies under another name.
std::string beside(const std::string& file, const Manifest& manifest) {
  const auto format = format_named(manifest.format);
  if (!format || !file.ends_with(kEnding)) return {};
  return file.substr(0, file.size() - kEnding.size()) + std::string(extension(*format, manifest.content_type));
}

Result<void> check_record(const ManifestOptions& options, const Manifest& manifest) {
  const std::string path = options.record.empty() ? beside(options.file, manifest) : options.record;
  std::error_code error;
  if (options.record.empty() && (path.empty() || !std::filesystem::exists(path, error))) return {};
  const auto body = read_record(path, limits::kRecordBytes);
  if (!body) return fail(body.error().code, printable(path, 4096) + ": " + body.error().detail);
  if (auto same = check_disclosure(manifest, *body); !same) return same;
  std::cout << "  The record in " << printable(path, 4096) << " is the one that it speaks of\n";
  return {};
}

Result<void> check_ledger(const ManifestOptions& options, const Manifest& manifest) {
  if (options.ledger.empty()) return {};
  const auto files = gateway::LedgerFiles::open(options.ledger);
  if (!files) return fail(files.error());
  const auto keys = verifier_keys(options.key, *files);
  if (!keys) return fail(keys.error());
  const auto proved = gateway::prove(*files, manifest.commitment_index);
  if (!proved) return fail(proved.error());
  if (const auto sound = gateway::check_proof(proved->proof, proved->entry, *keys); !sound) return fail(sound.error());
  if (auto same = check_entry(manifest, proved->entry); !same) return same;
  std::cout << "  The ledger's entry " << manifest.commitment_index << " says the same, and is in the signed ledger\n";
  return {};
}

int show_manifest(const ManifestOptions& options) {
  const auto text = gateway::read_file(options.file, kManifestBytes);
  if (!text) return report(text.error());
  const auto manifest = read_manifest(*text);
  if (!manifest) return report({manifest.error().code, printable(options.file, 4096) + ": " + manifest.error().detail});
  std::cout << manifest_text(*manifest);
  if (const auto same = check_record(options, *manifest); !same) return report(same.error());
  if (const auto same = check_ledger(options, *manifest); !same) return report(same.error());
  return 0;
}

}  // namespace

void add_manifest_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "manifest", "Show what was shared, changed and held back of a record that was received, and why, in words");
  auto options = std::make_shared<ManifestOptions>();
  command->add_option("FILE", options->file, "RECORD.manifest.json, as `concordat receive` wrote it")->required();
  command->add_option("--record", options->record, "The record itself, to be checked. Default: the file beside it");
  command->add_option("--ledger", options->ledger, "Check it against the ledger too: a folder that holds one");
  command->add_option("--key", options->key, "The ledger's public key, or a file with it. Default: beside the ledger");
  command->footer(examples({
                      "concordat manifest received/0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13.manifest.json",
                      "concordat manifest received/0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13.manifest.json --ledger demo",
                  }) +
                  "It never shows what a value was. Exit status: 1 when the record or the ledger says otherwise.");
  command->callback([options, &exit_code] { exit_code = show_manifest(*options); });
}

}  // namespace concordat::cli
