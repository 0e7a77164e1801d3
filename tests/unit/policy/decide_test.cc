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
  ASSERT_EQ(decision.agreements().size(), 1u);
  EXPECT_EQ(decision.agreements()[0].id.str(), "ISA-1");
  EXPECT_EQ(decision.agreements()[0].version, 3u);
  EXPECT_EQ(decision.plan->obligations.retain_days, 100u);
  EXPECT_EQ(decision.plan->clause(*set->vocabulary().item("person.name")), "ISA-1 share.keep person.*");
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
  EXPECT_EQ(without.agreements(), unknown.agreements());
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
  text.first_day = "2026-07-01";
  text.last_day = "2027-05-31";
  text.review_by = "2026-12-31";
  EXPECT_THAT(decide(*load_or_fail(with_agreement(text))).reasons,
              ElementsAre("ISA-1 will permit this from 2026-07-01"));
}

TEST(Decide, ADenialNamesTheOtherPurpose) {
  auto set = load_or_fail(small_policy());
  Decision decision = set->decide({"riverside-trust", "eastshire-council", "safeguarding", 1, kMidJune2026});
  EXPECT_EQ(decision.denial, Denial::kOtherPurpose);
  EXPECT_THAT(decision.reasons, ElementsAre("ISA-1 is for the purpose direct-care, not safeguarding"));
}

TEST(Decide, ADenialNamesTheKindThatIsNotCovered) {
  auto set = load_or_fail(small_policy());
  Decision decision = set->decide({"riverside-trust", "eastshire-council", "direct-care", 0b011, kMidJune2026});
  EXPECT_EQ(decision.denial, Denial::kOtherKind);
  EXPECT_THAT(decision.reasons, ElementsAre("ISA-1 does not cover records of the kind discharge-notice"));
}

TEST(Decide, TheNearestMissIsNamedAndTheOthersAreNot) {
  PolicyFiles files = small_policy();
  AgreementText near{.id = "ISA-1", .status = "suspended"};
  AgreementText far{.id = "ISA-2", .status = "draft", .purpose = "safeguarding"};
  files["agreements/isa-1.yaml"] = near.str();
  files["agreements/isa-2.yaml"] = far.str();
  Decision decision = decide(*load_or_fail(files));
  EXPECT_THAT(decision.reasons, ElementsAre("ISA-1 is suspended"));
  ASSERT_EQ(decision.agreements().size(), 1u);
}

TEST(Decide, ReasonsNeverSpeakOfAgreementsOfOthers) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.status = "suspended"}.str();
  auto set = load_or_fail(files);
  for (const char* sender : {"westmoor-trust", "eastshire-council"}) {
    Decision decision = set->decide({sender, "riverside-trust", "direct-care", 1, kMidJune2026});
    EXPECT_EQ(decision.denial, Denial::kNoSharedAgreement);
    EXPECT_THAT(decision.reasons, ElementsAre("no sharing agreement lets you send to this recipient"));
  }
}

TEST(Decide, AnUnknownPurposeOrKindSaysNothingOfTheRecipient) {
  auto set = load_or_fail(small_policy());
  for (const char* to : {"eastshire-council", "westmoor-trust", "nobody"}) {
    EXPECT_EQ(set->decide({"riverside-trust", to, "gossip", 1, kMidJune2026}).denial, Denial::kUnknownPurpose);
    EXPECT_EQ(set->decide({"riverside-trust", to, "direct-care", 0, kMidJune2026}).denial, Denial::kUnknownKind);
  }
}

TEST(Decide, APlanThatReleasesNothingDenies) {
  AgreementText text;
  text.share = "{keep: [protected.adoption]}";
  Decision decision = decide(*load_or_fail(with_agreement(text)));
  EXPECT_EQ(decision.denial, Denial::kNothingReleased);
}

TEST(Decide, EveryDenialHasAName) {
  for (int i = 1; i <= static_cast<int>(Denial::kObjected); ++i) EXPECT_NE(name(static_cast<Denial>(i)), "none") << i;
}

// Europe/London. In 2026 summer time ends on Sunday 25 October at 01:00 UTC: that day has 25 hours.
constexpr std::int64_t kStartOf25October2026 = 1'792'882'800;  // 2026-10-24T23:00:00Z
constexpr std::int64_t kEndOf25October2026 = kStartOf25October2026 + 25 * 3600;

