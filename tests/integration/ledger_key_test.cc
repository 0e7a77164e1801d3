// The key of the ledger's checkpoints is rotated: both keys sign in the overlap, every change stands in the ledger, and
// old receipts verify for ever.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

constexpr const char* kRecord = "deploy/examples/records/discharge-referral-1.json";

class LedgerKey : public testing::Test {
 protected:
  Finished rotate(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"ledger", "rotate-key", gateway_.config()});
    return gateway_.tool(more);
  }
  void restart() {
    ASSERT_EQ(gateway_.stop().exit_code, 0);
    gateway_.start();
    // What the start says is in the ledger before this is.
    ASSERT_EQ(gateway_.send({source_file(kRecord)}).exit_code, 0);
  }
  [[nodiscard]] std::vector<std::string> vkeys() const { return lines_of(read_file(gateway_.file("ledger.vkey"))); }
  Finished verify(const std::string& key) {
    return gateway_.tool({"ledger", "verify", gateway_.config(), "--key", key});
  }
  Gateway gateway_;
};

TEST_F(LedgerKey, IsRotatedWithAnOverlapAndOldReceiptsVerify) {
  gateway_.start();
  ASSERT_EQ(gateway_.send({source_file(kRecord)}).exit_code, 0);
  EXPECT_EQ(gateway_.ledger_faults(), "");
  const std::string proof = gateway_.outside("old.tlog-proof");
  const std::string entry = gateway_.outside("old.json");
  ASSERT_EQ(gateway_.tool({"ledger", "prove", gateway_.config(), "0", "-o", proof, "--entry", entry}).exit_code, 0);
  const std::string old_key = vkeys().at(0);

  const Finished rotated = rotate();
  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_NE(rotated.out.find("next start"), std::string::npos) << rotated.out;
  ASSERT_EQ(vkeys().size(), 2u);
  EXPECT_EQ(vkeys().at(1), old_key);
  const std::string new_key = vkeys().at(0);
  struct stat status {};
  ASSERT_EQ(::stat(gateway_.file("keys/ledger.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  const Finished early = rotate({"--end-overlap"});
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_NE(early.err.find("restart the gateway"), std::string::npos) << early.err;

  restart();
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(verify(old_key).exit_code, 0) << "in the overlap the old key verifies what is signed now";
  EXPECT_EQ(verify(new_key).exit_code, 0);

  const Finished ended = rotate({"--end-overlap", "--json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(boost::json::parse(ended.out).at("signing").as_array().size(), 1u);
  EXPECT_EQ(rotate({"--end-overlap"}).exit_code, 1) << "nothing more to end";
  restart();
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_EQ(verify(new_key).exit_code, 0);
  EXPECT_EQ(verify(old_key).exit_code, 1);
  EXPECT_EQ(verify(gateway_.file("ledger.vkey")).exit_code, 0);
  const Finished checked =
      gateway_.tool({"ledger", "check", proof, "--entry", entry, "--key", gateway_.file("ledger.vkey")});
  EXPECT_EQ(checked.exit_code, 0) << "a receipt of the old key" << checked.err;

  std::vector<boost::json::object> changes;
  for (const auto& one : gateway_.ledger()) {
    if (text_of(one, "event") == "key-change") changes.push_back(one.at("detail").as_object());
  }
  ASSERT_EQ(changes.size(), 2u) << "the overlap's begin, and its end";
  EXPECT_EQ(text_of(changes[0], "change"), "ledger-key");
  EXPECT_EQ(text_of(changes[0], "verifier"), new_key);
  EXPECT_EQ(text_of(changes[0], "also"), old_key);
  EXPECT_EQ(text_of(changes[0], "was"), old_key);
  EXPECT_EQ(text_of(changes[1], "verifier"), new_key);
  EXPECT_EQ(text_of(changes[1], "was"), new_key + " " + old_key);
}

TEST_F(LedgerKey, TakenAwayTooEarlyRefusesTheStartInWords) {
  gateway_.start();
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  ASSERT_EQ(rotate().exit_code, 0);
  const std::string both = read_file(gateway_.file("keys/ledger.key"));
  const std::string end = "-----END PRIVATE KEY-----\n";
  write_file(gateway_.file("keys/ledger.key"), both.substr(0, both.find(end) + end.size()));
  const Finished refused = gateway_.start_in_vain();
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("Append that private key"), std::string::npos) << refused.err;
  write_file(gateway_.file("keys/ledger.key"), both);
  gateway_.start();
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

}  // namespace
}  // namespace concordat::integration
