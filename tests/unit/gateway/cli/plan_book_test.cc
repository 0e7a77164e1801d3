#include "gateway/client/plan_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "gateway/client/native_client.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

native::v1::Plan plan_of(const std::vector<std::string>& actions) {
  native::v1::Plan plan;
  plan.set_hash("hash");
  plan.add_agreements("ISA-2026-014 v3");
  for (std::size_t i = 0; i < actions.size(); ++i) {
    auto* item = plan.add_items();
    item->set_item("item." + std::to_string(i));
    item->set_action(actions[i]);
  }
  return plan;
}

std::vector<ItemOutcome> expanded(const std::vector<std::string>& actions,
                                  const std::vector<std::uint32_t>& absent = {},
                                  const std::vector<std::uint32_t>& altered = {}) {
  PlanBook plans;
  plans.learn(plan_of(actions));
  return plans.expand("hash", absent, altered).value();
}

TEST(PlanBook, TellsReleasedChangedAndWithheldApart) {
  const auto items = expanded({"keep", "withhold", "mask: last-3", "generalise: day", "pseudonymise: asc-2026"});
  EXPECT_THAT(names(items, Outcome::kReleased), ElementsAre("item.0"));
  EXPECT_THAT(names(items, Outcome::kWithheld), ElementsAre("item.1"));
  EXPECT_THAT(names(items, Outcome::kChanged), ElementsAre("item.2", "item.3", "item.4"));
}

TEST(PlanBook, AnItemThatTheRecordLacksIsInNoList) {
  const auto items = expanded({"keep", "mask: all", "withhold"}, {0, 1, 2});
  for (const Outcome outcome : {Outcome::kReleased, Outcome::kChanged, Outcome::kWithheld}) {
    EXPECT_THAT(names(items, outcome), IsEmpty());
  }
}

TEST(PlanBook, WhatCouldNotBeChangedWithCertaintyIsWithheld) {
  const auto items = expanded({"keep", "generalise: month"}, {}, {1});
  EXPECT_THAT(names(items, Outcome::kWithheld), ElementsAre("item.1"));
  EXPECT_TRUE(items[1].altered);
}

TEST(PlanBook, AnActionThatItDoesNotKnowIsNeverCalledReleased) {
  EXPECT_THAT(names(expanded({"keep it all", "KEEP", ""}), Outcome::kWithheld),
              ElementsAre("item.0", "item.1", "item.2"));
}

TEST(PlanBook, RefusesAPlanThatWasNotSentAndAPositionThatItDoesNotHave) {
  PlanBook plans;
  EXPECT_FALSE(plans.expand("hash", {}, {}));
  plans.learn(plan_of({"keep"}));
  const std::vector<std::uint32_t> beyond = {1};
  EXPECT_FALSE(plans.expand("hash", beyond, {}));
  EXPECT_FALSE(plans.expand("hash", {}, beyond));
  EXPECT_THAT(plans.agreements("hash"), ElementsAre("ISA-2026-014 v3"));
}

RC_GTEST_PROP(PlanBook, EveryItemHasOneOutcomeAndNothingIsReleasedThatIsNotKept, ()) {
  const auto actions = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("keep", "withhold", "mask: all", "generalise: day", "something: else")));
  const auto position = rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(actions.size()));
  const auto absent = *rc::gen::container<std::vector<std::uint32_t>>(position);
  const auto altered = *rc::gen::container<std::vector<std::uint32_t>>(position);
  const auto items = expanded(actions, absent, altered);
  RC_ASSERT(items.size() == actions.size());
  const auto holds = [](const std::vector<std::uint32_t>& list, std::size_t i) {
    return std::find(list.begin(), list.end(), static_cast<std::uint32_t>(i)) != list.end();
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    RC_ASSERT((items[i].outcome == Outcome::kAbsent) == holds(absent, i));
    RC_ASSERT((items[i].outcome == Outcome::kReleased) ==
              (actions[i] == "keep" && !holds(absent, i) && !holds(altered, i)));
  }
}

RC_GTEST_PROP(Ranges, CoverTheSequencesAndNothingElse, (const std::vector<std::uint8_t>& small)) {
  const std::vector<std::uint64_t> sequences(small.begin(), small.end());
  std::set<std::uint64_t> covered;
  const auto ranges = ranges_of(sequences);
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    RC_ASSERT(ranges[i].first <= ranges[i].last);
    if (i > 0) RC_ASSERT(ranges[i].first > ranges[i - 1].last + 1);
    for (std::uint64_t at = ranges[i].first; at <= ranges[i].last; ++at) covered.insert(at);
  }
  RC_ASSERT(covered == std::set<std::uint64_t>(sequences.begin(), sequences.end()));
}

}  // namespace
}  // namespace concordat::client
