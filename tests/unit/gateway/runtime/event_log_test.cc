#include "gateway/runtime/event_log.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "protocol/json/tape.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using protocol::json::Kind;
using protocol::json::Tape;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The member's decoded text; empty when there is none. Fails the test when the line is not one JSON object.
std::string member(const std::string& line, std::string_view key) {
  Tape tape;
  const auto parsed = tape.parse(line, {});
  if (!parsed) ADD_FAILURE() << parsed.error().detail << ": " << line;
  if (!parsed || tape[0].kind != Kind::kObject) return {};
  const std::uint32_t value = tape.member(0, key);
  std::string scratch;
  if (value == 0) return {};
  return std::string(tape[value].kind == Kind::kString ? tape.decoded(value, scratch) : tape.raw(value));
}

class EventLogTest : public ::testing::Test {
 protected:
  EventLogTest() { options_.file = path("log.json"), options_.terminal = false; }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
  void open() {
    auto opened = EventLog::open(options_, clock_);
    if (!opened) throw std::runtime_error(opened.error().detail);
    log_ = std::move(*opened);
  }
  // What the file holds once everything was written.
  std::vector<std::string> written() {
    log_.reset();
    return lines_of(options_.file);
  }
  std::vector<std::string> written(const LogEvent& event) {
    open();
    LogBuffer(*log_).say(event);
    return written();
  }

  TemporaryFolder folder_;
  ManualClock clock_{1'800'000'000'123};
  LogOptions options_;
  std::unique_ptr<EventLog> log_;
};

TEST_F(EventLogTest, WritesOneObjectALineWithTheNamesOfEcs) {
  const auto lines = written({.level = Severity::kWarning,
                              .action = "refuse",
                              .outcome = "failure",
                              .message = "refused",
                              .record = record_number(7),
                              .sender = "riverside-trust",
                              .recipient = "eastshire-council",
                              .agreement = "ISA-2026-014",
                              .index = 0,
                              .trace = "0af7651916cd43dd8448eb211c80319c",
                              .error_code = "refused-by-policy",
                              .source = "127.0.0.1",
                              .reason = "not today"});
  ASSERT_THAT(lines, SizeIs(1));
  const std::string& line = lines[0];
  EXPECT_EQ(member(line, "@timestamp"), "2027-01-15T08:00:00.123Z");
  EXPECT_EQ(member(line, "log.level"), "warning");
  EXPECT_EQ(member(line, "message"), "refused");
  EXPECT_EQ(member(line, "event.action"), "refuse");
  EXPECT_EQ(member(line, "event.outcome"), "failure");
  EXPECT_EQ(member(line, "event.reason"), "not today");
  EXPECT_EQ(member(line, "record.id"), record_number(7).str());
  EXPECT_EQ(member(line, "agency.sender"), "riverside-trust");
  EXPECT_EQ(member(line, "agency.recipient"), "eastshire-council");
  EXPECT_EQ(member(line, "agreement.id"), "ISA-2026-014");
  EXPECT_EQ(member(line, "ledger.index"), "0");
  EXPECT_EQ(member(line, "trace.id"), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(member(line, "error.code"), "refused-by-policy");
  EXPECT_EQ(member(line, "source.address"), "127.0.0.1");
}

TEST_F(EventLogTest, LeavesOutWhatAnEventDoesNotSay) {
  const auto lines = written({.action = "start", .message = "started"});
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], Not(HasSubstr("record.id")));
  EXPECT_THAT(lines[0], Not(HasSubstr("ledger.index")));
  EXPECT_THAT(lines[0], Not(HasSubstr("event.outcome")));
}

TEST_F(EventLogTest, AForgedLineInAPeersTextStaysInItsOwnLine) {
  const auto lines = written({.action = "close", .message = "said \"x\\\"\n{\"event.action\":\"accept\"}\r\x1b[2J"});
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(member(lines[0], "event.action"), "close");
  EXPECT_THAT(lines[0], Not(HasSubstr("\x1b")));
  EXPECT_THAT(member(lines[0], "message"), HasSubstr("said \"x"));
}

TEST_F(EventLogTest, EveryOctetLeavesALineThatIsJson) {
  for (int octet = 0; octet < 256; ++octet) {
    const std::string text{'a', static_cast<char>(octet), 'b'};
    options_.file = path(std::to_string(octet));
    const auto lines = written({.action = "close", .message = text});
    ASSERT_THAT(lines, SizeIs(1)) << octet;
    EXPECT_FALSE(member(lines[0], "message").empty()) << octet;
  }
}

