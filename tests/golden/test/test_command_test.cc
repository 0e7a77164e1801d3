// `concordat policy test` says of each policy here exactly what is expected of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/golden/run_policy.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kCases = kGolden / "test";

RanPolicy run(const std::string& words) {
  return run_policy("test " + words);
}

class PolicyTest : public testing::TestWithParam<const char*> {};

TEST_P(PolicyTest, SaysOfEachPolicyWhatIsExpected) {
  const fs::path policy = kCases / GetParam();
  const RanPolicy text = run(policy.string());
  expect_golden(policy / "expected.txt", text.out);
  expect_golden(policy / "expected.status", std::to_string(text.status) + "\n");
  const RanPolicy json = run(policy.string() + " --json");
  expect_golden(policy / "expected.json", json.out);
  EXPECT_EQ(json.status, text.status);
}

INSTANTIATE_TEST_SUITE_P(Golden, PolicyTest, testing::Values("sound", "broken"),
                         [](const auto& name) { return std::string(name.param); });

TEST(PolicyTestCommand, IsStrictAboutRulesThatNothingCoversWhenAsked) {
  EXPECT_EQ(run((kCases / "sound").string()).status, 0);
  EXPECT_EQ(run((kCases / "sound").string() + " --strict").status, 1);
}

TEST(PolicyTestCommand, HasHelpWithExamples) {
  const RanPolicy ran = run("--help");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("Examples:\n  concordat policy test"));
}

TEST(PolicyTestCommand, FollowsNoLinkOutOfTheDirectory) {
  ScratchFolder folder;
  fs::copy(kCases / "sound", folder.file("policy"), fs::copy_options::recursive);
  fs::rename(folder.file("policy/records/outcome.json"), folder.file("outcome.json"));
  fs::create_symlink(folder.file("outcome.json"), folder.file("policy/records/outcome.json"));
  const RanPolicy ran = run(folder.file("policy"));
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
  const RanPolicy ran = run(folder.file("policy"));
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("floor.yaml"));
  EXPECT_THAT(ran.out, HasSubstr("the policy has errors"));
}

}  // namespace
}  // namespace concordat::cli
