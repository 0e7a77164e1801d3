// A ledger that cannot be written: senders are told to try again, nothing is accepted, delivered or refused for good,
// readiness says so, and the work goes on by itself once the disk takes it again (or the service manager has started
// the gateway again, where it must end: DESIGN.md, rule 2).

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>

#include "tests/integration/harness/cuttable_disk.h"
#include "tests/integration/harness/system_calls.h"
#include "tests/integration/peers/load.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* kRecord = "deploy/examples/records/bench-referral.json";

std::string body() {
  return read_file(source_file(kRecord));
}

// One record over a connection of its own: the first receipt or Close that comes.
Frame answer_to(const Gateway& gateway, const std::string& id) {
  const crypto::Credential credential = credential_of(gateway, "riverside-trust");
  RawPeer peer = RawPeer::connect(gateway.port(), {.credential = &credential});
  if (!peer.greet() || !peer.send(submission(1, id, body()))) return {};
  while (auto frame = peer.receive(10s)) {
    if (frame->has_receipt() || frame->has_close()) return std::move(*frame);
  }
  return {};
}

std::int64_t ledger_size(const Gateway& gateway) {
  return gateway.control(R"({"command":"status"})").at("ledger_size").to_number<std::int64_t>();
}
bool ready(const Gateway& gateway) {
  return gateway.control(R"({"command":"status"})").at("ready").as_bool();
}
std::string faults(const Gateway& gateway) {
  return boost::json::serialize(gateway.control(R"({"command":"status"})").at("faults"));
}

// That a record is answered with "busy", in words, and leaves no trace.
void expect_busy(const Gateway& gateway, std::string_view words) {
  const auto before = ledger_size(gateway);
  const Frame answer = answer_to(gateway, "busy");
  EXPECT_EQ(answer.receipt().outcome(), native::v1::FAILED) << answer.ShortDebugString();
  EXPECT_EQ(answer.receipt().error(), "busy");
  EXPECT_NE(answer.receipt().detail().find(words), std::string::npos) << answer.receipt().detail();
  EXPECT_NE(answer.receipt().detail().find("try again"), std::string::npos) << answer.receipt().detail();
  EXPECT_EQ(ledger_size(gateway), before);
}

void expect_accepted(const Gateway& gateway, const std::string& id) {
  const Frame answer = answer_to(gateway, id);
  EXPECT_EQ(answer.receipt().outcome(), native::v1::ACCEPTED) << answer.ShortDebugString();
}

// Takes all but `leave` bytes of a file system.
void fill(const std::string& file, std::uint64_t leave) {
  struct statvfs status {};
  if (::statvfs(fs::path(file).parent_path().c_str(), &status) != 0) throw std::runtime_error("statvfs");
  const std::uint64_t there = std::uint64_t{status.f_bavail} * status.f_frsize;
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int failed = ::posix_fallocate(descriptor, 0, static_cast<off_t>(there - std::min(there - 1, leave)));
  // The last few blocks, where the file system could not promise them in one piece.
  const std::string block(4096, 'x');
  while (leave == 0 && ::pwrite(descriptor, block.data(), block.size(), ::lseek(descriptor, 0, SEEK_END)) > 0) continue;
  ::close(descriptor);
  if (failed != 0 && leave != 0) throw std::runtime_error("cannot fill the disk");
}

class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = CuttableDisk::unable(); !why.empty()) GTEST_SKIP() << "NOT SHOWN: " << why;
    disk_.emplace(gateway_.outside("disk.img"), gateway_.file("data"));
  }
  [[nodiscard]] std::string filler() const { return gateway_.file("data/filler"); }

  Gateway gateway_;
  std::optional<CuttableDisk> disk_;
};

TEST_F(FullDisk, NothingNewIsAcceptedWhatWaitsIsDeliveredAndRoomMendsIt) {
  gateway_.start();
  expect_accepted(gateway_, "before");
  fill(filler(), 100u << 20);
  ASSERT_TRUE(gateway_.logged({"new records are not accepted", "disk"}));
  EXPECT_FALSE(ready(gateway_));
  EXPECT_NE(faults(gateway_).find("the disk is nearly full"), std::string::npos) << faults(gateway_);
  expect_busy(gateway_, "the disk is nearly full");
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  fs::remove(filler());
  ASSERT_TRUE(gateway_.logged({"new records are accepted again"}));
  EXPECT_TRUE(ready(gateway_));
  expect_accepted(gateway_, "busy");
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(gateway_.stop().exit_code, 0);
}

TEST_F(FullDisk, AStartFailsInWordsAsOftenAsItIsTriedAndHarmsNothing) {
  gateway_.start();
  expect_accepted(gateway_, "before");
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  fill(filler(), 0);
  for (int tries = 0; tries < 3; ++tries) {
    const Finished tried = gateway_.start_in_vain();
    EXPECT_EQ(tried.exit_code, 1) << tried.out << tried.err;
    EXPECT_NE(tried.err.find("No space left on device"), std::string::npos) << tried.err;
  }
  fs::remove(filler());
  gateway_.start();
  EXPECT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", "1"}).exit_code, 0);
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(gateway_.stop().exit_code, 0);
}

struct Broken {
  const char* name;
  bool store;  // its write-ahead log; else the head file
  const char* call;
  const char* how;
};

void PrintTo(const Broken& broken, std::ostream* out) {
  *out << broken.name;
}

class BrokenCommit : public testing::TestWithParam<Broken> {
 protected:
  void SetUp() override {
    if (const std::string why = unable_to_trace(); !why.empty()) GTEST_SKIP() << why;
  }
};

