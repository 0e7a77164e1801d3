// The time that it takes to say how two policies of 1,000 agreements differ, both loads included: what an officer waits
// for, and what a reload adds to its log. Every agreement differs in one item and in one term.

#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

#include "policy/survey/difference.h"

namespace {

using namespace concordat::policy;

constexpr std::int64_t kNow = 1'781'521'200;  // 2026-06-15
constexpr int kGroups = 10;
constexpr int kItemsPerGroup = 12;  // 120 items, as many as the shipped vocabulary has at least

std::string agreement(int number, bool edited) {
  const std::string n = std::to_string(number);
  const std::string basis = "{article_6: \"6(1)(e)\"}";
  std::string keep = "[group0.*";
  for (int group = 1; group < 6; ++group) keep += ", group" + std::to_string((number + group) % kGroups + 1) + ".*";
  return "agreement: ISA-" + n + "\ntitle: Referrals\nstatus: active\nversion: 1\nprovider: trust-" + n +
         "\nrecipients: [council-" + n + "]\npurpose: direct-care\nlawful_basis: {trust-" + n + ": " + basis +
         ", council-" + n + ": " + basis +
         "}\ndates: {first_day: \"2026-01-01\", last_day: \"2027-12-31\", review_by: \"2027-06-30\"}\nrecords: "
         "[referral, discharge, outcome]\nshare: {keep: " +
         keep + "], mask: {group0.item1: last-3, group0.item2: all}}\nwithhold: [group0.item3" +
         (edited ? ", group0.item4" : "") + "]\nobligations: {retain_days: " + (edited ? "365" : "730") + "}\n";
}

PolicyFiles generate(int agreements, bool edited) {
  std::string vocabulary =
      "vocabulary: bench\nversion: 1\nkinds:\n  referral: {label: Referral, json: [\"kind[is=referral].name\"]}\n  "
      "discharge: {label: Discharge, json: [\"kind[is=discharge].name\"]}\n  outcome: {label: Outcome, json: "
      "[\"kind[is=outcome].name\"]}\nitems:\n";
  for (int group = 0; group <= kGroups; ++group) {
    for (int i = 0; i < kItemsPerGroup; ++i) {
      const std::string name = "group" + std::to_string(group) + ".item" + std::to_string(i);
      vocabulary += "  " + name + ": {label: Item, category: ordinary, type: text, json: [" + name + "]}\n";
    }
  }
  PolicyFiles files{{"vocabulary.yaml", vocabulary},
                    {"purposes.yaml", "purposes: {direct-care: {label: Direct care, beyond_direct_care: false}}\n"},
                    {"floor.yaml", "floor: []\n"}};
  for (int i = 0; i < agreements; ++i) {
    for (const std::string role : {"trust-", "council-"}) {
      const std::string id = role + std::to_string(i);
      files["agencies/" + id + ".yaml"] =
          "{agency: " + id + ", name: " + id + ", role: controller, identity: {san_uri: \"urn:agency:" + id + "\"}}\n";
    }
    files["agreements/isa-" + std::to_string(i) + ".yaml"] = agreement(i, edited);
  }
  return files;
}

std::shared_ptr<const PolicySet> load(const PolicyFiles& files) {
  Loaded loaded = load_policy(files, kNow);
  if (!loaded.set) throw std::runtime_error(loaded.problems.front().str());
  return loaded.set;
}

void BM_Difference(benchmark::State& state) {
  const int agreements = static_cast<int>(state.range(0));
  const auto before = load(generate(agreements, false)), after = load(generate(agreements, true));
  std::size_t changes = 0;
  for (auto _ : state) changes = difference(*before, *after).changes.size();
  state.counters["changes"] = static_cast<double>(changes);
}
BENCHMARK(BM_Difference)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void BM_LoadBothAndDifference(benchmark::State& state) {
  const int agreements = static_cast<int>(state.range(0));
  const PolicyFiles before = generate(agreements, false), after = generate(agreements, true);
  for (auto _ : state) benchmark::DoNotOptimize(difference(*load(before), *load(after)));
}
BENCHMARK(BM_LoadBothAndDifference)->Arg(1'000)->Unit(benchmark::kMillisecond);

}  // namespace
