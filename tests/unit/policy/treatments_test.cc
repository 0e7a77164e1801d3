// What is remembered of a plan must never outlive what the plan says.
#include "policy/redact/treatments.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

Treatment treatment_of_name(Treatments& treatments, const Plan& plan) {
  return treatments.of(plan, vocabulary()).by_item[item("person.name")];
}

TEST(Treatments, AreThoseOfThePlan) {
  Treatments treatments;
  Plan plan = empty_plan();
  plan.items.edit()[item("person.name")].action = action("keep");
  plan.items.edit()[item("person.birth_date")].action = action("generalise: year");
  const PlanTreatments& held = treatments.of(plan, vocabulary());
  EXPECT_EQ(held.by_item[item("person.name")], Treatment::kKeep);
  EXPECT_EQ(held.by_item[item("person.birth_date")], Treatment::kTransform);
  EXPECT_EQ(held.by_item[item("person.address")], Treatment::kWithhold);
  EXPECT_EQ(held.by_item[item("message.header")], Treatment::kStructural);
  EXPECT_EQ(held.planned, (std::vector<ItemIndex>{item("person.name"), item("person.birth_date")}));
}

TEST(Treatments, APlanEditedAfterUseIsObeyedAsItNowStands) {
  Treatments treatments;
  Plan plan = keep_all_plan();
  ASSERT_EQ(treatment_of_name(treatments, plan), Treatment::kKeep);
  plan.items.edit()[item("person.name")].action = action("withhold");
  EXPECT_EQ(treatment_of_name(treatments, plan), Treatment::kWithhold);
}

TEST(Treatments, APlanInThePlaceOfAnotherIsNotTakenForIt) {
  Treatments treatments;
  for (int i = 0; i < 64; ++i) {
    const auto plan = std::make_unique<Plan>(i % 2 == 0 ? keep_all_plan() : empty_plan());
    ASSERT_EQ(treatment_of_name(treatments, *plan), i % 2 == 0 ? Treatment::kKeep : Treatment::kWithhold) << i;
  }
}

TEST(Treatments, MorePlansThanAreRememberedKeepTheirOwn) {
  Treatments treatments;
  std::vector<Plan> plans;
  for (int i = 0; i < 200; ++i) plans.push_back(i % 3 == 0 ? keep_all_plan() : empty_plan());
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
      ASSERT_EQ(treatment_of_name(treatments, plans[i]), i % 3 == 0 ? Treatment::kKeep : Treatment::kWithhold) << i;
    }
  }
}

TEST(Treatments, AnEmptyPlanWithholdsEverything) {
  Treatments treatments;
  EXPECT_EQ(treatment_of_name(treatments, Plan{}), Treatment::kWithhold);
  EXPECT_TRUE(treatments.of(Plan{}, vocabulary()).planned.empty());
}

}  // namespace
}  // namespace concordat::policy::test
