// The whole of a policy: every disclosure once, with its times.

#include "policy/survey/disclosures.h"

#include <gtest/gtest.h>

#include "policy/survey/who.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

AgreementText agreement(const std::string& id, const std::string& first_day, const std::string& last_day,
                        const std::string& share = "{keep: [person.name]}") {
  AgreementText text;
  text.id = id;
  text.first_day = first_day;
  text.last_day = text.review_by = last_day;
  text.share = share;
  text.withhold = "";
  return text;
}

std::shared_ptr<const PolicySet> policy(const std::vector<AgreementText>& agreements) {
  PolicyFiles files = small_policy();
  files.erase("agreements/isa-1.yaml");
  for (const AgreementText& text : agreements) files["agreements/" + text.id + ".yaml"] = text.str();
  return load_or_fail(files);
}

TEST(DisclosuresTest, EachHasItsPartiesKindAndDays) {
  AgreementText text = agreement("ISA-1", "2026-01-01", "2027-12-31");
  text.records = "[referral, outcome]";
  const auto set = policy({text});
  const std::vector<Flow> all = flows(*set);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind->id.str(), "outcome");
  EXPECT_EQ(all[1].kind->id.str(), "referral");
  EXPECT_EQ(all[1].provider->id.str(), "riverside-trust");
  EXPECT_EQ(all[1].recipient->id.str(), "eastshire-council");
  EXPECT_EQ(all[1].purpose->id.str(), "direct-care");
  ASSERT_EQ(all[1].stretches.size(), 1u);
  EXPECT_EQ(first_day(all[1].stretches[0].from), "2026-01-01");
  EXPECT_EQ(last_day(all[1].stretches[0].until), "2027-12-31");
  EXPECT_EQ(all[1].stretches[0].plan->clause(*set->vocabulary().item("person.name")), "ISA-1 share.keep person.name");
}

TEST(DisclosuresTest, AGapAndAnOverlapAreStretchesOfTheirOwn) {
  const auto set =
      policy({agreement("ISA-1", "2026-01-01", "2026-03-31"), agreement("ISA-2", "2026-03-01", "2026-04-30"),
              agreement("ISA-3", "2026-06-01", "2026-06-30")});
  const std::vector<Flow> all = flows(*set);
  ASSERT_EQ(all.size(), 1u);
  std::vector<std::string> days;
  for (const Stretch& stretch : all[0].stretches)
    days.push_back(first_day(stretch.from) + " " + last_day(stretch.until) + " " +
                   std::to_string(stretch.plan->agreements.size()));
  EXPECT_EQ(days, (std::vector<std::string>{"2026-01-01 2026-02-28 1", "2026-03-01 2026-03-31 2",
                                            "2026-04-01 2026-04-30 1", "2026-06-01 2026-06-30 1"}));
}

TEST(DisclosuresTest, WhatIsOnlyTriedOutCutsNothing) {
  AgreementText shadow = agreement("ISA-2", "2026-05-01", "2026-05-31");
  shadow.status = "shadow";
  const auto set = policy({agreement("ISA-1", "2026-01-01", "2026-12-31"), shadow});
  EXPECT_EQ(flows(*set).at(0).stretches.size(), 1u);
}

TEST(DisclosuresTest, AtOneMomentOnlyWhatHoldsThen) {
  const auto set =
      policy({agreement("ISA-1", "2026-01-01", "2026-03-31"), agreement("ISA-2", "2026-06-01", "2026-06-30")});
  ASSERT_EQ(flows_at(*set, kMidJune2026).size(), 1u);
  EXPECT_EQ(flows_at(*set, kMidJune2026)[0].stretches.size(), 1u);
  EXPECT_EQ(flows_at(*set, kMidJune2026)[0].stretches[0].plan->agreements[0].id.str(), "ISA-2");
  EXPECT_TRUE(flows_at(*set, flows(*set)[0].stretches[0].until).empty());
}

TEST(WhoTest, SaysUntilWhenAcrossAgreements) {
  const auto set = policy({agreement("ISA-1", "2026-01-01", "2026-06-30", "{keep: [person.name, person.phone]}"),
                           agreement("ISA-2", "2026-06-01", "2026-08-31")});
  const auto found = who_receives(
      *set, {*set->vocabulary().item("person.name"), *set->vocabulary().item("person.phone")}, kMidJune2026);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(last_day(found[0].until), "2026-08-31");
  EXPECT_EQ(last_day(found[1].until), "2026-06-30");
  EXPECT_EQ(found[1].clause, "ISA-1 share.keep person.phone");
}

TEST(WhoTest, NamesNobodyForWhatIsWithheld) {
  const auto set = load_or_fail(small_policy());
  EXPECT_TRUE(who_receives(*set, {*set->vocabulary().item("person.religion")}, kMidJune2026).empty());
}

TEST(WhoTest, KindsThatAreToldAlikeAreOneAnswer) {
  AgreementText text = agreement("ISA-1", "2026-01-01", "2027-12-31");
  text.records = "[referral, outcome, discharge-notice]";
  const auto set = policy({text});
  const auto found = who_receives(*set, {*set->vocabulary().item("person.name")}, kMidJune2026);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kinds.size(), 3u);
}

}  // namespace
}  // namespace concordat::policy
