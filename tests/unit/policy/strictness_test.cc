// Which action an item gets: within an agreement, between agreements, and for records of several kinds.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::HasSubstr;

// The action that one agreement with this `share` and `withhold` gives `item`.
std::string alone(const std::string& share, const std::string& withhold, const std::string& item) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.share = share, .withhold = withhold}.str();
  auto set = load_or_fail(files);
  return set ? action_of(*set, decide(*set), item) : "not loaded";
}

// The action that two agreements give `item` together.
std::string together(const std::string& share, const std::string& other_share, const std::string& item,
                     const std::string& other_withhold = "") {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.id = "ISA-1", .share = share, .withhold = ""}.str();
  files["agreements/isa-2.yaml"] = AgreementText{.id = "ISA-2", .share = other_share, .withhold = other_withhold}.str();
  auto set = load_or_fail(files);
  return set ? action_of(*set, decide(*set), item) : "not loaded";
}

TEST(WithinAnAgreement, WhatIsNotNamedIsWithheld) {
  EXPECT_EQ(alone("{keep: [person.name]}", "", "person.phone"), "withhold");
}

TEST(WithinAnAgreement, ANameBeatsAWildcard) {
  EXPECT_EQ(alone("{keep: [person.*], mask: {person.phone: last-3}}", "", "person.phone"), "mask: last-3");
  EXPECT_EQ(alone("{keep: [person.phone], mask: {person.*: all}}", "", "person.phone"), "keep");
}

TEST(WithinAnAgreement, TheLongerWildcardBeatsTheShorter) {
  EXPECT_EQ(alone("{keep: [person.contact.*], mask: {person.*: all}}", "", "person.contact.phone"), "keep");
  EXPECT_EQ(alone("{keep: [\"*\"], mask: {person.*: all}}", "[offence.kind]", "person.phone"), "mask: all");
}

TEST(WithinAnAgreement, WithholdBeatsWildcardsHoweverLong) {
  EXPECT_EQ(alone("{keep: [person.contact.*]}", "[person.contact.name]", "person.contact.name"), "withhold");
  EXPECT_EQ(alone("{keep: [person.contact.*, person.name]}", "[person.*]", "person.contact.name"), "withhold");
  EXPECT_EQ(alone("{keep: [person.contact.*, person.name]}", "[\"*\"]", "person.contact.name"), "withhold");
}

TEST(WithinAnAgreement, ANameBeatsAWildcardThatWithholds) {
  EXPECT_EQ(alone("{keep: [person.name]}", "[person.*]", "person.name"), "keep");
}

TEST(WithinAnAgreement, AStructuralItemIsNeverMeant) {
  EXPECT_EQ(alone("{keep: [person.name]}", "[\"*\"]", "structure.version"), "keep");
}

TEST(BetweenAgreements, SilenceIsNeutral) {
  EXPECT_EQ(together("{keep: [person.name]}", "{keep: [person.phone]}", "person.name"), "keep");
  EXPECT_EQ(together("{keep: [person.name]}", "{keep: [person.phone]}", "person.phone"), "keep");
}

TEST(BetweenAgreements, TheStricterActionWins) {
  EXPECT_EQ(together("{keep: [person.phone]}", "{mask: {person.phone: all}}", "person.phone"), "mask: all");
  EXPECT_EQ(together("{mask: {person.phone: all}}", "{keep: [person.name]}", "person.phone", "[person.phone]"),
            "withhold");
  EXPECT_EQ(together("{keep: [person.*]}", "{keep: [referral.reason]}", "person.phone", "[person.*]"), "withhold");
}

TEST(BetweenAgreements, TwoDifferentChangesWithholdAndWarn) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] =
      AgreementText{.id = "ISA-1", .share = "{mask: {person.phone: all}, keep: [person.name]}"}.str();
  files["agreements/isa-2.yaml"] = AgreementText{.id = "ISA-2", .share = "{mask: {person.phone: last-3}}"}.str();
  EXPECT_EQ(problems_of(files),
            "agreements/isa-2.yaml:13:16: warning: \"person.phone\" is withheld: ISA-2 says \"mask: last-3\" and ISA-1 "
            "says \"mask: all\" for the same "
            "disclosures; agree on one of the two\n");
  auto set = load_or_fail(files);
  Decision decision = decide(*set);
  EXPECT_EQ(action_of(*set, decision, "person.phone"), "withhold");
  EXPECT_EQ(decision.plan->clause(*set->vocabulary().item("person.phone")),
            "ISA-1 share.mask person.phone against ISA-2 share.mask person.phone");
}

