// The ledger's oldest entries go by an officer's signed decision, while the gateway runs; the rest verifies.

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRecord = "deploy/examples/records/bench-referral.json";
constexpr int kRecords = 150;  // two entries each: more than one bundle of 256

class LedgerPrune : public testing::Test {
 protected:
  void start(const std::string& years) {
    const Finished made = gateway_.tool({"policy", "key", gateway_.outside("officer.key"), "--json"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const std::string key = text_of(boost::json::parse(made.out).as_object(), "key");
    ASSERT_EQ(gateway_.tool({"policy", "key", gateway_.outside("stranger.key")}).exit_code, 0);
    const std::string agency = gateway_.file("agencies/riverside-trust.yaml");
    std::string text = read_file(agency);
    text.insert(text.find('\n', text.find("officers:")) + 1, "  - {name: A Test Officer, key: \"" + key + "\"}\n");
    write_file(agency, text);
    const std::string yaml = gateway_.file("gateway.yaml");
    write_file(yaml, read_file(yaml) + "ledger: {retain_years: " + years + "}\n");
    gateway_.start();
  }
  void fill() {
    ASSERT_EQ(gateway_.send(std::vector<std::string>(kRecords, source_file(kRecord))).exit_code, 0);
    ASSERT_EQ(gateway_.receive(gateway_.outside("received"), {"--count", std::to_string(kRecords)}).exit_code, 0);
    ASSERT_EQ(gateway_.ledger_faults(), "");
  }
  Finished prune(const std::string& before, std::vector<std::string> more = {},
                 const std::string& key = "officer.key") {
    more.insert(more.begin(),
                {"ledger", "prune", gateway_.config(), "--before", before, "--key", gateway_.outside(key)});
    return gateway_.tool(more);
  }
  // Later than every entry so far; the newest entry's own time would leave its bundle.
  [[nodiscard]] std::string now() const {
    const auto entries = gateway_.ledger();
    std::string time = text_of(entries.back(), "time");
    return time.substr(0, time.size() - 1);
  }
  Gateway gateway_;
};

TEST_F(LedgerPrune, DropsWholeBundlesAndTheRestVerifies) {
  start("0");
  fill();
  const std::string time = now();
  const Finished shown = prune(time, {"--dry-run", "--json"});
  ASSERT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_EQ(boost::json::parse(shown.out).at("kept_from").to_number<int>(), 256);
  EXPECT_TRUE(exists(gateway_.file("data/ledger/tile/entries/000")));
  const Finished pruned = prune(time);
  ASSERT_EQ(pruned.exit_code, 0) << pruned.err;
  ASSERT_TRUE(wait_until(gateway_.file("data/ledger/tile"), in(15s), [&] {
    return !exists(gateway_.file("data/ledger/tile/entries/000")) && !exists(gateway_.file("data/ledger/tile/0/000"));
  }));
  const Finished verified = gateway_.tool({"ledger", "verify", gateway_.config()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_NE(verified.out.find("entries 0 to 255"), std::string::npos) << verified.out;
  EXPECT_NE(verified.out.find("were pruned on"), std::string::npos) << verified.out;
  // What stands on it closes too: receipts of records accepted in what is gone, what waits, what goes elsewhere.
  for (const char* command : {"balance", "undelivered", "receipts", "withheld", "show"}) {
    const Finished told = gateway_.tool({"ledger", command, gateway_.config()});
    EXPECT_EQ(told.exit_code, 0) << command << ": " << told.out << told.err;
  }
  EXPECT_EQ(prune(time).exit_code, 1) << "nothing more is whole and old";

  // It goes on, also after a restart and with every published file lost.
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  std::filesystem::remove_all(gateway_.file("data/ledger"));
  gateway_.start();
  ASSERT_EQ(gateway_.send({source_file(kRecord)}).exit_code, 0);
  ASSERT_EQ(gateway_.receive(gateway_.outside("received-2"), {"--count", "1"}).exit_code, 0);
  ASSERT_TRUE(wait_until(gateway_.file("data"), in(15s), [&] {
    return gateway_.tool({"ledger", "verify", gateway_.config()}).exit_code == 0;
  }));
  EXPECT_TRUE(exists(gateway_.file("data/ledger/prune/256.decision")));
  const Finished receipts = gateway_.tool({"ledger", "receipts", gateway_.config()});
  EXPECT_EQ(receipts.exit_code, 0) << receipts.out;
}

TEST_F(LedgerPrune, IsRefusedWithinTheRetentionPeriodAndToStrangers) {
  start("6");
  fill();
  const Finished young = prune(now());
  EXPECT_EQ(young.exit_code, 1);
  EXPECT_NE(young.err.find("keeps the ledger for 6 years"), std::string::npos) << young.err;
  const Finished stranger = prune("2015-01-01", {}, "stranger.key");
  EXPECT_EQ(stranger.exit_code, 1);
  EXPECT_NE(stranger.err.find("no officer's"), std::string::npos) << stranger.err;
  const Finished nothing = prune("2015-01-01");
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_NE(nothing.err.find("nothing can be pruned"), std::string::npos) << nothing.err;
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

}  // namespace
}  // namespace concordat::integration
