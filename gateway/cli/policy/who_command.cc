// `concordat policy who`: every agency that can receive a piece of information, changed how, under which agreement.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"
#include "policy/explain/words.h"
#include "policy/survey/who.h"

namespace concordat::cli {
namespace {

using policy::Reception;

struct WhoOptions {
  std::string directory;
  std::string item;
  std::string at;
  bool json = false;
};

std::vector<std::string> kinds_of(const Reception& one) {
  std::vector<std::string> kinds;
  for (const policy::RecordKind* kind : one.kinds) kinds.push_back(kind->id.str());
  return kinds;
}

std::string as_json(const policy::PolicySet& set, const WhoOptions& options, std::int64_t at,
                    const std::vector<Reception>& found) {
  JsonWriter json;
  json.begin_object().member("item", options.item).member("day", policy::first_day(at)).key("receptions").begin_array();
  for (const Reception& one : found) {
    json.begin_object().member("recipient", one.recipient->id.str()).member("provider", one.provider->id.str());
    json.member("purpose", one.purpose->id.str()).key("kinds").strings(kinds_of(one));
    json.member("item", set.vocabulary().items[one.item].id.str());
    json.member("label", set.vocabulary().items[one.item].label);
    json.member("action", one.action.str()).member("in_words", policy::in_words(one.action));
    json.member("clause", one.clause).member("last_day", policy::last_day(one.until));
    json.key("conditions").strings(policy::in_words(one.demands)).end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

// What is told under one heading: one recipient, provider, purpose, kinds of record and conditions.
std::string heading_of(const Reception& one) {
  std::string heading = "\n" + one.recipient->id.str() + ", from " + one.provider->id.str() + " for " +
                        one.purpose->id.str() + "\n    in " + wrapped_list(kinds_of(one), 7) + '\n';
  for (const std::string& condition : policy::in_words(one.demands)) heading += "    " + condition + '\n';
  return heading;
}

std::string as_text(const policy::PolicySet& set, const WhoOptions& options, std::int64_t at,
                    const std::vector<Reception>& found) {
  std::vector<std::string> headings;
  std::map<std::string, Table> tables;
  std::set<const policy::Agency*> recipients;
  for (const Reception& one : found) {
    const std::string heading = heading_of(one);
    auto [table, fresh] = tables.try_emplace(heading, std::vector<std::string>(5), 4);
    if (fresh) headings.push_back(heading);
    const policy::Item& item = set.vocabulary().items[one.item];
    table->second.add(
        {item.id.str(), item.label, policy::in_words(one.action), one.clause, "until " + policy::last_day(one.until)});
    recipients.insert(one.recipient);
  }
  const std::string day = policy::first_day(at);
  if (found.empty()) return "On " + day + " no agency can receive " + options.item + ".\n";
  std::string text = "On " + day + ", " + std::to_string(recipients.size()) +
                     (recipients.size() == 1 ? " agency" : " agencies") + " can receive " + options.item + ":\n";
  for (const std::string& heading : headings) text += heading + tables.at(heading).str();
  return text;
}

int who(const WhoOptions& options) {
  const auto at = moment_of_day(options.at);
  if (!at) return report(at.error());
  const auto set = load_policy_directory(options.directory);
  if (!set) return report(set.error());
  const auto items = policy::find_items(**set, options.item);
  if (!items) return report(items.error());
  const std::vector<Reception> found = policy::who_receives(**set, *items, *at);
  std::cout << (options.json ? as_json(**set, options, *at, found) : as_text(**set, options, *at, found));
  return 0;
}

}  // namespace

void add_policy_who(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("who", "Every agency that can receive an item: from whom, changed how, why");
  auto options = std::make_shared<WhoOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_option("ITEM", options->item, "A data item, or a group of them: person.phone, \"person.*\"")->required();
  command->add_option("--at", options->at, kAtOption);
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat policy who demo person.phone",
      "concordat policy who demo \"person.*\" --at 2027-01-01",
  }));
  command->callback([options, &exit_code] { exit_code = who(*options); });
}

}  // namespace concordat::cli
