#include "policy/redact/value/transform.h"

#include <gtest/gtest.h>

#include "policy/model/selector.h"
#include "policy/redact/value/free_text.h"

namespace concordat::policy {
namespace {

TEST(Selector, ReadsStepsConditionsChoicesAndWildcards) {
  const Selector selector = parse_member_selector("*.extension[url=https://a.example/x.y].value[x].coding").value();
  ASSERT_EQ(selector.steps.size(), 4u);
  EXPECT_EQ(selector.steps[0].name, "*");
  EXPECT_EQ(selector.steps[1], (Step{"extension", false, "url", "https://a.example/x.y"}));
  EXPECT_EQ(selector.steps[2], (Step{"value", true, "", ""}));
}

TEST(Selector, SaysAtWhichCharacterItWentWrong) {
  for (const auto& [text, at] : {std::pair{"", "character 1:"},
                                 {"Patient.", "character 9:"},
                                 {"Patient..name", "character 9:"},
                                 {"Patient.name[use=]", "character 18:"},
                                 {"Patient.name[use", "character 17:"},
                                 {"Patient.name[use=x", "character 19:"},
                                 {"a[b=c][d=e]", "character 7:"},
                                 {"a b", "character 2:"}}) {
    const auto selector = parse_member_selector(text);
    ASSERT_FALSE(selector) << text;
    EXPECT_EQ(selector.error().detail.rfind(at, 0), 0u) << text << ": " << selector.error().detail;
  }
}

TEST(Mask, ShowsTheLastCharactersAndNeverAllOfThem) {
  EXPECT_EQ(mask("07736 312544", 3), "*********544");
  EXPECT_EQ(mask("544", 3), "***");
  EXPECT_EQ(mask("", 3), "");
  EXPECT_EQ(mask("Zoë", 2), "*oë");
  EXPECT_EQ(mask("secret", 0), "******");
}

TEST(Generalise, KeepsTheBeginningOfAValidDate) {
  EXPECT_EQ(generalise("1974-12-25T10:00:00.5+01:00", Grain::kDay, 0), "1974-12-25");
  EXPECT_EQ(generalise("1974-12-25", Grain::kMonth, 0), "1974-12");
  EXPECT_EQ(generalise("1974", Grain::kDay, 0), "1974");
  for (const char* other : {"", "25/12/1974", "1974-13", "1974-12-32", "12:30:00", "1974-12-25T10:00",
                            "1974-12-25 10:00:00Z", "19741225"}) {
    EXPECT_EQ(generalise(other, Grain::kYear, 0), std::nullopt) << other;
  }
}

TEST(Generalise, KnowsEveryShapeOfPostcode) {
  for (const auto& [full, outward] : {std::pair{"M1 1AE", "M1"},
                                      {"B33 8TH", "B33"},
                                      {"CR2 6XH", "CR2"},
                                      {"DN55 1PT", "DN55"},
                                      {"W1A 0AX", "W1A"},
                                      {"EC1A 1BB", "EC1A"},
                                      {"gir0aa", "GIR"},
                                      {"BFPO 57", "BFPO"},
                                      {"BF1 3AA", "BF1"},
                                      {"JE2 3AB", "JE2"},
                                      {"IM9 4EB", "IM9"},
                                      {"LS1", "LS1"}}) {
    EXPECT_EQ(generalise(full, Grain::kOutward, 0), outward) << full;
  }
  for (const char* other : {"", "12345", "LS1 4H", "LS1 44R", "Leeds LS1 4HR", "L", "90210-1234"}) {
    EXPECT_EQ(generalise(other, Grain::kOutward, 0), std::nullopt) << other;
  }
}

TEST(Generalise, PutsWholeNumbersIntoBands) {
  EXPECT_EQ(generalise("47", Grain::kDecade, 0), "40-49");
  EXPECT_EQ(generalise("47", Grain::kBand, 5), "45-49");
  for (const char* other : {"", "-1", "4.5", "forty", "99999999999"})
    EXPECT_EQ(generalise(other, Grain::kDecade, 0), std::nullopt) << other;
  EXPECT_EQ(generalise("47", Grain::kBand, 0), std::nullopt);
}

std::string scrubbed(FreeText& text, std::string_view input) {
  std::string clean;
  const FreeText::Outcome outcome = text.scrub(input, clean);
  if (!outcome.possible) return "impossible";
  return outcome.marks == 0 ? std::string(input) : clean;
}

TEST(FreeText, TakesOutWholeWordsOfWithheldNames) {
  FreeText text;
  text.withhold(ValueType::kName, "Miss Ann Thornbury");
  EXPECT_EQ(scrubbed(text, "THORNBURYS met Thornbury, Ann. thornbury's cat. Miss"),
            "THORNBURYS met [withheld], Ann. [withheld]'s cat. Miss");
}

TEST(FreeText, NeverTurnsOneClinicalStatementIntoAnother) {
  FreeText text;
  text.withhold(ValueType::kName, "No");
  text.withhold(ValueType::kAddress, "High Street");
  EXPECT_EQ(scrubbed(text, "No known allergies. High blood pressure."), "No known allergies. High blood pressure.");
  text.withhold(ValueType::kName, "Parkinson");
  EXPECT_EQ(scrubbed(text, "Has Parkinson disease"), "impossible");
}

TEST(FreeText, FindsNumbersPostcodesAndAddresses) {
  FreeText text;
  EXPECT_EQ(scrubbed(text, "NHS 943 476 5919 or 943-476-5919 or 9434765919."),
            "NHS [withheld] or [withheld] or [withheld].");
  EXPECT_EQ(scrubbed(text, "9434765918 is no NHS number; BP 120/80, 20 mg, 2026-01-05"),
            "9434765918 is no NHS number; BP 120/80, 20 mg, 2026-01-05");
  EXPECT_EQ(scrubbed(text, "tel +44 (0)113 496 0123, 07700 900123"), "tel [withheld], [withheld]");
  EXPECT_EQ(scrubbed(text, "at ls1 4hr or LS14HR, not T1 2DM"), "at [withheld] or [withheld], not T1 2DM");
  EXPECT_EQ(scrubbed(text, "a.b@c.example.org, b@d"), "[withheld], b@d");
}

TEST(FreeText, LeavesWhatTheRecipientGetsAnyway) {
  FreeText text;
  text.release(ValueType::kContact, "+44 7700 900123");
  text.release(ValueType::kPostcode, "LS1 4HR");
  text.release(ValueType::kName, "Miles Thornbury");
  text.withhold(ValueType::kName, "Ada Thornbury");
  EXPECT_EQ(scrubbed(text, "Thornbury, 07700900123, ls14hr"), "Thornbury, 07700900123, ls14hr");
}

TEST(FreeText, FindsABirthDateHoweverItIsWritten) {
  FreeText text;
  text.withhold(ValueType::kDate, "1941-03-09");
  for (const char* form :
       {"1941-03-09", "9/3/41", "09.03.1941", "9th March 1941", "Mar 9, 1941", "09031941", "19410309"}) {
    EXPECT_EQ(scrubbed(text, "born " + std::string(form) + "."), "born [withheld].") << form;
  }
  EXPECT_EQ(scrubbed(text, "seen 2026-03-09"), "seen 2026-03-09");
}

}  // namespace
}  // namespace concordat::policy
