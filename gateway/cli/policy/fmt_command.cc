// `concordat policy fmt`: every policy file in its canonical layout, comments kept. A file is replaced whole or not at
// all; none is, when any has errors.

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <system_error>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/config/policy_files.h"
#include "gateway/runtime/files.h"
#include "policy/format/format.h"
#include "policy/source/yaml.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

struct FmtOptions {
  std::string path;
  bool check = false;
  bool json = false;
};

// A configuration directory, and the file in it that was named: all of them when none was.
struct Chosen {
  std::string directory;
  std::string file;
};

Chosen choose(const std::string& named) {
  std::error_code error;
  const fs::path path = fs::absolute(named, error).lexically_normal();
  if (error || fs::is_directory(path, error)) return {named, {}};
  const fs::path folder = path.parent_path();
  const bool in_folder =
      folder.filename() == "agencies" || folder.filename() == "agreements" || folder.filename() == "lists";
  if (!in_folder) return {folder.string(), path.filename().string()};
  return {folder.parent_path().string(), (folder.filename() / path.filename()).string()};
}

// What there is to do, and what there is to say.
struct Layouts {
  std::map<std::string, std::string> changed;  // path -> text
  std::vector<std::string> refused;            // paths of signed files
  policy::Problems problems;
  std::size_t right = 0;
};

// The agreements that have a signature: signatures/<AGREEMENT-ID>@<agency>.sig.
std::set<std::string> signed_agreements(const policy::PolicyFiles& files) {
  constexpr std::string_view kFolder = "signatures/";
  std::set<std::string> ids;
  for (const auto& [path, text] : files) {
    if (path.starts_with(kFolder)) ids.insert(path.substr(kFolder.size(), path.find('@') - kFolder.size()));
  }
  return ids;
}

// The id of an agreement that can be read; empty for any other file.
std::string agreement_id(const std::string& path, const std::string& text) {
  policy::Problems problems;
  policy::Report report(path, problems);
  const auto root = policy::read_yaml(text, report);
  if (!root) return {};
  const auto entry = std::find_if(root->entries.begin(), root->entries.end(),
                                  [](const policy::Entry& e) { return e.key == "agreement"; });
  return entry == root->entries.end() ? std::string() : entry->value.text;
}

Layouts lay_out(const policy::PolicyFiles& files, const std::set<std::string>& signed_ids) {
  Layouts out;
  for (const auto& [path, text] : files) {
    auto formatted = policy::format_policy_file(path, text, out.problems);
    if (!formatted) {
      if (formatted.error().code == Code::kPolicyInvalid) continue;  // the problems say why
      out.problems.push_back({policy::Level::kError, {path}, formatted.error().detail, {}});
    } else if (*formatted == text) {
      ++out.right;
    } else if (path.starts_with("agreements/") && signed_ids.contains(agreement_id(path, text))) {
      out.refused.push_back(path);
    } else {
      out.changed.emplace(path, *std::move(formatted));
    }
  }
  return out;
}

Result<Layouts> lay_out(const Chosen& chosen) {
  auto files = gateway::read_policy_files(chosen.directory);
  if (!files) return fail(files.error());
  const std::set<std::string> signed_ids = signed_agreements(*files);
  std::erase_if(*files, [&](const auto& file) {
    return !file.first.ends_with(".yaml") || (!chosen.file.empty() && file.first != chosen.file);
  });
  if (!chosen.file.empty() && files->empty()) {
    return fail(Code::kUsage, printable(chosen.file, 4096) + " is no policy file of " +
                                  printable(chosen.directory, 4096) +
                                  "; name the configuration directory, or one of its policy files");
  }
  return lay_out(*files, signed_ids);
}

