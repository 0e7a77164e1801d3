// `concordat policy who, matrix and diff`, run as people run them: each file in cases/ is a command, all that it says,
// and its exit status. With CONCORDAT_UPDATE_GOLDEN set the files are written anew, to be read before they are kept.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace concordat::cli {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(CONCORDAT_SOURCE_DIR) / "tests/golden/tools";

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder / "cases"))
    names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

// What the command says, on either stream, and how it ends.
std::string run(const std::string& command) {
  const std::string shell =
      "cd " + kFolder.string() + " && " CONCORDAT_BINARY + command.substr(command.find(' ')) + " 2>&1 </dev/null";
  FILE* pipe = ::popen(shell.c_str(), "r");
  std::string out;
  char block[4096];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, n);
  const int status = ::pclose(pipe);
  return out + "exit " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128) + '\n';
}

class ToolsGolden : public testing::TestWithParam<std::string> {};

TEST_P(ToolsGolden, SaysWhatTheFileHolds) {
  const auto path = kFolder / "cases" / (GetParam() + ".txt");
  std::ifstream in(path);
  std::string command;
  ASSERT_TRUE(std::getline(in, command) && command.starts_with("$ concordat "));
  std::stringstream expected;
  expected << in.rdbuf();
  const std::string said = run(command.substr(2));
  if (std::getenv("CONCORDAT_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << command << '\n' << said;
  } else {
    EXPECT_EQ(said, expected.str());
  }
}

INSTANTIATE_TEST_SUITE_P(Tools, ToolsGolden, testing::ValuesIn(cases()), [](const auto& tested) {
  std::string name = tested.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace concordat::cli
