#pragma once
// The policy that is shipped in deploy/examples, for tests that hold it against something: its files as they are, and
// the records that show what its agreements do.
//
//   auto set = load_or_fail(shipped_files());
//   std::string body = read_file(kExamples / "records" / "discharge-referral-1.hl7");

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "policy/policy_set.h"

namespace concordat::policy::test {

inline const std::filesystem::path kExamples = std::filesystem::path(CONCORDAT_SOURCE_DIR) / "deploy" / "examples";

// Empty when there is no such file.
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline PolicyFiles shipped_files() {
  PolicyFiles files;
  for (const char* folder : {"agencies", "agreements"}) {
    for (const auto& entry : std::filesystem::directory_iterator(kExamples / folder)) {
      files[std::string(folder) + "/" + entry.path().filename().string()] = read_file(entry.path());
    }
  }
  for (const char* name : {"vocabulary.yaml", "purposes.yaml", "floor.yaml", "routes.yaml"}) {
    files[name] = read_file(kExamples / name);
  }
  return files;
}

}  // namespace concordat::policy::test