// The file keeps its mode, its owner and its group, since the gateway may run as another user than this one.
Result<void> replace(const std::string& path, const std::string& text) {
  std::error_code error;
  const std::string real = fs::canonical(path, error).string();  // a link stays a link
  struct stat was {};
  if (error || ::stat(real.c_str(), &was) != 0) return fail(Code::kIo, printable(path, 4096) + ": cannot be found");
  if (::geteuid() != 0 && ::geteuid() != was.st_uid) {
    return fail(Code::kIo, printable(path, 4096) + " belongs to another user; run this as that user");
  }
  if (auto done = gateway::replace_file(real, text, was.st_mode & 07777); !done) return done;
  if (::chown(real.c_str(), was.st_uid, was.st_gid) == 0) return {};
  return fail(Code::kIo, printable(path, 4096) + " is laid out, but its owner and group could not be kept: " +
                             std::system_category().message(errno));
}

constexpr const char* kSigned =
    "it is signed, and officers signed it as it looks now; leave it so, or remove its files in signatures/, lay it "
    "out, "
    "and have it signed again";

std::string as_json(const Layouts& layouts, bool written) {
  JsonWriter json;
  json.begin_object().member("written", written).key("changed").begin_array();
  for (const auto& [path, text] : layouts.changed) json.value(path);
  json.end_array().member("right", layouts.right).key("refused").begin_array();
  for (const std::string& path : layouts.refused) {
    json.begin_object().member("file", path).member("text", kSigned).end_object();
  }
  json.end_array().key("problems");
  write_problems(json, layouts.problems);
  return json.end_object().text() + '\n';
}

void say(const Layouts& layouts, bool written) {
  for (const policy::Problem& problem : layouts.problems) std::cerr << problem.str() << '\n';
  for (const std::string& path : layouts.refused)
    std::cerr << printable(path, 4096) << ": refused: " << kSigned << '\n';
  for (const auto& [path, text] : layouts.changed) {
    std::cout << printable(path, 4096) << (written ? ": laid out\n" : ": would be laid out\n");
  }
  std::cout << counted(layouts.changed.size(), "file") << (written ? " changed, " : " would change, ") << layouts.right
            << " right already";
  if (!layouts.refused.empty()) std::cout << ", " << layouts.refused.size() << " refused";
  std::cout << (layouts.problems.empty() ? ".\n" : ". Nothing was written: mend the errors first.\n");
}

// The exit status.
int fmt(const FmtOptions& options) {
  std::error_code error;
  if (!fs::exists(options.path, error)) {
    return report({Code::kUsage, printable(options.path, 4096) + ": there is no such file or directory"});
  }
  const Chosen chosen = choose(options.path);
  const auto layouts = lay_out(chosen);
  if (!layouts) return report(layouts.error());
  const bool writes = !options.check && layouts->problems.empty();
  if (writes) {
    for (const auto& [path, text] : layouts->changed) {
      if (auto done = replace((fs::path(chosen.directory) / path).string(), text); !done) return report(done.error());
    }
  }
  if (options.json) {
    std::cout << as_json(*layouts, writes);
  } else {
    say(*layouts, writes);
  }
  const bool all_right = writes || layouts->changed.empty();
  return all_right && layouts->problems.empty() && layouts->refused.empty() ? 0 : 1;
}

}  // namespace

void add_policy_fmt(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("fmt", "Policy files in their canonical layout; comments are kept");
  auto options = std::make_shared<FmtOptions>();
  command->add_option("PATH", options->path, "The configuration directory, or one policy file in it")->required();
  command->add_flag("--check", options->check, "Change nothing; exit status 1 where something would change");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({"concordat policy fmt demo", "concordat policy fmt demo/agreements/isa-2026-014.yaml",
                            "concordat policy fmt demo --check"}) +
                  "What a file says never changes. Where any file has errors, none is written. A signed agreement is "
                  "never touched.\n"
                  "Exit status: 0 when all files are in that layout now, 1 when not.");
  command->callback([options, &exit_code] { exit_code = fmt(*options); });
}

}  // namespace concordat::cli
