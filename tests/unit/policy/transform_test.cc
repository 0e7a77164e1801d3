#include "policy/redact/value/transform.h"

#include <gtest/gtest.h>

#include "policy/model/selector.h"

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

// As an item of the type that the action is for.
std::optional<std::string> generalised(std::string_view value, std::string_view how, DateForm form = DateForm::kIso) {
  const Action action = Action::parse("generalise: " + std::string(how)).value();
  for (const ValueType type : {ValueType::kDate, ValueType::kPostcode, ValueType::kNumber}) {
    if (can_be_done(action, type)) return generalise(value, action, type, form);
  }
  return std::nullopt;
}

TEST(Mask, ShowsTheLastCharactersAndNeverAllOfThem) {
  EXPECT_EQ(mask("07736 312544", 3), "*********544");
  EXPECT_EQ(mask("544", 3), "***");
  EXPECT_EQ(mask("", 3), "");
  EXPECT_EQ(mask("Zoë", 2), "*oë");
  EXPECT_EQ(mask("secret", 0), "******");
}

TEST(Generalise, KeepsTheBeginningOfAValidDate) {
  EXPECT_EQ(generalised("1974-12-25T10:00:00.5+01:00", "day"), "1974-12-25");
  EXPECT_EQ(generalised("1974-12-25", "month"), "1974-12");
  EXPECT_EQ(generalised("1974", "day"), "1974");
  for (const char* other :
       {"", "25/12/1974", "1974-13", "1974-12-32", "12:30:00", "1974-12-25T10", "1974-12-25 10:00:00Z", "19741225"}) {
    EXPECT_EQ(generalised(other, "year"), std::nullopt) << other;
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
    EXPECT_EQ(generalised(full, "outward"), outward) << full;
  }
  for (const char* other : {"", "12345", "LS1 4H", "LS1 44R", "Leeds LS1 4HR", "L", "90210-1234"}) {
    EXPECT_EQ(generalised(other, "outward"), std::nullopt) << other;
  }
}

TEST(Generalise, PutsWholeNumbersIntoBands) {
  EXPECT_EQ(generalised("47", "decade"), "40-49");
  EXPECT_EQ(generalised("47", "band-5"), "45-49");
  for (const char* other : {"", "-1", "4.5", "forty", "99999999999"})
    EXPECT_EQ(generalised(other, "decade"), std::nullopt) << other;
}

}  // namespace
}  // namespace concordat::policy
