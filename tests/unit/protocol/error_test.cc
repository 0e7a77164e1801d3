// Every code has one row that every door can show.
#include "protocol/base/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "protocol/base/result.h"

namespace concordat {
namespace {

constexpr int kCodes = static_cast<int>(Code::kInternal) + 1;

TEST(ErrorTable, HasARowForEveryCodeInOrder) {
  for (int i = 0; i < kCodes; ++i) EXPECT_EQ(info(static_cast<Code>(i)).code, static_cast<Code>(i));
}

TEST(ErrorTable, NamesAreUniqueLowerCaseWords) {
  std::set<std::string_view> names;
  for (int i = 0; i < kCodes; ++i) {
    const std::string_view name = info(static_cast<Code>(i)).name;
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos) << name;
    EXPECT_FALSE(name.empty());
  }
}

TEST(ErrorTable, StatusesAreErrorsOnEveryDoor) {
  const std::set<std::string_view> acknowledgements{"AR", "AE"};
  const std::set<int> exits{1, 3, 64};
  for (int i = 0; i < kCodes; ++i) {
    const CodeInfo& row = info(static_cast<Code>(i));
    EXPECT_GE(row.http_status, 400) << row.name;
    EXPECT_LT(row.http_status, 600) << row.name;
    EXPECT_TRUE(acknowledgements.count(row.hl7_ack)) << row.name;
    EXPECT_TRUE(exits.count(row.exit_code)) << row.name;
  }
}

TEST(ErrorTable, FaultsOfOursAreNeverBlamedOnThePeer) {
  for (int i = static_cast<int>(Code::kPolicyInvalid); i < kCodes; ++i) {
    const CodeInfo& row = info(static_cast<Code>(i));
    EXPECT_GE(row.http_status, 500) << row.name;
    EXPECT_GE(row.severity, Severity::kError) << row.name;
  }
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> value = 7;
  EXPECT_EQ(*value, 7);
  const Result<int> error = fail(Code::kBusy, "try again later");
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().code, Code::kBusy);
  const Result<std::string> passed_on = fail(error.error());
  EXPECT_EQ(passed_on.error().detail, "try again later");
}

}  // namespace
}  // namespace concordat
