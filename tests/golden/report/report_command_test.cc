// The report of a small policy on a fixed day, byte for byte; and what `concordat policy report` does with files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/json/tape.h"
#include "tests/golden/run_policy.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

const fs::path kPolicy = kGolden / "test" / "sound";

std::string report_of_mid_june(const std::string& more = "") {
  return run_policy("report " + kPolicy.string() + " --at 2026-06-15 -o - " + more).out;
}

TEST(Report, IsThisPage) {
  expect_golden(kGolden / "report" / "expected.html", report_of_mid_june());
}

TEST(Report, IsThisJson) {
  expect_golden(kGolden / "report" / "expected.json", report_of_mid_june("--json"));
}

TEST(Report, SpeaksOfTheDayThatItIsAskedAbout) {
  const RanPolicy later = run_policy("report " + kPolicy.string() + " --at 2037-01-01 -o -");
  EXPECT_THAT(later.out, HasSubstr("as they stand on 1 January 2037"));
  EXPECT_THAT(later.out, HasSubstr("Ended on 31 December 2036"));
  EXPECT_EQ(run_policy("report " + kPolicy.string() + " --at tomorrow -o -").status, 64);
}

class ReportCommand : public testing::Test {
 protected:
  RanPolicy report(const std::string& output) { return run_policy("report " + kPolicy.string() + " -o " + output); }
  ScratchFolder folder_;
};

TEST_F(ReportCommand, WritesAPageThatEverybodyMayRead) {
  const std::string page = folder_.file("report.html");
  EXPECT_EQ(report(page).status, 0);
  EXPECT_THAT(ScratchFolder::read(page), StartsWith("<!DOCTYPE html>\n<html lang=\"en-GB\">"));
  EXPECT_EQ(fs::status(page).permissions(), fs::perms{0644});
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.str()), {}), 1) << "nothing is left beside it";
}

TEST_F(ReportCommand, ReplacesAnEarlierPageButNoFolder) {
  const std::string page = folder_.write("report.html", "earlier");
  EXPECT_EQ(report(page).status, 0);
  EXPECT_THAT(ScratchFolder::read(page), StartsWith("<!DOCTYPE html>"));
  const RanPolicy refused = report(folder_.str());
  EXPECT_EQ(refused.status, 64);
  EXPECT_THAT(refused.out, HasSubstr("is a folder; name a file in it"));
}

TEST_F(ReportCommand, LeavesTheEarlierPageWhereThePolicyHasErrors) {
  const std::string page = folder_.write("report.html", "earlier");
  EXPECT_EQ(run_policy("report " + folder_.str() + " -o " + page).status, 1);
  EXPECT_EQ(ScratchFolder::read(page), "earlier");
}

TEST_F(ReportCommand, WritesToStandardOutputWhenAsked) {
  EXPECT_THAT(report("-").out, StartsWith("<!DOCTYPE html>"));
  const RanPolicy json = report("- --json");
  protocol::json::Tape tape;
  EXPECT_TRUE(tape.parse(json.out, {})) << json.out;
}

TEST_F(ReportCommand, HasHelpWithExamples) {
  const RanPolicy ran = run_policy("report --help");
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, HasSubstr("Examples:\n  concordat policy report"));
}

TEST_F(ReportCommand, NeedsToBeToldWhereToWrite) {
  EXPECT_EQ(run_policy("report " + kPolicy.string()).status, 64);
}

}  // namespace
}  // namespace concordat::cli
