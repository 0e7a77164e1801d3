// What the loaders say of single files: reads lines "KIND FILE" and answers each with a line "good" or "bad" and what
// is wrong. Only what a file alone shows counts; what takes several files is the checker's, and no schema could see it.

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "gateway/config/gateway_config.h"
#include "policy/load/files.h"
#include "policy/problem.h"
#include "policy/source/yaml.h"

namespace {

using namespace concordat;

using Load = std::function<void(const policy::Node&, policy::Report&)>;

const std::map<std::string, Load> kLoads{
    {"agency", [](const policy::Node& root, policy::Report& report) { (void)policy::load_agency(root, report); }},
    {"agreement", [](const policy::Node& root, policy::Report& report) { (void)policy::load_agreement(root, report); }},
    {"vocabulary",
     [](const policy::Node& root, policy::Report& report) { (void)policy::load_vocabulary(root, report); }},
    {"purposes", [](const policy::Node& root, policy::Report& report) { (void)policy::load_purposes(root, report); }},
    {"floor", [](const policy::Node& root, policy::Report& report) { (void)policy::load_floor(root, report); }},
    {"routes", [](const policy::Node& root, policy::Report& report) { (void)policy::load_routes(root, report); }},
    {"list", [](const policy::Node& root, policy::Report& report) { (void)policy::load_person_list(root, report); }}};

policy::Problems problems_of(const std::string& kind, const std::filesystem::path& path) {
  policy::Problems problems;
  if (kind == "gateway") {
    (void)gateway::read_gateway_config(path.parent_path().string(), problems);
    return problems;
  }
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  policy::Report report(path.filename().string(), problems);
  if (const auto root = policy::read_yaml(text, report)) kLoads.at(kind)(*root, report);
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
