// Break-glass from end to end: an emergency disclosure needs a written reason, is marked in the ledger, and raises an
// alert that stays until an officer whom the agreement names has looked at it. The reason is nobody else's business.

#include <gtest/gtest.h>

#include "tests/integration/disclosure/canary.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

constexpr const char* kRecord = "deploy/examples/records/safeguarding-emergency-1.json";
constexpr const char* kAgreement = "agreements/isa-2026-036-safeguarding-emergency.yaml";
constexpr const char* kWhy = "Conrad took her from the waiting room; ZqxvJustificationJkpw.";
constexpr const char* kCanary = "ZqxvJustificationJkpw";
constexpr const char* kOfficer = "Caldicott Guardian";

class Emergency : public testing::Test {
 protected:
  void SetUp() override {
    replace_in_file(gateway_.file(kAgreement), "status: draft", "status: active");
    gateway_.start();
  }
  Finished share(std::vector<std::string> why) {
    std::vector<std::string> words{"--to", "eastshire-council", "--purpose", "safeguarding-emergency"};
    words.insert(words.end(), why.begin(), why.end());
    words.push_back(source_file(kRecord));
    return gateway_.send(words);
  }
  std::string shared() {
    const Finished sent = share({"--justification", kWhy});
    EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    return text_of(json_lines(sent.out).at(0), "record_id");
  }
  boost::json::array alerts() {
    const Finished listed = gateway_.tool({"alerts", gateway_.config(), "--json"});
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    return json_lines(listed.out).at(0).at("alerts").as_array();
  }
  Finished acknowledge(const std::string& record, const std::string& officer) {
    return gateway_.tool({"alerts", "acknowledge", gateway_.config(), record, "--as", officer});
  }
  std::int64_t open_alerts() { return gateway_.control(R"({"command":"status"})").at("open_alerts").as_int64(); }
  // Entries of the published ledger of one event.
  std::vector<boost::json::object> entries(std::string_view event, std::size_t at_least) {
    std::vector<boost::json::object> found;
    for (const auto& entry : gateway_.ledger(at_least)) {
      if (text_of(entry, "event") == event) found.push_back(entry);
    }
    return found;
  }
  // Which file of the gateway's holds the reason, in any dress; empty: none.
  std::string where_the_reason_stands() {
    for (const std::string& path : files_under(gateway_.config())) {
      const std::string found = disguises_of(kCanary, read_file(path));
      if (!found.empty()) return path + ": " + found;
    }
    return disguises_of(kCanary, gateway_.terminal());
  }

  Gateway gateway_;
};

TEST_F(Emergency, WithoutAWrittenReasonIsRefusedInWords) {
  for (const std::vector<std::string>& why : {std::vector<std::string>{}, {"--justification", " \t "}}) {
    const Finished sent = share(why);
    EXPECT_EQ(sent.exit_code, 3) << sent.out << sent.err;
    EXPECT_NE(sent.out.find("justification"), std::string::npos) << sent.out;
  }
  EXPECT_TRUE(alerts().empty());
  EXPECT_EQ(gateway_.ledger_faults(), "");
  for (const auto& entry : entries("refuse", 3)) EXPECT_FALSE(entry.contains("break_glass"));
}

TEST_F(Emergency, IsSharedAndMarkedAndItsReasonStandsInTheSealedAlertAlone) {
  const std::string record = shared();
  EXPECT_TRUE(gateway_.logged({record, "\"event.action\":\"break-glass\"", "\"log.level\":\"warn"}));
  const auto open = alerts();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(text_of(open[0].as_object(), "record"), record);
  EXPECT_EQ(text_of(open[0].as_object(), "justification"), kWhy);
  const Finished listed = gateway_.tool({"alerts", gateway_.config()});
  for (const char* words :
       {"1 emergency disclosure waits", "riverside-trust", "eastshire-council", "ISA-2026-036 v1", kOfficer, kWhy}) {
    EXPECT_NE(listed.out.find(words), std::string::npos) << words << " is not in\n" << listed.out;
  }
  ASSERT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  for (const std::string& path : files_under(gateway_.outside("received")))
    EXPECT_EQ(disguises_of(kCanary, read_file(path)), "") << path;
  EXPECT_EQ(gateway_.ledger_faults(), "");
  const auto accepted = entries("accept", 3);
  ASSERT_EQ(accepted.size(), 1u);
  EXPECT_TRUE(accepted[0].at("break_glass").as_bool());
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  EXPECT_EQ(where_the_reason_stands(), "");
}

TEST_F(Emergency, SurvivesAKillAsAnAlertAndIsSaidAgainAtTheStart) {
  const std::string record = shared();
  gateway_.kill();
  gateway_.start();
  EXPECT_EQ(open_alerts(), 1);
  const auto open = alerts();
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(text_of(open[0].as_object(), "record"), record);
  EXPECT_EQ(text_of(open[0].as_object(), "justification"), kWhy);
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"alerts\"", "1 emergency disclosure waits", "concordat alerts"}));
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Emergency, IsClosedByTheNamedOfficerOnlyAndTheLedgerSaysSo) {
  const std::string record = shared();
  const Finished stranger = acknowledge(record, "Director of Finance");
  EXPECT_EQ(stranger.exit_code, 1);
  EXPECT_NE(stranger.err.find("it names Caldicott Guardian"), std::string::npos) << stranger.err;
  EXPECT_EQ(open_alerts(), 1);

  const Finished closed = acknowledge(record, kOfficer);
  EXPECT_EQ(closed.exit_code, 0) << closed.err;
  // Durable when it was answered.
  gateway_.kill();
  gateway_.start();
  EXPECT_EQ(open_alerts(), 0);
  EXPECT_TRUE(alerts().empty());
  const Finished again = acknowledge(record, kOfficer);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_NE(again.err.find("no open alert"), std::string::npos) << again.err;
  EXPECT_TRUE(gateway_.logged({record, "\"event.action\":\"alert-acknowledged\"", "\"event.outcome\":\"success\""}));

  EXPECT_EQ(gateway_.ledger_faults(), "");
  const auto acknowledged = entries("alert-acknowledged", 5);
  ASSERT_EQ(acknowledged.size(), 1u);
  const auto& detail = acknowledged[0].at("detail").as_object();
  EXPECT_EQ(text_of(detail, "record"), record);
  EXPECT_EQ(text_of(detail, "officer").size(), 16u);
  EXPECT_TRUE(acknowledged[0].at("seq").as_object().contains("ISA-2026-036"));
  EXPECT_EQ(boost::json::serialize(acknowledged[0]).find("Caldicott"), std::string::npos);
}

}  // namespace
}  // namespace concordat::integration
