// Stopping finishes what is in flight; starting recovers by itself; and a start that cannot be trusted is refused in
// words.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/peers/load.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";

TEST(Stop, GivesAReceiptForEveryRecordThatWasRead) {
  Gateway gateway;
  gateway.start();
  const crypto::Credential credential = credential_of(gateway, "riverside-trust");
  RawPeer peer = RawPeer::connect(gateway.port(), {.credential = &credential});
  ASSERT_TRUE(peer.greet());
  constexpr std::uint64_t kRecords = 300;
  const std::string record = read_file(source_file(kGood));
  std::string bytes;
  for (std::uint64_t i = 1; i <= kRecords; ++i)
    protocol::native::append_frame(bytes, submission(i, "id-" + std::to_string(i), record));
  ASSERT_TRUE(peer.send(bytes));
  ASSERT_TRUE(peer.receive()) << "the first receipt or plan: the work has begun";
  gateway.daemon().signal(SIGTERM);
  std::size_t receipts = 0;
  bool polite = false;
  while (const auto frame = peer.receive(15s)) {
    receipts += frame->has_receipt() ? 1 : 0;
    polite = polite || frame->has_close();
  }
  EXPECT_TRUE(polite) << "a Close frame ends the session";
  peer.cut();
  ASSERT_TRUE(gateway.daemon().wait(in(15s))) << "limits::kDrainTime and some";
  EXPECT_EQ(gateway.daemon().finished().exit_code, 0) << gateway.terminal();
  // Every record that the ledger has accepted got its receipt.
  gateway.start();
  std::size_t accepted = 0;
  EXPECT_EQ(gateway.ledger_faults(), "");
  for (const auto& entry : gateway.ledger()) accepted += text_of(entry, "event") == "accept" ? 1 : 0;
  EXPECT_GE(receipts + 1, accepted) << "one receipt may have been the first frame";
  EXPECT_GT(accepted, 0u);
}

TEST(Stop, DoesNotWaitForAPeerThatSaysNothing) {
  Gateway gateway;
  gateway.start();
  const crypto::Credential credential = credential_of(gateway, "riverside-trust");
  RawPeer silent = RawPeer::connect(gateway.port(), {.credential = &credential});
  ASSERT_TRUE(silent.greet());
  RawPeer stranger = RawPeer::plain(gateway.port());
  const auto began = std::chrono::steady_clock::now();
  const Finished stopped = gateway.stop();
  EXPECT_EQ(stopped.exit_code, 0) << stopped.err;
  EXPECT_LT(std::chrono::steady_clock::now() - began, 15s);
}

TEST(Stop, KeepsWhatWaits) {
  Gateway gateway;
  gateway.start();
  ASSERT_EQ(gateway.send({source_file(kGood), source_file(kGood)}).exit_code, 0);
  ASSERT_EQ(gateway.stop().exit_code, 0);
  gateway.start();
  const Finished received = gateway.receive(gateway.outside("received"), {"--count", "2"});
  EXPECT_EQ(received.exit_code, 0) << received.err;
  for (const auto& line : json_lines(received.out))
    EXPECT_FALSE(line.at("redelivered").as_bool()) << "it was never offered before";
  EXPECT_EQ(gateway.ledger_faults(), "");
  ASSERT_EQ(gateway.stop().exit_code, 0);
  std::vector<std::string> events;
  for (const auto& entry : gateway.ledger()) events.push_back(text_of(entry, "event"));
  EXPECT_EQ(std::count(events.begin(), events.end(), "start"), 2);
  EXPECT_EQ(std::count(events.begin(), events.end(), "stop"), 2);
}

TEST(Start, IsRefusedWhileAnotherGatewayHasTheData) {
  Gateway gateway;
  gateway.start();
  const Finished second = gateway.start_in_vain();
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.err.find("another concordatd"), std::string::npos) << second.err;
  EXPECT_EQ(gateway.send({source_file(kGood)}).exit_code, 0) << "the first is not disturbed";
  EXPECT_EQ(gateway.receive(gateway.outside("received"), {"--count", "1"}).exit_code, 0);
  EXPECT_TRUE(exists(gateway.file("data/concordatd.pid")));
}

TEST(Start, IsRefusedWhenTheStoreIsBehindTheLedgersHead) {
  Gateway gateway;
  gateway.start();
  ASSERT_EQ(gateway.send({source_file(kGood)}).exit_code, 0);
  ASSERT_EQ(gateway.stop().exit_code, 0);
  fs::copy(gateway.file("data/store"), gateway.outside("backup"), fs::copy_options::recursive);
  gateway.start();
  ASSERT_EQ(gateway.send({source_file(kGood)}).exit_code, 0);
  ASSERT_EQ(gateway.stop().exit_code, 0);
  fs::remove_all(gateway.file("data/store"));
  fs::copy(gateway.outside("backup"), gateway.file("data/store"), fs::copy_options::recursive);
  const Finished tried = gateway.start_in_vain();
  EXPECT_EQ(tried.exit_code, 1);
  EXPECT_NE(tried.err.find("older backup"), std::string::npos) << tried.err;
  EXPECT_TRUE(gateway.logged({"\"event.action\":\"start\"", "\"event.outcome\":\"failure\""}));
}

TEST(Start, IsRefusedWhenTheStoreIsGoneAndTheHeadIsNot) {
  Gateway gateway;
  gateway.start();
  ASSERT_EQ(gateway.send({source_file(kGood)}).exit_code, 0);
  ASSERT_EQ(gateway.stop().exit_code, 0);
  fs::remove_all(gateway.file("data/store"));
  const Finished tried = gateway.start_in_vain();
  EXPECT_EQ(tried.exit_code, 1);
  EXPECT_NE(tried.err.find("older backup"), std::string::npos) << tried.err;
}

TEST(Start, IsRefusedWhenThePortIsTaken) {
  Gateway gateway;
  gateway.start();
  Gateway other;
  replace_in_file(other.file("gateway.yaml"), "127.0.0.1:0", "127.0.0.1:" + std::to_string(gateway.port()));
  const Finished tried = other.start_in_vain();
  EXPECT_EQ(tried.exit_code, 1);
  EXPECT_NE(tried.err.find("cannot listen"), std::string::npos) << tried.err;
}

TEST(Start, RebuildsTheLedgersFilesWhenTheyAreLost) {
  Gateway gateway;
  gateway.start();
  ASSERT_EQ(gateway.send({source_file(kGood)}).exit_code, 0);
  ASSERT_EQ(gateway.stop().exit_code, 0);
  const std::size_t entries = gateway.ledger().size();
  fs::remove_all(gateway.file("data/ledger"));
  gateway.start();
  EXPECT_TRUE(wait_until(gateway.file("data"), in(10s), [&] { return exists(gateway.file("data/ledger")); }));
  EXPECT_EQ(gateway.ledger_faults(), "");
  EXPECT_GT(gateway.ledger(entries + 1).size(), entries);
}

}  // namespace
}  // namespace concordat::integration
