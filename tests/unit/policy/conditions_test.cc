// What a record's own circumstances change: opt-out lists, objections, justifications, security labels.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Decision decide_when(const std::string& conditions, const Circumstances& circumstances,
                     const std::string& purpose = "direct-care") {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.purpose = purpose, .conditions = conditions}.str();
  files["lists/opt-out.yaml"] = "{list: opt-out, meaning: may-use, numbers: opt-out.txt, stale_after: 7d}";
  return load_or_fail(files)->decide({.sender = "riverside-trust",
                                      .recipient = "eastshire-council",
                                      .purpose = purpose,
                                      .kinds = 1,
                                      .unix_seconds = kMidJune2026,
                                      .circumstances = circumstances});
}

Circumstances with_opt_out(ListAnswer answer) {
  Circumstances circumstances = kNothingAgainst;
  circumstances.opt_out = answer;
  return circumstances;
}

Circumstances with_objection(ListAnswer answer) {
  Circumstances circumstances = kNothingAgainst;
  circumstances.objection = answer;
  return circumstances;
}

TEST(OptOut, EveryAnswerButAClearOneDenies) {
  EXPECT_TRUE(decide_when("{opt_out: applies}", with_opt_out(ListAnswer::kClear)).permit);
  const std::pair<ListAnswer, const char*> cases[] = {
      {ListAnswer::kBarred, "somebody in the record has opted out"},
      {ListAnswer::kNoNumber, "the record names nobody who could be looked up on the opt-out list"},
      {ListAnswer::kStale, "the opt-out list that this gateway has is too old"},
      {ListAnswer::kMissing, "this gateway does not have the opt-out list"},
  };
  for (const auto& [answer, words] : cases) {
    Decision decision = decide_when("{opt_out: applies}", with_opt_out(answer));
    EXPECT_EQ(decision.denial, Denial::kOptedOut) << words;
    EXPECT_THAT(decision.reasons, ElementsAre(HasSubstr(words)));
    EXPECT_TRUE(decide_when("{opt_out: not-applicable}", with_opt_out(answer)).permit) << words;
  }
}

TEST(Objection, ARecordedOneDeniesUnlessTheAgreementOverridesIt) {
  const std::string overridden = "{opt_out: not-applicable, objection: overridden, objection_grounds: risk to a child}";
  Decision decision = decide_when("{opt_out: not-applicable}", with_objection(ListAnswer::kBarred));
  EXPECT_EQ(decision.denial, Denial::kObjected);
  EXPECT_THAT(decision.reasons, ElementsAre(HasSubstr("somebody in the record has objected")));
  EXPECT_TRUE(decide_when(overridden, with_objection(ListAnswer::kBarred)).permit);
}

TEST(Objection, ARegisterThatCannotBeReadDeniesAndAnOldOneOnlyBeyondDirectCare) {
  const std::string conditions = "{opt_out: not-applicable}";
  EXPECT_EQ(decide_when(conditions, with_objection(ListAnswer::kMissing)).denial, Denial::kObjected);
  EXPECT_TRUE(decide_when(conditions, with_objection(ListAnswer::kStale)).permit);
  EXPECT_EQ(decide_when(conditions, with_objection(ListAnswer::kStale), "research").denial, Denial::kObjected);
  EXPECT_TRUE(decide_when(conditions, with_objection(ListAnswer::kNoNumber)).permit);
}

TEST(Justification, IsAskedForInWords) {
  Circumstances unjustified = kNothingAgainst;
  unjustified.justified = false;
  Decision decision = decide_when("{justification: required}", unjustified);
  EXPECT_EQ(decision.denial, Denial::kNotJustified);
  EXPECT_THAT(decision.reasons, ElementsAre("ISA-1 needs a written justification with the record, and there is none"));
  EXPECT_TRUE(decide_when("{justification: required}", kNothingAgainst).permit);
  EXPECT_TRUE(decide_when("{justification: not-required}", unjustified).permit);
}

TEST(SecurityLabels, AnAgreementMustNameWhatARecordBears) {
  Circumstances restricted = kNothingAgainst;
  restricted.labels = static_cast<LabelSet>(SecurityLabel::kRestricted);
  Circumstances both = kNothingAgainst;
  both.labels =
      static_cast<LabelSet>(SecurityLabel::kRestricted) | static_cast<LabelSet>(SecurityLabel::kVeryRestricted);
  EXPECT_EQ(decide_when("{opt_out: not-applicable}", restricted).denial, Denial::kSecurityLabel);
  EXPECT_TRUE(decide_when("{security_labels: [R]}", restricted).permit);
  Decision decision = decide_when("{security_labels: [R]}", both);
  EXPECT_THAT(decision.reasons, ElementsAre("ISA-1 does not cover records that bear the security label V"));
  EXPECT_TRUE(decide_when("{security_labels: [R, V]}", both).permit);
}

TEST(Conditions, OneAgreementsDenyBesideOneThatWouldPermit) {
  PolicyFiles files = small_policy();
  files["agreements/isa-2.yaml"] = AgreementText{.id = "ISA-2", .conditions = "{justification: required}"}.str();
  Circumstances unjustified = kNothingAgainst;
  unjustified.justified = false;
  Decision decision = load_or_fail(files)->decide(
      {"riverside-trust", "eastshire-council", "direct-care", 1, kMidJune2026, unjustified});
  EXPECT_EQ(decision.denial, Denial::kNotJustified);
  EXPECT_THAT(decision.reasons, ElementsAre(HasSubstr("ISA-2")));
}

TEST(Conditions, NothingIsPermittedWhereNobodyLooked) {
  EXPECT_FALSE(decide_when("{opt_out: not-applicable}", Circumstances{}).permit);
}

TEST(BreakGlass, IsMarkedAndNeedsAJustificationWhateverTheAgreementSays) {
  PolicyFiles files = small_policy();
  files["purposes.yaml"] += "  emergency: {label: Emergency, beyond_direct_care: false, break_glass: true}\n";
  files["agencies/riverside.yaml"] +=
      "officers: [{name: Guardian, key: \"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"}]\n";
  files["agreements/isa-2.yaml"] =
      AgreementText{
          .id = "ISA-2", .purpose = "emergency", .conditions = "{justification: required, acknowledged_by: [Guardian]}"}
          .str();
  auto set = load_or_fail(files);
  Request request{"riverside-trust", "eastshire-council", "emergency", 1, kMidJune2026, kNothingAgainst};
  EXPECT_TRUE(set->decide(request).break_glass);
  request.circumstances.justified = false;
  EXPECT_EQ(set->decide(request).denial, Denial::kNotJustified);
  request.purpose = "direct-care";
  request.circumstances = kNothingAgainst;
  EXPECT_FALSE(set->decide(request).break_glass);
}

}  // namespace
}  // namespace concordat::policy
