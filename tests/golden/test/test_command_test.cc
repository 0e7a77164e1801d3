// `concordat policy test` says of each policy here exactly what is expected of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kCases = fs::path(CONCORDAT_SOURCE_DIR) / "tests" / "golden" / "test";

struct Ran {
  int status = -1;
  std::string out;
};

Ran run(const std::string& words) {
  FILE* pipe = ::popen((std::string(CONCORDAT_BINARY) + " policy test " + words + " 2>&1 </dev/null").c_str(), "r");
  Ran ran;
  char block[4096];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) ran.out.append(block, n);
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return ran;
}

void expect_golden(const fs::path& file, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(text, ScratchFolder::read(file.string())) << file;
}

class PolicyTest : public testing::TestWithParam<const char*> {};

TEST_P(PolicyTest, SaysOfEachPolicyWhatIsExpected) {
  const fs::path policy = kCases / GetParam();
  const Ran text = run(policy.string());
  expect_golden(policy / "expected.txt", text.out);
  expect_golden(policy / "expected.status", std::to_string(text.status) + "\n");
  const Ran json = run(policy.string() + " --json");
  expect_golden(policy / "expected.json", json.out);
  EXPECT_EQ(json.status, text.status);
}

INSTANTIATE_TEST_SUITE_P(Golden, PolicyTest, testing::Values("sound", "broken"),
                         [](const auto& name) { return std::string(name.param); });

TEST(PolicyTestCommand, IsStrictAboutRulesThatNothingCoversWhenAsked) {
  EXPECT_EQ(run((kCases / "sound").string()).status, 0);
  EXPECT_EQ(run((kCases / "sound").string() + " --strict").status, 1);
}

TEST(PolicyTestCommand, FollowsNoLinkOutOfTheDirectory) {
  ScratchFolder folder;
  fs::copy(kCases / "sound", folder.file("policy"), fs::copy_options::recursive);
  fs::rename(folder.file("policy/records/outcome.json"), folder.file("outcome.json"));
  fs::create_symlink(folder.file("outcome.json"), folder.file("policy/records/outcome.json"));
  const Ran ran = run(folder.file("policy"));
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("../records/outcome.json leads out of the configuration directory"));
}

TEST(PolicyTestCommand, FollowsALinkThatStaysInside) {
  ScratchFolder folder;
  fs::copy(kCases / "sound", folder.file("policy"), fs::copy_options::recursive);
  fs::rename(folder.file("policy/records/outcome.json"), folder.file("policy/outcome.json"));
  fs::create_symlink("../outcome.json", folder.file("policy/records/outcome.json"));
  EXPECT_EQ(run(folder.file("policy")).status, 0);
}

TEST(PolicyTestCommand, SaysNothingOfAPolicyWithErrors) {
  ScratchFolder folder;
  fs::copy(kCases / "sound", folder.file("policy"), fs::copy_options::recursive);
  fs::remove(folder.file("policy/floor.yaml"));
  const Ran ran = run(folder.file("policy"));
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("floor.yaml"));
  EXPECT_THAT(ran.out, HasSubstr("the policy has errors"));
}

}  // namespace
}  // namespace concordat::cli
