// `concordat policy matrix`: the whole policy as it stands on one day, who shares what with whom. For a terminal, kinds
// of record that are shared alike are told together, and items by their groups; JSON has every combination.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"
#include "policy/compile/compiled.h"
#include "policy/explain/words.h"
#include "policy/survey/disclosures.h"

namespace concordat::cli {
namespace {

using policy::ActionKind;
using policy::Flow;
using policy::PolicySet;
using policy::Stretch;

struct MatrixOptions {
  std::string directory;
  std::string at;
  std::string from, to;
  bool json = false;
};

bool structural(const policy::Item& item) {
  return item.category == policy::Category::kStructural;
}

void write_flow(JsonWriter& json, const PolicySet& set, const Flow& flow) {
  const Stretch& stretch = flow.stretches.front();
  json.begin_object().member("provider", flow.provider->id.str()).member("recipient", flow.recipient->id.str());
  json.member("purpose", flow.purpose->id.str()).member("kind", flow.kind->id.str());
  json.member("first_day", policy::first_day(stretch.from)).member("last_day", policy::last_day(stretch.until));
  json.key("agreements").json(policy::agreements_json(stretch.plan->agreements));
  json.key("obligations").json(policy::obligations_json(stretch.plan->obligations));
  json.key("conditions").strings(policy::in_words(stretch.demands)).key("items").begin_array();
  for (std::size_t i = 0; i < stretch.plan->items.size(); ++i) {
    const policy::Item& item = set.vocabulary().items[i];
    if (structural(item)) continue;
    json.begin_object().member("item", item.id.str()).member("action", stretch.plan->items[i].action.str());
    json.member("clause", stretch.plan->clause(i)).end_object();
  }
  json.end_array().end_object();
}

std::string as_json(const PolicySet& set, std::int64_t at, const std::vector<Flow>& flows) {
  JsonWriter json;
  json.begin_object().member("day", policy::first_day(at)).member("policy_hash", hex(set.hash()));
  json.key("disclosures").begin_array();
  for (const Flow& flow : flows) write_flow(json, set, flow);
  return json.end_array().end_object().text() + '\n';
}

// "name" under "person" for person.name; an item without a group stands under nothing.
std::pair<std::string, std::string> by_group(const std::string& item) {
  const std::size_t dot = item.find('.');
  return dot == std::string::npos ? std::pair(std::string(), item)
                                  : std::pair(item.substr(0, dot), item.substr(dot + 1));
}

// What happens to a plan's items, each answer once: "as it is (3)" and the items under it.
std::string items_in_words(const PolicySet& set, const policy::Plan& plan) {
  struct Alike {
    std::size_t count = 0;
    std::map<std::string, std::vector<std::string>> groups;
  };
  std::map<std::pair<int, std::string>, Alike> by_action;  // as it is, changed, withheld
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const policy::Item& item = set.vocabulary().items[i];
    if (structural(item)) continue;
    const policy::Action& action = plan.items[i].action;
    const int rank = action.kind == ActionKind::kKeep ? 0 : action.kind == ActionKind::kWithhold ? 2 : 1;
    Alike& alike = by_action[{rank, policy::in_words(action)}];
    auto [group, name] = by_group(item.id.str());
    alike.groups[group].push_back(std::move(name));
    ++alike.count;
  }
  std::string text;
  for (const auto& [action, alike] : by_action) {
    text += "    " + action.second + " (" + std::to_string(alike.count) + ")\n";
    std::size_t longest = 0;
    for (const auto& [group, names] : alike.groups) longest = std::max(longest, width(group));
    for (const auto& [group, names] : alike.groups) {
      text += "      " + group + std::string(longest - width(group) + 2, ' ') + wrapped_list(names, longest + 8) + '\n';
    }
  }
  return text;
}

// What is shared alike, told once: one plan, for one time, asked for alike.
bool alike(const Stretch& a, const Stretch& b) {
  return a.plan == b.plan && a.from == b.from && a.until == b.until && a.demands == b.demands;
}

std::string block(const PolicySet& set, const std::vector<std::string>& kinds, const Stretch& stretch) {
  std::string text = "\n  " + wrapped_list(kinds, 2) + '\n';
  for (const policy::AgreementRef& agreement : stretch.plan->agreements)
    text += "    under " + agreement.id.str() + " version " + std::to_string(agreement.version) + '\n';
  text += "    from " + policy::first_day(stretch.from) + " to " + policy::last_day(stretch.until) + '\n';
  for (const std::string& words : policy::in_words(stretch.demands)) text += "    " + words + '\n';
  for (const std::string& words : policy::in_words(stretch.plan->obligations)) text += "    " + words + '\n';
  return text + items_in_words(set, *stretch.plan);
}

// The flows of one provider, recipient and purpose, which follow one another.
std::string section(const PolicySet& set, const Flow* begin, const Flow* end) {
  std::string text = "\n" + begin->provider->id.str() + " -> " + begin->recipient->id.str() + ", for " +
                     begin->purpose->id.str() + '\n';
  std::set<const Flow*> told;
  for (const Flow* flow = begin; flow != end; ++flow) {
    if (told.contains(flow)) continue;
    std::vector<std::string> kinds;
    for (const Flow* other = flow; other != end; ++other) {
      if (!alike(flow->stretches.front(), other->stretches.front())) continue;
      kinds.push_back(other->kind->id.str());
      told.insert(other);
    }
    text += block(set, kinds, flow->stretches.front());
  }
  return text;
}

std::string as_text(const PolicySet& set, std::int64_t at, const std::vector<Flow>& flows) {
  std::set<const policy::Agency*> providers, recipients;
  std::string text;
  for (const Flow *flow = flows.data(), *end = flow + flows.size(); flow != end;) {
    const Flow* next = std::find_if(flow, end, [&](const Flow& other) {
      return other.provider != flow->provider || other.recipient != flow->recipient || other.purpose != flow->purpose;
    });
    providers.insert(flow->provider);
    recipients.insert(flow->recipient);
    text += section(set, flow, next);
    flow = next;
  }
  const std::string day = policy::first_day(at);
  if (flows.empty()) return "On " + day + " nothing is shared.\n";
  return "On " + day + ": " + counted(providers.size(), "provider") + ", " + counted(recipients.size(), "recipient") +
         ", " + counted(flows.size(), "disclosure") + " (provider, recipient, purpose and kind of record).\n" + text;
}

int matrix(const MatrixOptions& options) {
  const auto at = moment_of_day(options.at);
  if (!at) return report(at.error());
  const auto set = load_policy_directory(options.directory);
  if (!set) return report(set.error());
  for (const std::string& name : {options.from, options.to}) {
    if (name.empty()) continue;
    if (const auto agency = policy::find_agency(**set, name); !agency) return report(agency.error());
  }
  std::vector<Flow> flows = policy::flows_at(**set, *at);
  std::erase_if(flows, [&](const Flow& flow) {
    return (!options.from.empty() && flow.provider->id.str() != options.from) ||
           (!options.to.empty() && flow.recipient->id.str() != options.to);
  });
  std::cout << (options.json ? as_json(**set, *at, flows) : as_text(**set, *at, flows));
  return 0;
}

}  // namespace

void add_policy_matrix(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("matrix", "The whole policy: who shares what with whom, for what and how");
  auto options = std::make_shared<MatrixOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_option("--at", options->at, kAtOption);
  command->add_option("--from", options->from, "Only what this agency sends");
  command->add_option("--to", options->to, "Only what this agency receives");
  command->add_flag("--json", options->json, "JSON instead of text: every item of every disclosure");
  command->footer(examples({
      "concordat policy matrix demo",
      "concordat policy matrix demo --to eastshire-council --at 2027-01-01",
  }));
  command->callback([options, &exit_code] { exit_code = matrix(*options); });
}

}  // namespace concordat::cli
