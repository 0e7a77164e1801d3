#include "policy/redact/value/free_text.h"

#include <gtest/gtest.h>

namespace concordat::policy {
namespace {

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

TEST(FreeText, TellsWhereItWouldCutAndWhy) {
  FreeText text;
  text.withhold(ValueType::kName, "Thornbury");
  const FreeText::Outcome outcome = text.find("Thornbury: 943 476 5919");
  EXPECT_EQ(outcome.marks, 2u);
  EXPECT_EQ(outcome.by_kind[index_of(ScrubKind::kName)], 1u);
  EXPECT_EQ(outcome.by_kind[index_of(ScrubKind::kNhsNumber)], 1u);
  ASSERT_EQ(text.spans().size(), 2u);
  EXPECT_EQ(text.spans()[0].begin, 0u);
  EXPECT_EQ(text.spans()[0].end, 9u);
  EXPECT_EQ(text.spans()[1].begin, 11u);
  EXPECT_EQ(text.spans()[1].end, 23u);
}

}  // namespace
}  // namespace concordat::policy
