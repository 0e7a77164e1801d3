#include "policy/compile/plan.h"

#include <gtest/gtest.h>

#include "protocol/base/bytes.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

const Plan* small_plan(const PolicySet& set) {
  return decide(set).plan;
}

TEST(Plan, ItsTextIsCanonical) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.share = "{keep: [person.name], mask: {person.phone: last-3}}",
                                                 .obligations = "{expire_after: 2d, onward_sharing: forbidden}"}
                                       .str();
  auto set = load_or_fail(files);
  auto plan = small_plan(*set);
  EXPECT_EQ(plan_text(*plan, set->vocabulary()),
            R"({"agreements":[{"hash":")" + plan->agreements[0].hash +
                R"(","id":"ISA-1","version":3}],"items":{)"
                R"("person.name":{"action":"keep","clause":"ISA-1 share.keep person.name"},)"
                R"("person.phone":{"action":"mask: last-3","clause":"ISA-1 share.mask person.phone"},)"
                R"("person.religion":{"action":"withhold","clause":"ISA-1 withhold person.religion"},)"
                R"("protected.adoption":{"action":"withhold","clause":"floor Adoption and Children Act 2002 s.57"}},)"
                R"("obligations":{"expire_after_seconds":172800,"onward_sharing":"forbidden"},)"
                R"("vocabulary_hash":")" +
                plan->vocabulary_hash + R"("})");
  EXPECT_EQ(plan->hash.size(), 32u);
}

TEST(Plan, IsReadBackAsItWasSealed) {
  auto set = load_or_fail(small_policy());
  auto plan = small_plan(*set);
  auto read = parse_plan(plan_text(*plan, set->vocabulary()), set->vocabulary());
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->hash, plan->hash);
  EXPECT_EQ(read->agreements, plan->agreements);
  EXPECT_EQ(read->obligations, plan->obligations);
  for (std::size_t i = 0; i < plan->items.size(); ++i) EXPECT_EQ(read->items[i].action, plan->items[i].action) << i;
  Plan sealed_again = *read;
  seal(sealed_again, set->vocabulary());
  EXPECT_EQ(sealed_again.hash, plan->hash);
  EXPECT_EQ(plan_text(*read, set->vocabulary()), plan_text(*plan, set->vocabulary()));
}

TEST(Plan, AnItemThatTheVocabularyNoLongerHasIsDropped) {
  auto set = load_or_fail(small_policy());
  auto plan = small_plan(*set);
  Vocabulary smaller;
  smaller.items.push_back(set->vocabulary().items[*set->vocabulary().item("person.name")]);
  smaller.item_by_name.emplace("person.name", ItemIndex{0});
  auto read = parse_plan(plan_text(*plan, set->vocabulary()), smaller);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->items.size(), 1u);
  EXPECT_EQ(read->items[0].action.str(), "keep");
}

TEST(Plan, AnItemThatBecameStructureStaysStructure) {
  auto set = load_or_fail(small_policy());
  Vocabulary changed = set->vocabulary();
  changed.items[*changed.item("person.religion")].category = Category::kStructural;
  auto read = parse_plan(plan_text(*small_plan(*set), set->vocabulary()), changed);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->items[*changed.item("person.religion")].action.str(), "keep");
}

TEST(Plan, WhatIsNoPlanIsRefused) {
  auto set = load_or_fail(small_policy());
  const std::string good = plan_text(*small_plan(*set), set->vocabulary());
  const std::vector<std::string> bad_texts{
      std::string(),
      std::string("[]"),
      std::string("{}"),
      std::string("null"),
      good.substr(0, good.size() / 2),
      replaced(good, "\"keep\"", "\"kept\""),
      replaced(good, "\"keep\"", "1"),
      replaced(good, "\"items\":{", "\"items\":[{"),
      replaced(good, "\"version\":3", "\"version\":\"3\""),
      replaced(good, "\"retain_days\":100", "\"retain_days\":1.5"),
      R"({"agreements":[1],"items":{},"obligations":{},"vocabulary_hash":""})",
      R"({"agreements":[],"items":{"person.name":1},"obligations":{},"vocabulary_hash":""})"};
  for (const std::string& bad : bad_texts) {
    EXPECT_FALSE(parse_plan(bad, set->vocabulary())) << bad;
  }
}

TEST(Plan, AgreementsForTheSameTermsShareOnePlan) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.records = "[referral, discharge-notice]"}.str();
  auto set = load_or_fail(files);
  auto one = set->decide({"riverside-trust", "eastshire-council", "direct-care", 0b01, kMidJune2026});
  auto other = set->decide({"riverside-trust", "eastshire-council", "direct-care", 0b10, kMidJune2026});
  auto both = set->decide({"riverside-trust", "eastshire-council", "direct-care", 0b11, kMidJune2026});
  EXPECT_EQ(one.plan, other.plan);
  EXPECT_EQ(one.plan, both.plan);
}

TEST(Plan, TheVocabularysHashChangesWithItsSelectors) {
  PolicyFiles files = small_policy();
  auto old_set = load_or_fail(files);
  auto before = small_plan(*old_set);
  files["vocabulary.yaml"] =
      replaced(files["vocabulary.yaml"], "json: [person.phone]", "json: [person.phone, person.mobile]");
  auto new_set = load_or_fail(files);
  auto after = small_plan(*new_set);
  EXPECT_NE(before->vocabulary_hash, after->vocabulary_hash);
  EXPECT_NE(before->hash, after->hash);
}

}  // namespace
}  // namespace concordat::policy
