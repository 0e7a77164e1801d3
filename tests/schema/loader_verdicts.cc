// What the loaders say of single files: reads lines "KIND FILE" and answers each with a line "good" or "bad" and what
// is wrong. Only what a file alone shows counts; what takes several files is the checker's, and no schema could see it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "gateway/config/gateway_config.h"
#include "policy/check/rules.h"
#include "policy/load/files.h"
#include "policy/problem.h"
#include "policy/source/yaml.h"

namespace {

using namespace concordat;

using Load = std::function<void(const policy::Node&, policy::Problems&, policy::Report&)>;

// The checker's rules about lawful bases, as if every party that names one were a controller and no public authority.
void load_agreement(const policy::Node& root, policy::Problems& problems, policy::Report& report) {
  const policy::Agreement agreement = policy::load_agreement(root, report);
  policy::Policy policy;
  for (const policy::LawfulBasis& basis : agreement.bases) {
    policy::AgencyFile file;
    file.agency.id = AgencyId{basis.party.text};
    file.agency.role = "controller";
    file.agency.public_authority = false;
    policy.agencies.push_back(std::move(file));
  }
  std::sort(policy.agencies.begin(), policy.agencies.end(),
            [](const auto& a, const auto& b) { return a.agency.id < b.agency.id; });
  policy::Findings findings(problems);
  policy::check_lawful_basis(policy, agreement, {}, findings);
}

template <auto load>
void load_alone(const policy::Node& root, policy::Problems&, policy::Report& report) {
  (void)load(root, report);
}

const std::map<std::string, Load> kLoads{
    {"agency", load_alone<policy::load_agency>},         {"agreement", load_agreement},
    {"vocabulary", load_alone<policy::load_vocabulary>}, {"purposes", load_alone<policy::load_purposes>},
    {"floor", load_alone<policy::load_floor>},           {"routes", load_alone<policy::load_routes>},
    {"list", load_alone<policy::load_person_list>}};

policy::Problems problems_of(const std::string& kind, const std::filesystem::path& path) {
  policy::Problems problems;
  if (kind == "gateway") {
    (void)gateway::read_gateway_config(path.parent_path().string(), problems);
    return problems;
  }
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  policy::Report report(path.filename().string(), problems);
  if (const auto root = policy::read_yaml(text, report)) kLoads.at(kind)(*root, problems, report);
  return problems;
}

}  // namespace

int main() {
  std::string kind, path;
  while (std::cin >> kind && std::getline(std::cin >> std::ws, path)) {
    const policy::Problems problems = problems_of(kind, path);
    std::cout << (policy::has_error(problems) ? "bad" : "good");
    for (const policy::Problem& problem : problems) std::cout << ' ' << problem.str() << ';';
    std::cout << '\n';
  }
}
