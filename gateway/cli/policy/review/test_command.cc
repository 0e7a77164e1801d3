// `concordat policy test`: runs the examples that agreements give of themselves, and says which of their rules no
// example covers.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <vector>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/cli/policy/review/example_record.h"
#include "policy/compile/compiled.h"
#include "policy/examples/example_runner.h"

namespace concordat::cli {
namespace {

using policy::Agreement;
using policy::BrokenExpectation;
using policy::Example;
using policy::ExampleOutcome;
using policy::Place;

struct TestOptions {
  std::string directory;
  bool strict = false;
  bool json = false;
};

struct Tested {
  const Agreement* agreement = nullptr;
  std::vector<ExampleOutcome> outcomes;        // of its examples, in their order
  std::vector<const policy::Rule*> uncovered;  // that no example shows at work
};

struct Summary {
  std::size_t examples = 0;
  std::size_t failed = 0;
  std::size_t uncovered = 0;
  std::size_t silent = 0;  // agreements without examples

  [[nodiscard]] bool passes(const TestOptions& options) const {
    return failed == 0 && (!options.strict || (uncovered == 0 && silent == 0));
  }
};

Tested test_agreement(const policy::PolicySet& set, const Agreement& agreement, const std::string& directory) {
  Tested tested;
  tested.agreement = &agreement;
  policy::ExampleRunner runner(set, agreement);
  for (const Example& example : agreement.examples) {
    const auto record = read_example_record(directory, example.record);
    if (record) {
      tested.outcomes.push_back(runner.run(example, record->format, record->body, record->envelope()));
    } else {
      tested.outcomes.push_back({{}, {{example.record.place, "", record.error().detail}}});
    }
  }
  tested.uncovered = runner.uncovered();
  return tested;
}

Summary summarise(const std::vector<Tested>& all) {
  Summary summary;
  for (const Tested& tested : all) {
    summary.examples += tested.outcomes.size();
    for (const ExampleOutcome& outcome : tested.outcomes) summary.failed += outcome.ok() ? 0 : 1;
    summary.uncovered += tested.uncovered.size();
    summary.silent += tested.outcomes.empty() ? 1 : 0;
  }
  return summary;
}

std::string str(const Place& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string as_text(const Tested& tested) {
  const Agreement& agreement = *tested.agreement;
  std::string text =
      agreement.id.str() + "  " + agreement.title + " (" + std::string(policy::name(agreement.status)) + ")\n";
  if (tested.outcomes.empty()) {
    return text + "  no examples, so that none of its " + counted(tested.uncovered.size(), "rule") +
           " is shown at work; add some under examples in " + agreement.place.file + "\n";
  }
  for (std::size_t i = 0; i < tested.outcomes.size(); ++i) {
    const Example& example = agreement.examples[i];
    const std::string record = printable(example.record.text);
    if (tested.outcomes[i].ok()) {
      text += "  ok      " + record + ": " + counted(policy::expectations(example), "expectation") + "\n";
      continue;
    }
    text += "  failed  " + record + "\n";
    for (const BrokenExpectation& broken : tested.outcomes[i].broken)
      text += "            " + str(broken.place) + ": " + broken.words + "\n";
  }
  if (tested.uncovered.empty()) return text;
  text += "  no example's record holds anything that these rules decide\n";
  for (const policy::Rule* rule : tested.uncovered)
    text += "            " + str(rule->pattern.place) + ": " + rule->clause + "\n";
  return text;
}

std::string as_text(const Summary& summary) {
  std::string text = counted(summary.examples, "example") + ", " + std::to_string(summary.failed) + " failed; " +
                     counted(summary.uncovered, "rule") + " that no example covers";
  if (summary.silent > 0) text += "; " + counted(summary.silent, "agreement") + " without examples";
  return text + ".\n";
}

void write_place(JsonWriter& json, const Place& place) {
  json.member("file", place.file).member("line", place.line).member("column", place.column);
}

void write_example(JsonWriter& json, const Example& example, const ExampleOutcome& outcome) {
  json.begin_object().member("record", example.record.text).member("ok", outcome.ok());
  json.member("expectations", policy::expectations(example)).key("kinds").strings(outcome.kinds);
  json.key("broken").begin_array();
  for (const BrokenExpectation& broken : outcome.broken) {
    json.begin_object();
    write_place(json, broken.place);
    if (!broken.item.empty()) json.member("item", broken.item);
    json.member("text", broken.words).end_object();
  }
  json.end_array().end_object();
}

std::string as_json(const std::vector<Tested>& all, const Summary& summary, bool passes) {
  JsonWriter json;
  json.begin_object().member("passes", passes).member("examples", summary.examples).member("failed", summary.failed);
  json.member("uncovered_rules", summary.uncovered).member("agreements_without_examples", summary.silent);
  json.key("agreements").begin_array();
  for (const Tested& tested : all) {
    json.begin_object().member("agreement", tested.agreement->id.str());
    json.member("status", policy::name(tested.agreement->status)).key("examples").begin_array();
    for (std::size_t i = 0; i < tested.outcomes.size(); ++i)
      write_example(json, tested.agreement->examples[i], tested.outcomes[i]);
    json.end_array().key("uncovered").begin_array();
    for (const policy::Rule* rule : tested.uncovered) {
      json.begin_object().member("clause", rule->clause);
      write_place(json, rule->pattern.place);
      json.end_object();
    }
    json.end_array().end_object();
  }
  return json.end_array().end_object().text() + '\n';
}

// The exit status.
int test_policy(const TestOptions& options) {
  // An example speaks of its agreement's file, signed or not.
  const auto set = load_policy_as_written(options.directory);
  if (!set) return report(set.error());
  std::vector<Tested> all;
  for (const Agreement& agreement : (*set)->compiled().policy.agreements)
    all.push_back(test_agreement(**set, agreement, options.directory));
  const Summary summary = summarise(all);
  if (options.json) {
    std::cout << as_json(all, summary, summary.passes(options));
  } else {
    for (const Tested& tested : all) std::cout << as_text(tested) << '\n';
    std::cout << as_text(summary);
  }
  return summary.passes(options) ? 0 : 1;
}

}  // namespace

void add_policy_test(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand(
      "test", "Run the agreements' own examples, and say which rules no example covers; exit 1 when one fails");
  auto options = std::make_shared<TestOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_flag("--strict", options->strict, "Fail also when a rule is covered by no example");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({"concordat policy test demo", "concordat policy test demo --strict --json"}));
  command->callback([options, &exit_code] { exit_code = test_policy(*options); });
}

}  // namespace concordat::cli
