// Decisions a second with 20, 1,000 and 100,000 agreements of 30 data items, each between agencies of its own, asked
// for in an order that no cache can guess; and the time to load and check 1,000 agreements.

#include <benchmark/benchmark.h>

#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "policy/policy_set.h"

namespace {

using namespace concordat::policy;

constexpr std::int64_t kNow = 1'781'521'200;  // 2026-06-15
constexpr int kItems = 30;

std::string agency(const std::string& id) {
  return "{agency: " + id + ", name: " + id + ", role: controller, identity: {san_uri: \"urn:agency:" + id + "\"}}\n";
}

std::string agreement(const std::string& id, const std::string& from, const std::string& to) {
  const std::string basis = "{article_6: \"6(1)(e)\"}";
  return "agreement: " + id + "\ntitle: Referrals\nstatus: active\nversion: 1\nprovider: " + from + "\nrecipients: [" +
         to + "]\npurpose: direct-care\nlawful_basis: {" + from + ": " + basis + ", " + to + ": " + basis +
         "}\ndates: {first_day: \"2026-01-01\", last_day: \"2027-12-31\", review_by: \"2027-06-30\"}\nrecords: "
         "[referral]\n"
         "share: {keep: [group.*], mask: {group.item1: last-3, group.item2: all}}\nwithhold: [group.item3, "
         "group.item4]\n";
}

PolicyFiles generate(int agreements) {
  std::string vocabulary =
      "vocabulary: bench\nversion: 1\nkinds: {referral: {label: Referral, json: [kind]}}\nitems:\n";
  for (int i = 0; i < kItems; ++i) {
    std::string name = "group.item" + std::to_string(i);
    vocabulary += "  " + name + ": {label: Item, category: ordinary, type: text, json: [" + name + "]}\n";
  }
  PolicyFiles files{{"vocabulary.yaml", vocabulary},
                    {"purposes.yaml", "purposes: {direct-care: {label: Direct care, beyond_direct_care: false}}\n"},
                    {"floor.yaml", "floor: []\n"}};
  for (int i = 0; i < agreements; ++i) {
    std::string n = std::to_string(i);
    files["agencies/trust-" + n + ".yaml"] = agency("trust-" + n);
    files["agencies/council-" + n + ".yaml"] = agency("council-" + n);
    files["agreements/isa-" + n + ".yaml"] = agreement("ISA-" + n, "trust-" + n, "council-" + n);
  }
  return files;
}

const PolicySet& policy_of(int agreements) {
  static std::map<int, std::shared_ptr<const PolicySet>> loaded;
  auto& set = loaded[agreements];
  if (!set) {
    Loaded result = load_policy(generate(agreements), kNow);
    if (!result.set) throw std::runtime_error(result.problems.front().str());
    set = result.set;
  }
  return *set;
}

void BM_Decide(benchmark::State& state) {
  const int agreements = static_cast<int>(state.range(0));
  const PolicySet& set = policy_of(agreements);
  std::vector<std::pair<std::string, std::string>> parties;
  std::mt19937 random(20260615);
  for (int i = 0; i < 4096; ++i) {
    std::string n = std::to_string(random() % static_cast<unsigned>(agreements));
    parties.emplace_back("trust-" + n, "council-" + n);
  }
  std::size_t next = 0;
  for (auto _ : state) {
    const auto& [from, to] = parties[next++ & 4095];
    Decision decision = set.decide({from, to, "direct-care", 1, kNow, kNothingAgainst});
    if (!decision.permit) state.SkipWithError("denied");
    benchmark::DoNotOptimize(decision);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Decide)->Arg(20)->Arg(1'000)->Arg(100'000);

void BM_LoadAndCheck(benchmark::State& state) {
  PolicyFiles files = generate(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(load_policy(files, kNow).set);
}
BENCHMARK(BM_LoadAndCheck)->Arg(1'000)->Unit(benchmark::kMillisecond);

}  // namespace
