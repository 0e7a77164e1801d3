#include "gateway/cli/output/alert_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string answer_with(const std::string& justification) {
  return R"({"ok":true,"alerts":[{"record":"0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13","sender":"riverside-trust",)"
         R"("recipients":["eastshire-council","eastshire-police"],"purpose":"safeguarding-emergency",)"
         R"("agreements":[{"id":"ISA-2026-036","version":1}],"parties":["riverside-trust"],)"
         R"("acknowledged_by":["Caldicott Guardian","Director of Nursing"],"justification":")" +
         justification + R"(","unix_ms":1772448137000}]})";
}

TEST(AlertText, SaysWhoSharedWhatWithWhomAndWhyAndWhoMayCloseIt) {
  EXPECT_EQ(alerts_text(answer_with("Taken from the waiting room.\\nHer brother is in the flat.")).value(),
            "1 emergency disclosure waits for somebody to look at it.\n"
            "\n"
            "record 0192f3a4-7c1e-7b60-9d2f-5e8a41c07b13\n"
            "  shared          2026-03-02 10:42:17 UTC\n"
            "  from            riverside-trust\n"
            "  to              eastshire-council, eastshire-police\n"
            "  for             safeguarding-emergency\n"
            "  under           ISA-2026-036 v1\n"
            "  acknowledged by Caldicott Guardian, Director of Nursing\n"
            "  because         Taken from the waiting room.\n"
            "                  Her brother is in the flat.\n");
}

TEST(AlertText, AJustificationCannotDressItselfUpAsSomethingElse) {
  const std::string text = alerts_text(answer_with("a\\u001b[2Jb\\u202ec\\rd")).value();
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, Not(HasSubstr("\u202e")));
}

TEST(AlertText, ALongJustificationIsWholeAndBrokenBetweenWords) {
  std::string long_one;
  for (int i = 0; i < 300; ++i) long_one += "danger ";
  const std::string text = alerts_text(answer_with(long_one + "end")).value();
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find("danger", at)) != std::string::npos; ++at) ++count;
  EXPECT_EQ(count, 300u);
  EXPECT_THAT(text, HasSubstr("end\n"));
  for (std::size_t from = 0, end = 0; (end = text.find('\n', from)) != std::string::npos; from = end + 1)
    EXPECT_LE(end - from, 100u);
}

TEST(AlertText, SaysThatThereIsNothingToDo) {
  EXPECT_EQ(alerts_text(R"({"ok":true,"alerts":[]})").value(), "Nobody has to look at anything.\n");
}

TEST(AlertText, AnAnswerWithoutAListIsAnError) {
  EXPECT_FALSE(alerts_text(R"({"ok":true})"));
  EXPECT_FALSE(alerts_text("not json"));
}

}  // namespace
}  // namespace concordat::cli
