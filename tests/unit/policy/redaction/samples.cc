#include "tests/unit/policy/redaction/samples.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "policy/compile/compiled.h"

namespace concordat::policy::test {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMidNovember2026 = 1794700800;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

fs::path shared_data() {
  const char* named = std::getenv("CONCORDAT_SHARED");
  return fs::path(named != nullptr ? named : CONCORDAT_SOURCE_DIR "/../shared") / "data";
}

// Drafts and suspended agreements too speak of what they would let through.
std::string activated(std::string text) {
  const std::size_t at = text.find("\nstatus: ");
  if (at != std::string::npos) text.replace(at, text.find('\n', at + 1) - at, "\nstatus: active");
  return text;
}

void add_folder(const fs::path& folder, std::map<std::string, Sample>& out) {
  if (!fs::exists(folder)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const std::string text = read_file(entry.path());
    const bool fhir = text.find("\"resourceType\"") != std::string::npos;
    const std::string name = entry.path().stem().string();
    out[name] = {name, fhir ? Format::kFhir : Format::kJson, text};
  }
}

}  // namespace

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = [] {
    std::map<std::string, Sample> found;
    add_folder(CONCORDAT_SOURCE_DIR "/deploy/examples/records", found);
    add_folder(CONCORDAT_SOURCE_DIR "/tests/unit/policy/redaction/records", found);
    add_folder(shared_data() / "fhir-bars", found);
    std::vector<Sample> out;
    for (auto& [name, sample] : found) out.push_back(std::move(sample));
    return out;
  }();
  return all;
}

const std::vector<Sample>& hl7_samples() {
  static const std::vector<Sample> all = [] {
    std::vector<Sample> out;
    for (const fs::path& folder :
         {fs::path(CONCORDAT_SOURCE_DIR "/tests/unit/policy/redaction/records"), shared_data() / "hl7v2"}) {
      if (!fs::exists(folder)) continue;
      for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".hl7") continue;
        out.push_back({entry.path().stem().string(), Format::kHl7v2, read_file(entry.path())});
      }
    }
    std::sort(out.begin(), out.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
    return out;
  }();
  return all;
}

bool published_samples_are_there() {
  return fs::exists(shared_data() / "fhir-bars");
}

const PolicySet& shipped_policy() {
  static const std::shared_ptr<const PolicySet> loaded = [] {
    const fs::path folder = CONCORDAT_SOURCE_DIR "/deploy/examples";
    PolicyFiles files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".yaml")
        files[fs::relative(entry.path(), folder).string()] = activated(read_file(entry));
    }
    Loaded policy = load_policy(files, kMidNovember2026);
    if (policy.set == nullptr)
      throw std::runtime_error("the shipped policy does not load: " + policy.problems[0].str());
    return policy.set;
  }();
  return *loaded;
}

const std::map<std::string, Plan>& shipped_plans() {
  static const std::map<std::string, Plan> all = [] {
    const PolicySet& policy = shipped_policy();
    std::map<std::string, std::pair<std::string, Plan>> by_text;
    for (const Agency& from : policy.agencies()) {
      for (const Agency& to : policy.agencies()) {
        for (const Purpose& purpose : policy.compiled().policy.purposes) {
          for (std::size_t kind = 0; kind < policy.vocabulary().kinds.size(); ++kind) {
            const Decision decision = policy.decide(
                {from.id.str(), to.id.str(), purpose.id.str(), KindSet{1} << kind, kMidNovember2026, kNothingAgainst});
            if (!decision.permit) continue;
            const std::string name = from.id.str() + " to " + to.id.str() + ", " + purpose.id.str() + ", " +
                                     policy.vocabulary().kinds[kind].id.str();
            by_text.try_emplace(plan_text(*decision.plan, policy.vocabulary()), name, *decision.plan);
          }
        }
      }
    }
    std::map<std::string, Plan> out;
    for (auto& [text, named] : by_text) out.insert(std::move(named));
    return out;
  }();
  return all;
}

Plan generated_plan(unsigned seed) {
  static const char* const kActions[] = {"keep",
                                         "keep",
                                         "keep",
                                         "keep",
                                         "withhold",
                                         "withhold",
                                         "mask: all",
                                         "mask: last-3",
                                         "generalise: year",
                                         "generalise: day",
                                         "generalise: outward",
                                         "generalise: band-5",
                                         "pseudonymise: k1"};
  std::mt19937 random(seed);
  const std::vector<Item>& items = shipped_policy().vocabulary().items;
  Plan plan;
  for (const Item& item : items) {
    Action action = *Action::parse(kActions[random() % std::size(kActions)]);
    if (!can_be_done(action, item.type)) action = Action{};
    if (item.category == Category::kStructural) action.kind = ActionKind::kKeep;
    plan.items.edit().push_back({action, {}});
  }
  return plan;
}

unsigned first_seed() {
  const char* named = std::getenv("CONCORDAT_SEED");
  return named == nullptr ? 1 : static_cast<unsigned>(std::strtoul(named, nullptr, 10));
}

}  // namespace concordat::policy::test
