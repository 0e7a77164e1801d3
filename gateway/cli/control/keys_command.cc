// `concordat keys`: the keys of pseudonyms. One is rotated while the gateway runs; in the overlap that follows, the
// recipient is given a table from old pseudonyms to new ones.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <charconv>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <vector>

#include "gateway/cli/command_line.h"
#include "gateway/cli/control/control_client.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using protocol::json::Kind;
using protocol::json::Tape;

constexpr std::size_t kIdentifierBytes = 1024;
constexpr std::size_t kRequestBytes = 8 * 1024;  // of identifiers; however they are escaped, a gateway takes the line

struct KeysOptions {
  std::string directory;
  std::string key;
  std::string recipient;
  std::string file = "-";
  unsigned days = 30;
  bool json = false;
};

std::string text_of(const Tape& tape, std::uint32_t object, std::string_view member) {
  const std::uint32_t at = tape.member(object, member);
  std::string scratch;
  if (at == 0) return {};
  return printable(tape[at].kind == Kind::kString ? tape.decoded(at, scratch) : tape.raw(at));
}

std::string moment_of(const Tape& tape, std::uint32_t object, std::string_view member) {
  const std::string text = text_of(tape, object, member);
  std::uint64_t unix_ms = 0;
  std::from_chars(text.data(), text.data() + text.size(), unix_ms);
  return moment(unix_ms);
}

std::string as_table(const std::string& answer) {
  Tape tape;
  if (!tape.parse(answer, {.bytes = answer.size()})) return answer + '\n';
  const std::uint32_t list = tape.member(0, "keys");
  if (list == 0 || tape[list].next == list + 1) return "No pseudonym has been made yet, so there are no keys.\n";
  Table table({"KEY", "GENERATION", "SINCE", "THE ONE BEFORE IS KEPT UNTIL"});
  for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next) {
    table.add({text_of(tape, at, "key"), text_of(tape, at, "generation"), moment_of(tape, at, "since_unix_ms"),
               moment_of(tape, at, "overlap_ends_unix_ms")});
  }
  return table.str();
}

int list(const KeysOptions& options) {
  const auto answer = ask_gateway(options.directory, R"({"command":"keys"})");
  if (!answer) return report(answer.error());
  std::cout << (options.json ? *answer + '\n' : as_table(*answer));
  return 0;
}

// What was done to a key, from {"ok":true,"key":{…}}.
int change(const KeysOptions& options, std::string_view command, const std::string& days) {
  JsonWriter request;
  request.begin_object().member("command", command).member("key", options.key).member("days", days).end_object();
  const auto answer = ask_gateway(options.directory, request.text());
  if (!answer) return report(answer.error());
  Tape tape;
  const bool parsed = static_cast<bool>(tape.parse(*answer, {}));
  const std::uint32_t key = parsed ? tape.member(0, "key") : 0;
  if (options.json || key == 0) {
    std::cout << *answer << '\n';
    return 0;
  }
  const std::string until = moment_of(tape, key, "overlap_ends_unix_ms");
  std::cout << printable(options.key) << ": generation " << text_of(tape, key, "generation") << " makes pseudonyms; "
            << (until == "-" ? std::string("no earlier one is left")
                             : "the one before is kept until " + until + ", so that pseudonyms can be linked")
            << '\n';
  return 0;
}

using LinkTable = std::set<std::pair<std::string, std::string>>;

Result<void> link_some(const KeysOptions& options, const std::vector<std::string>& identifiers, LinkTable& table) {
  JsonWriter request;
  request.begin_object()
      .member("command", "link")
      .member("key", options.key)
      .member("recipient", options.recipient)
      .key("identifiers")
      .strings(identifiers)
      .end_object();
  const auto answer = ask_gateway(options.directory, request.text());
  if (!answer) return fail(answer.error());
  Tape tape;
  if (auto parsed = tape.parse(*answer, {.bytes = answer->size()}); !parsed) return fail(parsed.error());
  const std::uint32_t list = tape.member(0, "pseudonyms");
  if (list == 0) return fail(Code::kMalformed, "concordatd's answer is no list of pseudonyms");
  for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next)
    table.emplace(text_of(tape, at, "before"), text_of(tape, at, "now"));
  return {};
}

