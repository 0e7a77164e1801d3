#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

PolicyFiles with_agreement(const AgreementText& text) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = text.str();
  return files;
}

TEST(Decide, PermitsWhatAnAgreementNamesAndWithholdsTheRest) {
  auto set = load_or_fail(small_policy());
  ASSERT_NE(set, nullptr);
  Decision decision = decide(*set);
  ASSERT_TRUE(decision.permit);
  EXPECT_EQ(action_of(*set, decision, "person.name"), "keep");
  EXPECT_EQ(action_of(*set, decision, "person.religion"), "withhold");
  EXPECT_EQ(action_of(*set, decision, "referral.reason"), "withhold");
  EXPECT_EQ(action_of(*set, decision, "structure.version"), "keep");
  ASSERT_EQ(decision.agreements.size(), 1u);
  EXPECT_EQ(decision.agreements[0].id.str(), "ISA-1");
  EXPECT_EQ(decision.agreements[0].version, 3u);
  EXPECT_EQ(decision.plan->obligations.retain_days, 100u);
  EXPECT_EQ(decision.plan->items[*set->vocabulary().item("person.name")].clause, "ISA-1 share.keep person.*");
}

TEST(Decide, TheReverseDirectionIsDenied) {
  auto set = load_or_fail(small_policy());
  Decision decision = set->decide({"eastshire-council", "riverside-trust", "direct-care", 1, kMidJune2026});
  EXPECT_FALSE(decision.permit);
  EXPECT_EQ(decision.denial, Denial::kNoSharedAgreement);
}

TEST(Decide, AnUnknownRecipientIsAnsweredAsOneWithoutASharedAgreement) {
  auto set = load_or_fail(small_policy());
  Decision without = set->decide({"riverside-trust", "westmoor-trust", "direct-care", 1, kMidJune2026});
  Decision unknown = set->decide({"riverside-trust", "nobody", "direct-care", 1, kMidJune2026});
  EXPECT_EQ(without.denial, unknown.denial);
  EXPECT_EQ(without.reasons, unknown.reasons);
  EXPECT_EQ(without.agreements, unknown.agreements);
  EXPECT_EQ(unknown.denial, Denial::kNoSharedAgreement);
}

TEST(Decide, ADraftASuspendedAndAShadowAgreementPermitNothing) {
  for (std::string status : {"draft", "suspended", "shadow"}) {
    AgreementText text;
    text.status = status;
    auto set = load_or_fail(with_agreement(text));
    Decision decision = decide(*set);
    EXPECT_FALSE(decision.permit) << status;
    EXPECT_EQ(decision.denial, Denial::kNotInForce) << status;
    ASSERT_EQ(decision.reasons.size(), 1u);
    EXPECT_THAT(decision.reasons[0], HasSubstr("ISA-1 is ")) << status;
  }
}

TEST(Decide, ADenialNamesTheNearestMissByDate) {
  AgreementText text;
  text.last_day = "2026-05-31";
  text.review_by = "2026-03-31";
  auto set = load_or_fail(with_agreement(text));
  Decision decision = decide(*set);
  EXPECT_EQ(decision.denial, Denial::kNotInForce);
  EXPECT_THAT(decision.reasons, ElementsAre("ISA-1 would have permitted this until 2026-05-31"));
}

}  // namespace
}  // namespace concordat::policy
