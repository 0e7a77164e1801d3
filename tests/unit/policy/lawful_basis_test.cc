#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::HasSubstr;

// The problems of the small policy whose agreement shares `share` and whose provider relies on `basis`.
std::string problems_with(const std::string& basis, const std::string& share = "{keep: [person.name]}") {
  PolicyFiles files = small_policy();
  AgreementText text;
  text.share = share;
  text.withhold = "";
  std::string file = text.str();
  auto from = file.find("  riverside-trust: {");
  auto to = file.find('\n', from);
  files["agreements/isa-1.yaml"] = file.replace(from, to - from, "  riverside-trust: {" + basis + "}");
  return problems_of(files);
}

TEST(LawfulBasis, APublicTaskCarriesOrdinaryData) {
  EXPECT_EQ(problems_with("article_6: \"6(1)(e)\""), "");
}

TEST(LawfulBasis, EachPartyNamesArticle6) {
  EXPECT_THAT(problems_with("common_law: implied-consent"),
              HasSubstr("isa-1.yaml:9:3: error: \"riverside-trust\" names no lawful basis; add article_6"));
  EXPECT_THAT(problems_with("common_law: implied-consent"), HasSubstr("[UK GDPR Article 6(1)]"));
}

TEST(LawfulBasis, Article6HasSevenBases) {
  for (const char* bad : {"6(1)(g)", "6(1)", "e", "6(1)(e) ", "Article 6(1)(e)", "6(1)(E)"}) {
    EXPECT_THAT(problems_with("article_6: \"" + std::string(bad) + "\""), HasSubstr("is no basis of Article 6")) << bad;
  }
  for (const char* good : {"6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)"}) {
    EXPECT_EQ(problems_with("article_6: \"" + std::string(good) + "\""), "") << good;
  }
}

TEST(LawfulBasis, LegitimateInterestsAreNotForPublicAuthorities) {
  EXPECT_THAT(problems_with("article_6: \"6(1)(f)\""),
              HasSubstr("a public authority cannot rely on legitimate interests"));
  EXPECT_THAT(problems_with("article_6: \"6(1)(ea)\""),
              HasSubstr("a public authority cannot rely on recognised legitimate interests"));
}

TEST(LawfulBasis, OtherControllersMayRelyOnLegitimateInterests) {
  PolicyFiles files = small_policy();
  files["agencies/riverside.yaml"] =
      replaced(files["agencies/riverside.yaml"], "public_authority: true", "public_authority: false");
  files["agreements/isa-1.yaml"] = replaced(files["agreements/isa-1.yaml"], "riverside-trust: {article_6: \"6(1)(e)\"",
                                            "riverside-trust: {article_6: \"6(1)(f)\"");
  EXPECT_EQ(problems_of(files), "");
}

TEST(LawfulBasis, SpecialCategoriesNeedArticle9) {
  EXPECT_THAT(problems_with("article_6: \"6(1)(e)\"", "{keep: [person.religion]}"),
              HasSubstr("\"riverside-trust\" names no condition for special-category data, and \"person.religion\" is; "
                        "add article_9"));
}

TEST(LawfulBasis, AWildcardThatReachesASpecialCategoryNeedsArticle9Too) {
  EXPECT_THAT(problems_with("article_6: \"6(1)(e)\"", "{keep: [person.*]}"),
              HasSubstr("\"person.religion\" is; add article_9"));
}

TEST(LawfulBasis, Article9ConditionsNeedASchedule1Paragraph) {
  const std::pair<const char*, const char*> conditions[] = {
      {"9(2)(b)", "1"}, {"9(2)(g)", "18"}, {"9(2)(h)", "2(2)(d)"}, {"9(2)(i)", "3"}, {"9(2)(j)", "4"}};
  for (const auto& [condition, paragraph] : conditions) {
    std::string basis = "article_6: \"6(1)(e)\", secrecy: doctor, article_9: \"" + std::string(condition) + "\"";
    EXPECT_THAT(problems_with(basis), HasSubstr("needs a paragraph of Schedule 1; add dpa_2018")) << condition;
    EXPECT_EQ(problems_with(basis + ", dpa_2018: \"Sch 1 para " + paragraph + "\""), "") << condition;
    EXPECT_THAT(problems_with(basis + ", dpa_2018: \"Sch 1 para 5\""), HasSubstr("does not carry")) << condition;
  }
  EXPECT_EQ(problems_with("article_6: \"6(1)(e)\", article_9: \"9(2)(c)\""), "");
}

TEST(LawfulBasis, HealthCareNeedsADutyOfSecrecy) {
  EXPECT_THAT(problems_with("article_6: \"6(1)(e)\", article_9: \"9(2)(h)\", dpa_2018: \"Sch 1 para 2(2)(d)\""),
              HasSubstr("\"9(2)(h)\" needs a duty of secrecy; add secrecy, for example \"health professional\" [UK "
                        "GDPR Article 9(3), DPA 2018 s.11(1)]"));
}

TEST(LawfulBasis, CriminalOffencesNeedArticle10) {
  EXPECT_THAT(problems_with("article_6: \"6(1)(e)\"", "{keep: [offence.kind]}"),
              HasSubstr("\"offence.kind\" is; add article_10"));
}

TEST(LawfulBasis, LawEnforcementReliesOnPart3) {
  EXPECT_THAT(problems_with("dpa_part_3: \"s.35(2)(b)\""), "");
}

TEST(LawfulBasis, EachControllerNeedsItsOwn) {
  PolicyFiles files = small_policy();
  std::string& text = files["agreements/isa-1.yaml"];
  auto from = text.find("  eastshire-council: {");
  text.erase(from, text.find('\n', from) + 1 - from);
  EXPECT_THAT(problems_of(files),
              HasSubstr("isa-1.yaml:6:14: error: no lawful basis is named for \"eastshire-council\""));
}

TEST(LawfulBasis, OfSomeoneElseIsRefused) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = replaced(files["agreements/isa-1.yaml"], "  riverside-trust: {",
                                            "  westmoor-trust: {article_6: \"6(1)(e)\"}\n  riverside-trust: {");
  EXPECT_THAT(problems_of(files), HasSubstr("isa-1.yaml:9:3: error: \"westmoor-trust\" is no party to this agreement"));
}

TEST(LawfulBasis, BeyondDirectCareTheOptOutIsThoughtOf) {
  PolicyFiles files = small_policy();
  AgreementText text;
  text.purpose = "research";
  text.conditions = "";
  files["agreements/isa-1.yaml"] = text.str();
  EXPECT_THAT(problems_of(files), HasSubstr("the purpose \"research\" goes beyond direct care; say under conditions"));
  text.conditions = "{opt_out: not-applicable}";
  files["agreements/isa-1.yaml"] = text.str();
  EXPECT_EQ(problems_of(files), "");
}

}  // namespace
}  // namespace concordat::policy