TEST(DecideDates, TheLastDayLastsItsTwentyFifthHour) {
  AgreementText text;
  text.last_day = "2026-10-25";
  text.review_by = "2026-10-25";
  auto set = load_or_fail(with_agreement(text));
  EXPECT_TRUE(decide(*set, kEndOf25October2026 - 1).permit);
  EXPECT_FALSE(decide(*set, kEndOf25October2026).permit);
}

TEST(DecideDates, TheFirstDayBeginsAtMidnightInLondonNotInGreenwich) {
  AgreementText text;
  text.first_day = "2026-10-25";
  auto set = load_or_fail(with_agreement(text));
  EXPECT_FALSE(decide(*set, kStartOf25October2026 - 1).permit);
  EXPECT_TRUE(decide(*set, kStartOf25October2026).permit);
}

TEST(DecideDates, TheTwentyNinthOfFebruaryIsADay) {
  AgreementText text;
  text.first_day = "2028-02-29";
  text.last_day = "2028-02-29";
  text.review_by = "2028-02-29";
  auto set = load_or_fail(with_agreement(text));
  constexpr std::int64_t kStart = 1'835'395'200;  // 2028-02-29T00:00:00Z
  EXPECT_FALSE(decide(*set, kStart - 1).permit);
  EXPECT_TRUE(decide(*set, kStart).permit);
  EXPECT_TRUE(decide(*set, kStart + 86'399).permit);
  EXPECT_FALSE(decide(*set, kStart + 86'400).permit);
}

TEST(DecideDates, PlansChangeWhenASecondAgreementBegins) {
  PolicyFiles files = small_policy();
  files["agreements/isa-2.yaml"] =
      AgreementText{.id = "ISA-2", .first_day = "2026-10-25", .share = "{mask: {person.phone: all}}", .withhold = ""}
          .str();
  auto set = load_or_fail(files);
  EXPECT_EQ(action_of(*set, decide(*set, kStartOf25October2026 - 1), "person.phone"), "keep");
  Decision later = decide(*set, kStartOf25October2026);
  EXPECT_EQ(action_of(*set, later, "person.phone"), "mask: all");
  EXPECT_EQ(later.agreements().size(), 2u);
}

TEST(PolicySet, ACertificateLeadsToExactlyOneAgency) {
  PolicyFiles files = small_policy();
  files["agencies/westmoor.yaml"] =
      replaced(files["agencies/westmoor.yaml"], "{san_uri: \"urn:agency:westmoor-trust\"}",
               "{san_dns: mesh.westmoor.example, common_name: westmoor}");
  auto set = load_or_fail(files);
  auto found = set->agency_of({.san_uris = {"urn:other", "urn:agency:riverside-trust"},
                               .san_dns = {},
                               .key_pin = {},
                               .common_name = "eastshire-council"});
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->id.str(), "riverside-trust");
  EXPECT_TRUE(set->agency_of({.san_uris = {}, .san_dns = {}, .key_pin = {}, .common_name = "westmoor"}));
  auto none = set->agency_of(
      {.san_uris = {"urn:agency:RIVERSIDE-TRUST"}, .san_dns = {}, .key_pin = {}, .common_name = "riverside-trust"});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().detail, HasSubstr("san_uri urn:agency:RIVERSIDE-TRUST, common_name riverside-trust"));
  auto both = set->agency_of({.san_uris = {"urn:agency:riverside-trust"},
                              .san_dns = {"mesh.westmoor.example"},
                              .key_pin = {},
                              .common_name = {}});
  ASSERT_FALSE(both);
  EXPECT_THAT(both.error().detail, HasSubstr("more than one agency's: riverside-trust, westmoor-trust"));
  EXPECT_FALSE(set->agency_of({}));
}

TEST(PolicySet, CandidatesShareAnAgreementWithTheSender) {
  auto set = load_or_fail(small_policy());
  auto found = set->candidates("riverside-trust", "urn:mailbox:shared");  // all three agencies list it
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->id.str(), "eastshire-council");
  EXPECT_TRUE(set->candidates("riverside-trust", "urn:mailbox:westmoor-trust").empty());
  EXPECT_TRUE(set->share_an_agreement("eastshire-council", "riverside-trust"));
  EXPECT_FALSE(set->share_an_agreement("eastshire-council", "westmoor-trust"));
}

}  // namespace
}  // namespace concordat::policy
