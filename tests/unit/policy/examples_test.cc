// The shipped examples are right: they load without an error and without a warning, and the main one permits what it is
// for.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

PolicyFiles read_examples() {
  const std::filesystem::path root = std::filesystem::path(CONCORDAT_SOURCE_DIR) / "deploy" / "examples";
  PolicyFiles files;
  auto take = [&](const std::filesystem::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    files[std::filesystem::relative(path, root).generic_string()] = text.str();
  };
  for (const char* folder : {"agencies", "agreements"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) take(entry.path());
  }
  for (const char* name : {"vocabulary.yaml", "purposes.yaml", "floor.yaml", "routes.yaml"}) take(root / name);
  return files;
}

TEST(Examples, LoadWithoutAProblem) {
  EXPECT_EQ(problems_of(read_examples()), "");
}

TEST(Examples, TheDischargeAgreementPermitsAReferralAndItsFloorHolds) {
  auto set = load_or_fail(read_examples());
  ASSERT_NE(set, nullptr);
  Decision decision = decide(*set);
  ASSERT_TRUE(decision.permit) << ::testing::PrintToString(decision.reasons);
  EXPECT_EQ(action_of(*set, decision, "person.name"), "keep");
  EXPECT_EQ(action_of(*set, decision, "admission.time"), "generalise: day");
  EXPECT_EQ(action_of(*set, decision, "staff.phone"), "mask: last-3");
  EXPECT_EQ(action_of(*set, decision, "person.religion"), "withhold");
  EXPECT_EQ(action_of(*set, decision, "protected.adoption"), "withhold");
  EXPECT_EQ(decision.plan->obligations.retain_days, 2920u);
  EXPECT_EQ(set->pseudonym_keys(), (std::vector<std::string>{"asc-2026", "planning-2026"}));
}

}  // namespace
}  // namespace concordat::policy
