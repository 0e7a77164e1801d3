// `concordat ledger withheld`, `undelivered` and `export`, as they are typed.

#include <gtest/gtest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "gateway/cli/ledger_commands.h"
#include "tests/unit/gateway/ledger/views/traffic.h"

namespace concordat::cli {
namespace {

using gateway::record_number;

struct Outcome {
  int exit_code = 0;
  std::string out, err;
  [[nodiscard]] boost::json::value json() const { return boost::json::parse(out); }
};

class ViewCommandsTest : public testing::Test {
 protected:
  ViewCommandsTest() {
    ledger_.append(gateway::plan_entry(gateway::usual_plan(), gateway::usual_plan_text()));
    const std::uint64_t first = ledger_.accept(1);
    ledger_.accept(2);
    ledger_.refuse(3, "objected");
    ledger_.settle(1, first, "expired", "expired");
    ledger_.publish();
  }
  [[nodiscard]] std::string file(const char* name) const { return ledger_.folder.path() / name; }
  [[nodiscard]] static std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  [[nodiscard]] Outcome run(std::vector<std::string> words) const {
    words.insert(words.begin(), "ledger");
    words.insert(words.begin() + 2, ledger_.ledger());
    Outcome outcome;
    CLI::App app;
    add_ledger_commands(app, outcome.exit_code, [this](const std::string&) -> Result<gateway::Queues> {
      if (queues_) return *queues_;
      return fail(Code::kUnavailable, "concordatd is not running");
    });
    std::reverse(words.begin(), words.end());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    app.parse(words);
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.err = testing::internal::GetCapturedStderr();
    return outcome;
  }

  gateway::Traffic ledger_;
  std::optional<gateway::Queues> queues_;
};

TEST_F(ViewCommandsTest, WithheldTellsInWordsAndInJson) {
  const Outcome text = run({"withheld"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("the person had objected"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("not collected in time"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("ISA-2026-014 withhold person.religion"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("no policy was given that has their names"), std::string::npos) << text.out;
  const auto json = run({"withheld", "--json", "--by", "month"}).json();
  EXPECT_EQ(json.at("flows").at(0).at("period"), "2027-01");
  EXPECT_EQ(json.at("flows").at(0).at("refused"), 1);
  EXPECT_EQ(json.at("flows").at(0).at("waiting"), 1);
  EXPECT_EQ(json.at("rows").at(0).at("what"), "refused");
  EXPECT_EQ(json.at("rows").at(0).at("agreements").at(0), "ISA-2026-014");
  EXPECT_EQ(run({"withheld", "--since", "2030-01-01"}).out, "nothing was asked to be shared in this time\n");
}

TEST_F(ViewCommandsTest, WithheldSaysWhatIsWrongWithItsOptions) {
  EXPECT_EQ(run({"withheld", "--by", "year"}).exit_code, 64);
  EXPECT_EQ(run({"withheld", "--late-after", "soon"}).exit_code, 64);
  EXPECT_EQ(run({"withheld", "--until", "soon"}).exit_code, 64);
  const Outcome nowhere = run({"withheld", "--html", file("no/such/folder.html")});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_NE(nowhere.err.find("no/such/folder.html"), std::string::npos) << nowhere.err;
}

TEST_F(ViewCommandsTest, ThePageStandsAloneAndItsChartsAreToldByTables) {
  EXPECT_EQ(run({"withheld", "--by", "week", "--html", file("page.html")}).exit_code, 0);
  const std::string page = content(file("page.html"));
  EXPECT_NE(page.find("Content-Security-Policy"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("http://"), std::string::npos);
  EXPECT_EQ(page.find("https://"), std::string::npos);
  std::size_t charts = 0, tables = 0;
  for (std::size_t at = page.find("<svg"); at != std::string::npos; at = page.find("<svg", at + 1)) ++charts;
  for (std::size_t at = page.find("<table"); at != std::string::npos; at = page.find("<table", at + 1)) ++tables;
  EXPECT_EQ(charts, 3u);
  EXPECT_GE(tables, charts + 1);
  EXPECT_NE(page.find("a record was to go to an agency 3 times. It came to nothing 2 times."), std::string::npos);
}

TEST_F(ViewCommandsTest, UndeliveredComparesWithTheQueuesWhereAGatewayRuns) {
  const Outcome offline = run({"undelivered"});
  EXPECT_EQ(offline.exit_code, 0);
  EXPECT_NE(offline.out.find(record_number(2).str()), std::string::npos) << offline.out;
  EXPECT_NE(offline.out.find("not compared with the queues"), std::string::npos) << offline.out;
  queues_ = {{"eastshire-council", {record_number(2)}}};
  const auto json = run({"undelivered", "--json"}).json();
  EXPECT_EQ(json.at("undelivered").at(0).at("queued"), true);
  EXPECT_EQ(json.at("undelivered").at(0).at("since"), "2027-01-15T08:00:00.010Z");
  queues_ = {{"eastshire-council", {record_number(7)}}};
  const Outcome lost = run({"undelivered"});
  EXPECT_EQ(lost.exit_code, 1);
  EXPECT_NE(lost.out.find("IN NO QUEUE"), std::string::npos) << lost.out;
  EXPECT_NE(lost.out.find("1 record in the queue of eastshire-council"), std::string::npos) << lost.out;
}

TEST_F(ViewCommandsTest, ExportWritesEachFormWholeOrNotAtAll) {
  EXPECT_EQ(run({"export", "--jsonl", "-o", file("all.jsonl")}).exit_code, 0);
  std::istringstream lines(content(file("all.jsonl")));
  std::size_t index = 0;
  for (std::string line; std::getline(lines, line); ++index) {
    EXPECT_EQ(boost::json::serialize(boost::json::parse(line).at("entry")).size(),
              ledger_.store.kept_entries.at(index).size());
    EXPECT_NE(line.find(ledger_.store.kept_entries.at(index)), std::string::npos) << "as it stands";
  }
  EXPECT_EQ(index, ledger_.log->size());
  EXPECT_FALSE(std::filesystem::exists(file("all.jsonl.part")));
  const Outcome fhir = run({"export", "--fhir", "--event", "refuse"});
  EXPECT_EQ(std::count(fhir.out.begin(), fhir.out.end(), '\n'), 1) << fhir.out;
  EXPECT_EQ(boost::json::parse(fhir.out).at("resourceType"), "AuditEvent");
  const Outcome csv = run({"export", "--csv", "--until", "2027-01-14"});
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), 1) << "the names of the columns alone";
}

TEST_F(ViewCommandsTest, AnExportThatFailsLeavesNoFile) {
  std::ofstream(file("all.csv")) << "what was there";
  ledger_.edit_bundle("tile/entries/000.p/5", [](auto& entries) { entries[3] = "{}"; });
  const Outcome outcome = run({"export", "--csv", "-o", file("all.csv")});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("entry 3"), std::string::npos) << outcome.err;
  EXPECT_EQ(content(file("all.csv")), "what was there");
  EXPECT_FALSE(std::filesystem::exists(file("all.csv.part")));
}

TEST_F(ViewCommandsTest, ExportTakesOneForm) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"export"}, {"export", "--csv", "--fhir"}}) {
    EXPECT_THROW((void)run(words), CLI::ParseError);
    (void)testing::internal::GetCapturedStdout();
    (void)testing::internal::GetCapturedStderr();
  }
}

}  // namespace
}  // namespace concordat::cli