TEST_F(EventLogTest, CutsAMessageThatIsTooLong) {
  const auto lines = written({.action = "close", .message = std::string(100'000, 'x')});
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_LT(member(lines[0], "message").size(), 1000U);
}

TEST_F(EventLogTest, KeepsOutWhatIsBelowItsLevel) {
  options_.level = Severity::kWarning;
  open();
  LogBuffer buffer(*log_);
  buffer.say({.level = Severity::kInfo, .action = "accept", .message = "accepted"});
  buffer.say({.level = Severity::kWarning, .action = "refuse", .message = "refused"});
  buffer.say({.level = Severity::kCritical, .action = "stop", .message = "stopped"});
  const auto lines = written();
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(member(lines[0], "event.action"), "refuse");
  EXPECT_EQ(member(lines[1], "log.level"), "critical");
}

TEST_F(EventLogTest, HandsOverWhatABufferStillHoldsWhenItGoes) {
  open();
  {
    LogBuffer buffer(*log_);
    buffer.add({.action = "accept", .message = "one"});
    clock_.advance_ms(1000);
    buffer.add({.action = "accept", .message = "two"});
  }
  const auto lines = written();
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(member(lines[0], "@timestamp"), "2027-01-15T08:00:00.123Z");
  EXPECT_EQ(member(lines[1], "@timestamp"), "2027-01-15T08:00:01.123Z");
}

TEST_F(EventLogTest, GoesOnInANewFileAfterARotation) {
  open();
  LogBuffer buffer(*log_);
  buffer.say({.action = "accept", .message = "before"});
  // Only once it is written may the file be taken for the old one.
  while (lines_of(options_.file).empty()) std::this_thread::yield();
  std::filesystem::rename(options_.file, path("log.json.1"));
  log_->reopen();
  buffer.say({.action = "accept", .message = "after"});
  const auto lines = written();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(member(lines[0], "message"), "after");
  const auto old = lines_of(path("log.json.1"));
  ASSERT_THAT(old, SizeIs(1));
  EXPECT_EQ(member(old[0], "message"), "before");
}

TEST_F(EventLogTest, AppendsToTheFileOfAnEarlierRun) {
  (void)written({.action = "start", .message = "first"});
  EXPECT_THAT(written({.action = "start", .message = "second"}), SizeIs(2));
}

TEST_F(EventLogTest, SaysHowManyLinesItHadToDrop) {
  options_.queue_bytes = 10;
  open();
  {
    LogBuffer buffer(*log_);
    buffer.add({.action = "accept", .message = "one"});
    buffer.add({.action = "accept", .message = "two"});
  }
  EXPECT_EQ(log_->dropped(), 2U);
  const auto lines = written();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(member(lines[0], "event.action"), "log-drop");
  EXPECT_EQ(member(lines[0], "@timestamp"), "2027-01-15T08:00:00.123Z");
  EXPECT_THAT(member(lines[0], "message"), HasSubstr("2 log lines"));
}

TEST_F(EventLogTest, ATerminalGetsTextAPersonCanRead) {
  options_.terminal = true;
  options_.file.clear();
  ::testing::internal::CaptureStderr();
  open();
  LogBuffer(*log_).say({.level = Severity::kWarning,
                        .action = "refuse",
                        .message = "refused\x1b[2J",
                        .sender = "riverside-trust",
                        .reason = "not\ntoday"});
  log_.reset();
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("2027-01-15T08:00:00.123Z warning"));
  EXPECT_THAT(text, HasSubstr("from=riverside-trust"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("{")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST_F(EventLogTest, ATerminalIsToldOfDroppedLinesInWordsToo) {
  options_.terminal = true;
  options_.queue_bytes = 10;
  ::testing::internal::CaptureStderr();
  open();
  LogBuffer(*log_).say({.action = "accept", .message = "one"});
  log_.reset();
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("1 log lines were dropped"));
  EXPECT_THAT(text, Not(HasSubstr("{")));
}

TEST_F(EventLogTest, DoesNotStartWhereItCannotWrite) {
  options_.file = path("absent/log.json");
  // The sink makes folders; a file in the way it cannot.
  std::ofstream(path("absent")) << "in the way";
  const auto opened = EventLog::open(options_, clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kIo);
}

}  // namespace
}  // namespace concordat::gateway