// In the order of the old pseudonyms: the order of the identifiers would tell the recipient who is who.
Result<LinkTable> link_all(const KeysOptions& options, std::istream& in) {
  LinkTable table;
  std::vector<std::string> identifiers;
  std::size_t bytes = 0;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.size() > kIdentifierBytes) {
      return fail(Code::kUsage, "line " + std::to_string(number) + " is too long for an identifier; write one a line");
    }
    if (bytes + line.size() > kRequestBytes) {
      if (auto linked = link_some(options, identifiers, table); !linked) return fail(linked.error());
      identifiers.clear();
      bytes = 0;
    }
    bytes += line.size() + 1;
    identifiers.push_back(std::move(line));
  }
  if (auto linked = link_some(options, identifiers, table); !linked) return fail(linked.error());
  return table;
}

int link(const KeysOptions& options) {
  std::ifstream file;
  if (options.file != "-") file.open(options.file);
  if (options.file != "-" && !file)
    return report({Code::kIo, printable(options.file, 4096) + ": cannot be opened for reading"});
  const auto table = link_all(options, options.file == "-" ? std::cin : file);
  if (!table) return report(table.error());
  std::cout << "before,now\n";
  for (const auto& [before, now] : *table) std::cout << before << ',' << now << '\n';
  return 0;
}

void add_rotate(CLI::App& group, const std::shared_ptr<KeysOptions>& options, int& exit_code) {
  auto* rotate = group.add_subcommand("rotate", "Make pseudonyms with a new generation of a key from now on");
  rotate->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  rotate->add_option("KEY", options->key, "The key, as agreements name it")->required();
  rotate
      ->add_option("--overlap-days", options->days,
                   "How long the generation before is kept, so that the recipients can be given a table of old and "
                   "new pseudonyms; 0 destroys it at once")
      ->check(CLI::Range(0, 3660))
      ->capture_default_str();
  rotate->add_flag("--json", options->json, "JSON instead of text");
  rotate->footer(examples({"concordat keys rotate demo asc-2026",
                           "concordat keys rotate demo asc-2026 "
                           "--overlap-days 90"}));
  rotate->callback(
      [options, &exit_code] { exit_code = change(*options, "rotate-key", std::to_string(options->days)); });

  auto* end = group.add_subcommand("end-overlap", "Destroy the generation before now, not when its time is over");
  end->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  end->add_option("KEY", options->key, "The key, as agreements name it")->required();
  end->add_flag("--json", options->json, "JSON instead of text");
  end->footer(examples({"concordat keys end-overlap demo asc-2026"}));
  end->callback([options, &exit_code] { exit_code = change(*options, "end-overlap", "0"); });
}

void add_link(CLI::App& group, const std::shared_ptr<KeysOptions>& options, int& exit_code) {
  auto* command = group.add_subcommand(
      "link", "The old and the new pseudonyms of known identifiers, as CSV for their recipient; in an overlap only");
  command->add_option("DIR", options->directory, "The configuration directory that concordatd runs with")->required();
  command->add_option("KEY", options->key, "The key, as agreements name it")->required();
  command->add_option("--recipient", options->recipient, "Whose pseudonyms they are")->required();
  command->add_option("FILE", options->file, "The identifiers, one a line; - reads standard input")
      ->capture_default_str();
  command->footer(
      examples({"concordat keys link demo asc-2026 --recipient eastshire-council numbers.txt > table.csv"}));
  command->callback([options, &exit_code] { exit_code = link(*options); });
}

}  // namespace

void add_keys_commands(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("keys", "The keys that pseudonyms are made with: see, rotate, link");
  auto options = std::make_shared<KeysOptions>();
  group->add_option("DIR", options->directory, "The configuration directory that concordatd runs with");
  group->add_flag("--json", options->json, "JSON instead of text");
  group->footer(examples({"concordat keys demo", "concordat keys rotate demo asc-2026 --overlap-days 90",
                          "concordat keys link demo asc-2026 --recipient eastshire-council numbers.txt > table.csv"}));
  group->callback([group, options, &exit_code] {
    if (!group->get_subcommands().empty()) return;
    if (options->directory.empty()) throw CLI::RequiredError("DIR");
    exit_code = list(*options);
  });
  add_rotate(*group, options, exit_code);
  add_link(*group, options, exit_code);
}

}  // namespace concordat::cli