// The commit's own writes and syncs: whether the bytes arrived is unknown, so the gateway ends.
TEST_P(BrokenCommit, TellsTheSenderToTryAgainEndsAndRecovers) {
  Gateway gateway;
  gateway.start();
  ASSERT_EQ(gateway.stop().exit_code, 0);
  // A start commits, too. One that is recorded tells what it writes; the next call after that is the record's.
  const std::string trace = gateway.outside("trace");
  fs::copy(gateway.config(), gateway.outside("kept"), fs::copy_options::recursive);
  ASSERT_TRUE(gateway.start_under(recording(trace)));
  EXPECT_EQ(gateway.ledger_faults(), "") << "waits until all of it is published";
  const auto entries = static_cast<std::size_t>(ledger_size(gateway));
  gateway.kill();
  CallPlace place;
  for (const CallPlace& made : recorded_calls(read_file(trace), gateway.file("data"))) {
    const bool log = made.path.starts_with("store/") && made.path.ends_with(".log");
    if (made.call != GetParam().call || !(GetParam().store ? log : made.path == "head")) continue;
    if (made.path > place.path || made.nth >= place.nth) place = {made.call, made.path, made.nth + 1};
  }
  ASSERT_FALSE(place.path.empty());
  fs::remove_all(gateway.file("data"));
  fs::copy(gateway.outside("kept/data"), gateway.file("data"), fs::copy_options::recursive);
  ASSERT_TRUE(gateway.start_under(failing(place, GetParam().how, gateway.file("data"), trace, From::kThisCallOn)))
      << gateway.terminal();
  ASSERT_GE(gateway.ledger(entries).size(), entries) << gateway.terminal();

  const Frame answer = answer_to(gateway, "the-record");
  EXPECT_TRUE(answer.has_close()) << "no bare cut, and no receipt: " << answer.ShortDebugString();
  EXPECT_EQ(answer.close().error(), "unavailable");
  EXPECT_NE(answer.close().detail().find("send again, with the same id"), std::string::npos) << answer.close().detail();
  ASSERT_TRUE(gateway.daemon().wait(in(10s))) << "it goes on without its ledger";
  EXPECT_EQ(gateway.daemon().finished().exit_code, 1);
  EXPECT_TRUE(
      gateway.logged({"\"event.action\":\"commit\"", "\"event.outcome\":\"failure\"", "must be started again"}));

  gateway.start();
  EXPECT_TRUE(ready(gateway));
  expect_accepted(gateway, "the-record");
  const Finished received = gateway.receive(gateway.outside("received"));
  EXPECT_EQ(json_lines(received.out).size(), 1u) << "once, whether the first attempt had reached the disk or not";
  EXPECT_EQ(gateway.ledger_faults(), "");
  EXPECT_EQ(gateway.stop().exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(At, BrokenCommit,
                         testing::Values(Broken{"StoreWrite", true, "write", "error=ENOSPC"},
                                         Broken{"StoreSync", true, "fdatasync", "error=EIO"},
                                         Broken{"HeadWrite", false, "pwrite64", "error=EIO"},
                                         Broken{"HeadSync", false, "fdatasync", "error=EIO"}),
                         [](const testing::TestParamInfo<Broken>& broken) { return std::string(broken.param.name); });

// The files for auditors are derived: the gateway goes on, takes nothing new, and tries again by itself.
TEST(UnpublishedLedger, RefusesNothingForGoodTakesNothingNewAndMendsItself) {
  Gateway gateway;
  gateway.start();
  (void)gateway.ledger(1);
  const std::string tiles = gateway.file("data/ledger/tile");
  fs::rename(tiles, tiles + ".aside");
  write_file(tiles, "in the way");
  expect_accepted(gateway, "before");
  ASSERT_TRUE(gateway.logged({"\"event.action\":\"ledger-publish\"", "\"event.outcome\":\"failure\""}));
  EXPECT_FALSE(ready(gateway));
  EXPECT_NE(faults(gateway).find("ledger: the ledger's files cannot be published"), std::string::npos)
      << faults(gateway);
  expect_busy(gateway, "the ledger's files cannot be published");
  EXPECT_EQ(gateway.receive(gateway.outside("received"), {"--count", "1"}).exit_code, 0)
      << "what was accepted is delivered";
  EXPECT_EQ(gateway.log("ledger-publish").size(), 1u) << "said once, not at every attempt";

  fs::remove(tiles);
  fs::rename(tiles + ".aside", tiles);
  ASSERT_TRUE(gateway.logged({"the ledger's files are up to date"}));
  EXPECT_TRUE(ready(gateway));
  expect_accepted(gateway, "busy");
  EXPECT_EQ(gateway.ledger_faults(), "");
  EXPECT_EQ(gateway.stop().exit_code, 0);
}

// A sender that waits and retries does not notice more than a pause.
TEST(UnpublishedLedger, APatientSenderIsServedWhenItIsMended) {
  Gateway gateway;
  gateway.start();
  (void)gateway.ledger(1);
  const std::string tiles = gateway.file("data/ledger/tile");
  fs::rename(tiles, tiles + ".aside");
  write_file(tiles, "in the way");
  expect_accepted(gateway, "before");
  ASSERT_TRUE(gateway.logged({"\"event.action\":\"ledger-publish\"", "\"event.outcome\":\"failure\""}));
  Process sender({CONCORDAT_PROGRAM, "send", "--client", gateway.client("riverside-trust"), source_file(kRecord)});
  EXPECT_FALSE(sender.wait(in(500ms))) << "it was answered although nothing is accepted: " << sender.out();
  fs::remove(tiles);
  fs::rename(tiles + ".aside", tiles);
  ASSERT_TRUE(sender.wait(in(20s)));
  EXPECT_EQ(sender.finished().exit_code, 0) << sender.err();
  EXPECT_EQ(gateway.stop().exit_code, 0);
}

}  // namespace
}  // namespace concordat::integration
