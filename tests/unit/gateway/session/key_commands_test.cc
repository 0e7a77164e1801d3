#include "gateway/admin/key_commands.h"

#include <gmock/gmock.h>

#include "policy/redact/value/pseudonym.h"
#include "tests/unit/gateway/session/counter.h"

namespace concordat::gateway {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kCouncil = "eastshire-council";

class KeyCommandsTest : public ::testing::Test {
 protected:
  std::string pseudonym(std::string_view number) {
    return policy::pseudonym_text(house_.keys->pseudonym(kCouncil, "asc-2026", number));
  }
  std::vector<std::string> recorded_;
  Gatehouse house_;
  KeyCommands commands_{{.ring = house_.keys->pseudonyms(),
                         .log = house_.events(),
                         .record =
                             [this](std::string_view event, const auto& fields) {
                               std::string line(event);
                               for (const auto& [name, value] : fields) line += ' ' + name + '=' + value;
                               recorded_.push_back(line);
                             },
                         .is_agency = [](std::string_view name) { return name == kCouncil; }}};
};

TEST_F(KeyCommandsTest, TheLedgerAndTheLogSayWhatWasDoneToAKey) {
  (void)pseudonym("9434765919");
  EXPECT_THAT(commands_.rotate("asc-2026", "30"), HasSubstr(R"("generation":2)"));
  EXPECT_THAT(commands_.end_overlap("asc-2026"), HasSubstr(R"("overlap_ends_unix_ms":0)"));
  EXPECT_THAT(commands_.rotate("asc-2026", "0"), HasSubstr(R"("generation":3)"));
  EXPECT_THAT(recorded_, ElementsAre("key-change change=rotated generation=2 key=asc-2026",
                                     "key-change change=destroyed generation=1 key=asc-2026",
                                     "key-change change=rotated generation=3 key=asc-2026",
                                     "key-change change=destroyed generation=2 key=asc-2026"));
  EXPECT_THAT(house_.end_log(), AllOf(HasSubstr("generation 1 of the pseudonym key asc-2026 was destroyed"),
                                      HasSubstr("generation 2 of the pseudonym key asc-2026 was destroyed")));
}

TEST_F(KeyCommandsTest, OfATableOnlyPseudonymsAreToldInAnOrderOfTheirOwn) {
  const std::vector<std::string> numbers{"943 476 5919", "9434765870", "", "9434-765-919", "943 476 5919"};
  const std::string first = pseudonym("9434765919");
  const std::string second = pseudonym("9434765870");
  ASSERT_THAT(commands_.rotate("asc-2026", "1"), HasSubstr("\"ok\":true"));
  const std::string answer = commands_.link("asc-2026", kCouncil, numbers);
  const auto row = [](const std::string& before, const std::string& now) {
    return R"({"before":")" + before + R"(","now":")" + now + "\"}";
  };
  std::vector<std::string> rows{row(first, pseudonym("9434765919")), row(second, pseudonym("9434765870"))};
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(answer, R"({"ok":true,"pseudonyms":[)" + rows[0] + "," + rows[1] + "]}");
  EXPECT_THAT(house_.end_log(), AllOf(HasSubstr("pseudonyms-linked"), Not(HasSubstr("943")), Not(HasSubstr("psn-"))));
}

TEST_F(KeyCommandsTest, SaysWhyNot) {
  EXPECT_THAT(commands_.rotate("asc-2026", "30"), HasSubstr("no pseudonym has been made with a key of that name"));
  (void)pseudonym("9434765919");
  for (const char* days : {"", "-1", "many", "3661", "1.5", "99999999999999999999"})
    EXPECT_THAT(commands_.rotate("asc-2026", days), HasSubstr("a number of days")) << days;
  EXPECT_THAT(commands_.link("asc-2026", kCouncil, {"9434765919"}), HasSubstr("nothing to link"));
  EXPECT_THAT(commands_.link("asc-2026", "eastshire-counsil", {"1"}), HasSubstr("no agency of that name"));
  EXPECT_THAT(commands_.end_overlap("asc-2026"), HasSubstr("only one generation"));
  EXPECT_TRUE(recorded_.empty());
}

}  // namespace
}  // namespace concordat::gateway
