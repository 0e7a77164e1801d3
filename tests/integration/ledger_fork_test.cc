// What an operator does after a backup was restored and the newest store is lost: a new log, with what waits carried
// over, and the old one's files beside it.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "deploy/examples/records/bench-referral.json";

class LedgerFork : public testing::Test {
 protected:
  // Three records of which one was delivered are in the backup; two more are lost.
  void SetUp() override {
    gateway_.start();
    ASSERT_EQ(gateway_.send({source_file(kRecord), "--id", "once"}).exit_code, 0);
    ASSERT_EQ(gateway_.send({source_file(kRecord), source_file(kRecord)}).exit_code, 0);
    ASSERT_EQ(gateway_.receive(gateway_.outside("received-1"), {"--count", "1"}).exit_code, 0);
    ASSERT_EQ(gateway_.ledger_faults(), "");
    ASSERT_EQ(gateway_.stop().exit_code, 0);
    fs::copy(gateway_.file("data/store"), gateway_.outside("backup"), fs::copy_options::recursive);
    gateway_.start();
    ASSERT_EQ(gateway_.send({source_file(kRecord), source_file(kRecord)}).exit_code, 0);
    ASSERT_EQ(gateway_.stop().exit_code, 0);
    restore();
  }
  void restore() {
    fs::remove_all(gateway_.file("data/store"));
    fs::copy(gateway_.outside("backup"), gateway_.file("data/store"), fs::copy_options::recursive);
  }
  Finished fork(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"ledger", "fork", gateway_.config()});
    return gateway_.tool(more);
  }
  Gateway gateway_;
};

TEST_F(LedgerFork, BeginsANewLogThatBalancesAndKeepsTheOldOne) {
  const Finished refused = gateway_.start_in_vain();
  EXPECT_NE(refused.err.find("ledger fork"), std::string::npos) << refused.err;
  const Finished shown = fork();
  EXPECT_EQ(shown.exit_code, 1);
  EXPECT_NE(shown.out.find("Nothing was changed"), std::string::npos) << shown.out << shown.err;
  EXPECT_NE(gateway_.start_in_vain().exit_code, 0) << "nothing was changed";

  const Finished forked = fork({"--yes"});
  ASSERT_EQ(forked.exit_code, 0) << forked.err;
  EXPECT_NE(forked.out.find("2 waiting disclosures were carried over"), std::string::npos) << forked.out;
  std::string kept;
  for (const auto& file : fs::directory_iterator(gateway_.file("data"))) {
    const std::string name = file.path().filename();
    if (name.starts_with("ledger-")) kept = file.path();
  }
  ASSERT_NE(kept, "") << forked.out;
  const Finished old_log = gateway_.tool({"ledger", "verify", kept});
  EXPECT_EQ(old_log.exit_code, 0) << old_log.out << old_log.err;
  EXPECT_EQ(fork({"--yes"}).exit_code, 1) << "nothing more to fork";

  gateway_.start();
  EXPECT_EQ(fork().exit_code, 1) << "not while the gateway runs";
  ASSERT_EQ(gateway_.send({source_file(kRecord)}).exit_code, 0);
  const Finished received = gateway_.receive(gateway_.outside("received-2"), {"--count", "3"});
  EXPECT_EQ(received.exit_code, 0) << received.err;
  EXPECT_EQ(gateway_.ledger_faults(), "");
  const auto entries = gateway_.ledger();
  ASSERT_GE(entries.size(), 3u);
  EXPECT_EQ(text_of(entries[0], "event"), "fork");
  EXPECT_EQ(text_of(entries[0].at("detail").as_object(), "waiting"), "2");
  std::size_t carried = 0;
  std::size_t of_the_old_log = 0;
  for (const auto& entry : entries) {
    carried += text_of(entry, "event") == "carry" ? 1 : 0;
    of_the_old_log += text_of(entry, "event") == "settle" && entry.contains("accept_log") ? 1 : 0;
  }
  EXPECT_EQ(carried, 2u);
  EXPECT_EQ(of_the_old_log, 2u);
}

TEST_F(LedgerFork, ARepeatOfARecordOfTheOldLogIsAnsweredAsBefore) {
  ASSERT_EQ(fork({"--yes", "--origin-suffix", "after-the-fire"}).exit_code, 0);
  gateway_.start();
  const Finished again =
      gateway_.send({source_file(kRecord), "--id", "once", "--json", "--proof", gateway_.outside("proofs")});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_TRUE(json_lines(again.out).at(0).at("duplicate").as_bool()) << again.out;
  EXPECT_EQ(gateway_.ledger_faults(), "");
  for (const auto& entry : gateway_.ledger()) EXPECT_NE(text_of(entry, "event"), "accept");
}

TEST_F(LedgerFork, IsRefusedWhenTheConfigurationNamesAnotherGatewayAfterwards) {
  ASSERT_EQ(fork({"--yes"}).exit_code, 0);
  replace_in_file(gateway_.file("gateway.yaml"), "gateway: ", "gateway: other-");
  const Finished refused = gateway_.start_in_vain();
  EXPECT_NE(refused.err.find("put its name back"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace concordat::integration