TEST(BetweenAgreements, DifferentPurposesNeverAddUp) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.id = "ISA-1", .share = "{keep: [person.name]}", .withhold = ""}.str();
  files["agreements/isa-2.yaml"] =
      AgreementText{.id = "ISA-2", .purpose = "safeguarding", .share = "{keep: [person.phone]}", .withhold = ""}.str();
  auto set = load_or_fail(files);
  EXPECT_EQ(action_of(*set, decide(*set), "person.phone"), "withhold");
}

TEST(BetweenAgreements, ObligationsMergeToTheStricter) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] =
      AgreementText{.obligations = "{retain_days: 100, onward_sharing: permitted, warn_after: 24h, expire_after: 30d}"}
          .str();
  files["agreements/isa-2.yaml"] =
      AgreementText{
          .id = "ISA-2",
          .obligations = "{retain_days: 200, onward_sharing: forbidden, expire_after: 7d, deliver_within: 72h}"}
          .str();
  auto set = load_or_fail(files);
  const Obligations merged = decide(*set).plan->obligations;
  EXPECT_EQ(merged, (Obligations{100, "forbidden", std::chrono::hours{24}, std::chrono::hours{72},
                                 std::chrono::hours{24 * 7}}));
}

TEST(Floor, WithholdsWhateverAgreementsSay) {
  EXPECT_EQ(alone("{keep: [person.name, protected.adoption]}", "", "protected.adoption"), "withhold");
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.share = "{keep: [person.name, protected.adoption]}"}.str();
  EXPECT_THAT(problems_of(files),
              HasSubstr("warning: unreachable: floor.yaml withholds all that \"protected.adoption\" names"));
}

TEST(SeveralKinds, ARecordMustPassForAll) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] =
      AgreementText{.share = "{keep: [person.name, person.phone], mask: {person.postcode: all}}", .withhold = ""}.str();
  files["agreements/isa-2.yaml"] =
      AgreementText{.id = "ISA-2",
                    .records = "[discharge-notice]",
                    .share = "{keep: [person.name], mask: {person.phone: all}, generalise: {person.postcode: outward}}",
                    .withhold = "",
                    .obligations = "{retain_days: 7}"}
          .str();
  auto set = load_or_fail(files);
  Request request{"riverside-trust", "eastshire-council", "direct-care", 0b011, kMidJune2026, kNothingAgainst};
  Decision decision = set->decide(request);
  ASSERT_TRUE(decision.permit);
  EXPECT_EQ(action_of(*set, decision, "person.name"), "keep");
  EXPECT_EQ(action_of(*set, decision, "person.phone"), "mask: all");
  EXPECT_EQ(action_of(*set, decision, "person.postcode"), "withhold");
  EXPECT_EQ(decision.plan->obligations.retain_days, 7u);
  EXPECT_EQ(decision.agreements().size(), 2u);
  EXPECT_EQ(set->decide(request).plan, decision.plan) << "made once";
  request.kinds = 0b111;
  EXPECT_FALSE(set->decide(request).permit);
}

TEST(Narrow, NeverGivesWhatEitherPlanWithholds) {
  auto set = load_or_fail(small_policy());
  const Vocabulary& words = set->vocabulary();
  auto action = [](const char* text) { return *Action::parse(text); };
  struct Case {
    const char *stored, *current, *narrowed;
  };
  for (const Case& c :
       {Case{"keep", "keep", "keep"}, Case{"keep", "mask: all", "mask: all"}, Case{"mask: all", "mask: all", "keep"},
        Case{"mask: all", "keep", "withhold"}, Case{"mask: all", "mask: last-3", "withhold"},
        Case{"keep", "withhold", "withhold"}, Case{"withhold", "keep", "withhold"},
        Case{"generalise: day", "generalise: month", "withhold"}, Case{"pseudonymise: k", "pseudonymise: k", "keep"}}) {
    Plan stored, current;
    stored.items.edit().resize(words.items.size());
    current.items.edit().resize(words.items.size());
    stored.items.edit()[0].action = action(c.stored);
    current.items.edit()[0].action = action(c.current);
    EXPECT_EQ(narrow(stored, current, words).items[0].action.str(), c.narrowed) << c.stored << " then " << c.current;
  }
}

TEST(Actions, HaveOneText) {
  for (const char* text :
       {"keep", "withhold", "mask: all", "mask: last-4", "generalise: year", "generalise: month", "generalise: day",
        "generalise: outward", "generalise: decade", "generalise: band-5", "pseudonymise: asc-2026"}) {
    auto action = Action::parse(text);
    ASSERT_TRUE(action) << text;
    EXPECT_EQ(action->str(), text);
  }
  for (const char* text :
       {"", "Keep", "mask", "mask: ", "mask: last-0", "mask: last-03", "mask: last-99999", "generalise: band-",
        "generalise: week", "pseudonymise: ", "pseudonymise: a b", "mask:all"}) {
    EXPECT_FALSE(Action::parse(text)) << text;
  }
}

}  // namespace
}  // namespace concordat::policy
