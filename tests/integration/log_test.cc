// The log that operators live on: one JSON object a line, one line for each thing that happened, and nothing that a
// peer can spoil.

#include <gtest/gtest.h>

#include <map>

#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";
constexpr const char* kRefused = "deploy/examples/records/refused-outcome-report.json";

class Log : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }
  // The lines that speak of a record, by what they say was done.
  std::map<std::string, int> actions_on(const std::string& record) {
    std::map<std::string, int> actions;
    for (const auto& line : gateway_.log()) {
      if (text_of(line, "record.id") == record) ++actions[text_of(line, "event.action")];
    }
    return actions;
  }
  Gateway gateway_;
};

TEST_F(Log, HasOneLineForEachThingThatHappenedToARecord) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const Finished sent = gateway_.send({"--trace", trace, source_file(kGood)});
  const std::string record = text_of(json_lines(sent.out).at(0), "record_id");
  ASSERT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  const std::map<std::string, int> expected = {{"accept", 1}, {"deliver", 1}, {"acknowledge", 1}};
  EXPECT_EQ(actions_on(record), expected) << read_file(gateway_.log_file());
  const auto accept = gateway_.log("accept").at(0);
  EXPECT_EQ(text_of(accept, "agency.sender"), "riverside-trust");
  EXPECT_EQ(text_of(accept, "agency.recipient"), "eastshire-council");
  EXPECT_EQ(text_of(accept, "agreement.id"), "ISA-2026-014");
  EXPECT_EQ(text_of(accept, "trace.id"), trace);
  EXPECT_TRUE(accept.at("ledger.index").is_int64());
  for (const char* action : {"deliver", "acknowledge"}) {
    const auto line = gateway_.log(action).at(0);
    EXPECT_EQ(text_of(line, "agency.recipient"), "eastshire-council") << action;
  }
}

TEST_F(Log, HasOneLineForARefusalWithItsReason) {
  ASSERT_EQ(gateway_.send({source_file(kRefused)}).exit_code, 3);
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  const auto refusals = gateway_.log("refuse");
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(text_of(refusals[0], "event.outcome"), "failure");
  EXPECT_NE(text_of(refusals[0], "event.reason"), "");
  EXPECT_EQ(text_of(refusals[0], "agency.sender"), "riverside-trust");
}

TEST_F(Log, HasOneLineForAHandshakeThatIsRefusedAndOneForAReload) {
  {
    RawPeer stranger = RawPeer::connect(gateway_.port(), {});
    EXPECT_TRUE(stranger.wait_for_close());
  }
  gateway_.hup();
  EXPECT_EQ(gateway_.log("handshake", 1).size(), 1u);
  // One at the start says that signatures are not required; one says that the reload is done.
  EXPECT_EQ(gateway_.log("policy-load", 2).size(), 2u);
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  EXPECT_EQ(gateway_.log("handshake").size(), 1u);
  EXPECT_EQ(gateway_.log("policy-load").size(), 2u);
}

TEST_F(Log, IsOneJsonObjectALineWithTheFieldsThatOperatorsSearchBy) {
  (void)gateway_.send({source_file(kGood), source_file(kRefused)});
  (void)gateway_.receive(gateway_.outside("received"), {"--count", "1"});
  { RawPeer stranger = RawPeer::connect(gateway_.port(), {}); }
  gateway_.hup();
  (void)gateway_.log("handshake", 1);
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  const auto lines = gateway_.log();
  EXPECT_GT(lines.size(), 5u);
  for (const auto& line : lines) {
    for (const char* field : {"@timestamp", "log.level", "message", "event.action"}) {
      EXPECT_NE(text_of(line, field), "") << field << " in " << line;
    }
    EXPECT_EQ(text_of(line, "@timestamp").size(), std::string("2026-01-01T00:00:00.000Z").size());
  }
}

TEST_F(Log, EscapesWhatAHostilePeerPutsIntoIt) {
  // A certificate that our authority signed, with an escape sequence and a line break in its names.
  crypto::CertificateSpec spec = client_spec("nobody");
  spec.common_name = "evil\n{\"message\":\"forged\"}\x1b[2J";
  const auto issued = authority_of(gateway_).issue(spec);
  ASSERT_TRUE(issued) << issued.error().detail;
  {
    RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &*issued});
    EXPECT_TRUE(peer.wait_for_close());
  }
  EXPECT_EQ(gateway_.log("handshake", 1).size(), 1u);
  // And words of an envelope.
  (void)gateway_.send({"--to", "x\n\x1b[31mforged", "--purpose", "\x1b]0;title\x07", source_file(kGood)});
  (void)gateway_.log("refuse", 1);
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  for (const std::string& text : {read_file(gateway_.log_file()), gateway_.terminal()}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    for (const std::string& line : lines_of(text))
      EXPECT_FALSE(line.starts_with("{\"message\":\"forged\"")) << "a line of the peer's own";
  }
}

}  // namespace
}  // namespace concordat::integration
