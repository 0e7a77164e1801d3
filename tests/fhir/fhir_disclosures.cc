// fhir_disclosures POLICY FOLDER RECORD...: redacts each FHIR record under every plan that the policy has in force,
// under a plan that keeps everything, and under plans drawn at random (their seeds are the files' names), and writes
// what comes out: FOLDER/<record>/input.json, FOLDER/<record>/<plan>.json. Exit 1 if the verifier refuses one of them.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>

#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/survey/disclosures.h"
#include "policy/verify/verifier.h"

namespace concordat::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMidJune2026 = 1'781'521'200;
constexpr unsigned kRandomPlans = 40;
constexpr const char* kActions[] = {
    "keep",           "keep", "keep", "keep", "withhold", "mask: all", "generalise: year", "generalise: outward",
    "pseudonymise: k"};

class FixedKeys final : public PseudonymKeys {
 public:
  [[nodiscard]] std::string pseudonym(std::string_view, std::string_view, std::string_view) const override {
    return std::string(32, '\x5a');
  }
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::shared_ptr<const PolicySet> load(const fs::path& root) {
  PolicyFiles files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".yaml")
      files[fs::relative(entry.path(), root).generic_string()] = text_of(entry.path());
  }
  return load_policy(files, kMidJune2026).set;
}

Plan random_plan(const Vocabulary& vocabulary, std::mt19937& random) {
  Plan plan;
  for (const Item& item : vocabulary.items) {
    const bool structural = item.category == Category::kStructural;
    plan.items.edit().push_back({*Action::parse(structural ? "keep" : kActions[random() % std::size(kActions)]), {}});
  }
  return plan;
}

std::map<std::string, Plan> plans(const PolicySet& set) {
  std::map<std::string, Plan> all;
  Plan keep;
  for (std::size_t i = 0; i < set.vocabulary().items.size(); ++i)
    keep.items.edit().push_back({*Action::parse("keep"), {}});
  all.emplace("keep-all", keep);
  for (const Flow& flow : flows_at(set, kMidJune2026)) {
    const Plan& plan = *flow.stretches.front().plan;
    all.emplace(flow.provider->id.str() + "-" + flow.recipient->id.str() + "-" + flow.kind->id.str(), plan);
  }
  for (unsigned seed = 0; seed < kRandomPlans; ++seed) {
    std::mt19937 random(seed);
    all.emplace("random-" + std::to_string(seed), random_plan(set.vocabulary(), random));
  }
  return all;
}

// Counts by what came of it.
struct Tally {
  int written = 0;
  int refused = 0;
  int wrong = 0;
};

void redact(const PolicySet& set, const fs::path& path, const std::map<std::string, Plan>& all, const fs::path& folder,
            Tally& tally) {
  const std::string body = text_of(path);
  Record record;
  if (!record.read(Format::kFhir, body, set.record_index(Format::kFhir))) return;  // plain JSON
  const fs::path place = folder / path.stem();
  fs::create_directories(place);
  std::ofstream(place / "input.json") << body;
  Redactor redactor;
  Verifier verifier;
  Disclosure out;
  std::set<std::string> seen;
  for (const auto& [name, plan] : all) {
    const auto done = redactor.redact(record, plan, set.vocabulary(), "recipient", FixedKeys(), out);
    if (!done) {
      ++tally.refused;
      std::cout << path.stem().string() << ", " << name << ": " << done.error().detail << "\n";
      continue;
    }
    if (const auto agreed = verifier.verify(out.bytes, plan, set.verifier_index(Format::kFhir)); !agreed) {
      ++tally.wrong;
      std::cout << path.stem().string() << ", " << name << ": the verifier refuses it: " << agreed.error().detail
                << "\n";
    }
    if (!seen.insert(out.bytes).second) continue;
    ++tally.written;
    std::ofstream(place / (name + ".json")) << out.bytes;
  }
}

int run(const fs::path& policy, const fs::path& folder, int count, char** records) {
  const auto set = load(policy);
  if (set == nullptr) {
    std::cerr << "the policy does not load\n";
    return 1;
  }
  const std::map<std::string, Plan> all = plans(*set);
  Tally tally;
  for (int i = 0; i < count; ++i) redact(*set, records[i], all, folder, tally);
  std::cout << all.size() << " plans, " << tally.written << " different outputs, " << tally.refused << " refusals, "
            << tally.wrong << " refused by the verifier\n";
  return tally.wrong == 0 && tally.written > 0 ? 0 : 1;
}

}  // namespace
}  // namespace concordat::policy

int main(int count, char** words) {
  if (count > 3) return concordat::policy::run(words[1], words[2], count - 3, words + 3);
  std::cerr << "fhir_disclosures POLICY FOLDER RECORD...\n";
  return 64;
}
