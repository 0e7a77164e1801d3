#include "tests/integration/disclosure/policy_of.h"

#include <chrono>
#include <stdexcept>

#include "tests/integration/harness/files.h"

namespace concordat::integration {
namespace {

std::int64_t unix_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::shared_ptr<const policy::PolicySet> policy_of(const std::string& config) {
  policy::PolicyFiles files;
  for (const char* name : {"vocabulary.yaml", "purposes.yaml", "floor.yaml", "routes.yaml"})
    files[name] = read_file(config + "/" + name);
  for (const char* folder : {"agencies", "agreements"}) {
    for (const std::string& path : files_under(config + "/" + folder))
      files[path.substr(config.size() + 1)] = read_file(path);
  }
  const policy::Loaded loaded = policy::load_policy(files, unix_seconds());
  if (loaded.set) return loaded.set;
  std::string problems;
  for (const policy::Problem& problem : loaded.problems) problems += problem.str() + "\n";
  throw std::runtime_error(problems);
}

std::shared_ptr<const policy::Plan> plan_of(const policy::PolicySet& policy, const std::string& kind) {
  const auto index = policy.vocabulary().kind(kind);
  if (!index) throw std::runtime_error("no such kind: " + kind);
  const policy::Decision decision = policy.decide({.sender = "riverside-trust",
                                                   .recipient = "eastshire-council",
                                                   .purpose = "direct-care",
                                                   .kinds = policy::KindSet{1} << *index,
                                                   .unix_seconds = unix_seconds(),
                                                   .circumstances = policy::kNothingAgainst});
  if (!decision.permit) throw std::runtime_error("a " + kind + " is denied");
  return std::make_shared<const policy::Plan>(*decision.plan);
}

}  // namespace concordat::integration
