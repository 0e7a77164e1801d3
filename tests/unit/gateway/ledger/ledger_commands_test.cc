#include "gateway/cli/ledger_commands.h"

#include <gtest/gtest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/json.hpp>
#include <fstream>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::cli {
namespace {

using gateway::PublishedLedger;
using gateway::record_number;

struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
  [[nodiscard]] boost::json::value json() const { return boost::json::parse(out); }
};

class LedgerCommandsTest : public testing::Test {
 protected:
  LedgerCommandsTest() {
    ledger_.grow_to(3);
    ledger_.commit([&] { (void)ledger_.log->append(settle_entry(gateway::settled_record(0, 0, "delivered"))); });
    ledger_.publish();
    std::ofstream(key_file()) << ledger_.keys->verifier.str() << '\n';
  }
  [[nodiscard]] std::string key_file() const { return ledger_.ledger() / "ledger.vkey"; }
  [[nodiscard]] std::string file(const char* name) const { return ledger_.folder.path() / name; }

  [[nodiscard]] Outcome run(std::vector<std::string> words) const {
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

  PublishedLedger ledger_;
  std::optional<gateway::Queues> queues_;
};

TEST_F(LedgerCommandsTest, VerifyTakesTheKeyBesideTheLedgerAndSaysGood) {
  const Outcome outcome = run({"ledger", "verify", ledger_.ledger()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("good: every entry"), std::string::npos) << outcome.out;
  const Outcome as_json = run({"ledger", "verify", ledger_.ledger(), "--key", ledger_.keys->verifier.str(), "--json"});
  EXPECT_EQ(as_json.json().at("good"), true);
  EXPECT_EQ(as_json.json().at("size"), 4);
  EXPECT_EQ(as_json.json().at("events").at("accept"), 3);
}

TEST_F(LedgerCommandsTest, VerifyFailsWithPlaceAndReason) {
  ledger_.edit("tile/0/000.p/4", [](Bytes& bytes) { bytes[64] ^= 1; });
  const Outcome outcome = run({"ledger", "verify", ledger_.folder.path()});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.out.find("NOT GOOD"), std::string::npos);
  EXPECT_NE(outcome.out.find("entry 2"), std::string::npos) << outcome.out;
}

TEST_F(LedgerCommandsTest, WithoutAKeyItSaysWhatIsMissing) {
  std::filesystem::remove(key_file());
  const Outcome outcome = run({"ledger", "verify", ledger_.ledger()});
  EXPECT_EQ(outcome.exit_code, 64);
  EXPECT_NE(outcome.err.find("--key"), std::string::npos);
}

TEST_F(LedgerCommandsTest, WhatProveWritesCheckAccepts) {
  for (const std::string& entry : {std::string("2"), record_number(2).str()}) {
    const Outcome proved =
        run({"ledger", "prove", ledger_.ledger(), entry, "-o", file("proof"), "--entry", file("entry")});
    EXPECT_EQ(proved.exit_code, 0) << proved.err;
    const Outcome checked = run({"ledger", "check", file("proof"), "--entry", file("entry"), "--key", key_file()});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
    EXPECT_NE(checked.out.find("entry 2 of ledger hub.example/ledger"), std::string::npos) << checked.out;
  }
  std::ofstream(file("entry")) << "{}";
  EXPECT_EQ(run({"ledger", "check", file("proof"), "--entry", file("entry"), "--key", key_file()}).exit_code, 1);
  EXPECT_EQ(run({"ledger", "prove", ledger_.ledger(), "discharge"}).exit_code, 64);
  EXPECT_EQ(run({"ledger", "prove", ledger_.ledger(), "99"}).exit_code, 1);
}

TEST_F(LedgerCommandsTest, VerifySinceAKeptCheckpointExposesALedgerThatShrank) {
  const std::string kept = file("kept");
  std::filesystem::copy_file(ledger_.ledger() / "checkpoint", kept);
  ledger_.grow_to(9);
  ledger_.publish();
  EXPECT_EQ(run({"ledger", "verify", ledger_.ledger(), "--since", kept}).exit_code, 0);
  const gateway::PublishedLedger shorter(3);
  const Outcome exposed =
      run({"ledger", "verify", shorter.ledger(), "--key", ledger_.keys->verifier.str(), "--since", kept});
  EXPECT_EQ(exposed.exit_code, 1);
  EXPECT_NE(exposed.out.find("rolled back"), std::string::npos) << exposed.out;
  EXPECT_EQ(run({"ledger", "verify", ledger_.ledger(), "--since", file("nothing")}).exit_code, 1);
}

TEST_F(LedgerCommandsTest, CheckHoldsAKeptReceiptAgainstThePresentLedger) {
  ASSERT_EQ(run({"ledger", "prove", ledger_.ledger(), "2", "-o", file("proof"), "--entry", file("entry")}).exit_code,
            0);
  ledger_.grow_to(300);
  ledger_.publish();
  const auto check = [&](const std::filesystem::path& folder) {
    return run({"ledger", "check", file("proof"), "--entry", file("entry"), "--key", key_file(), "--ledger", folder});
  };
  const Outcome good = check(ledger_.ledger());
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_NE(good.out.find("the ledger, of 300 entries now, still contains it"), std::string::npos) << good.out;
  const Outcome bad = check(gateway::PublishedLedger(300).ledger());
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_NE(bad.err.find("written anew"), std::string::npos) << bad.err;
}

TEST_F(LedgerCommandsTest, ShowGivesALineAnEntryAndTheBytesAsJson) {
  const Outcome text = run({"ledger", "show", ledger_.ledger()});
  EXPECT_NE(text.out.find("accept  riverside-trust -> eastshire-council"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("delivered  riverside-trust -> eastshire-council"), std::string::npos) << text.out;
  const Outcome json = run({"ledger", "show", ledger_.ledger(), "--event", "delivered", "--json"});
  EXPECT_EQ(json.out, ledger_.store.kept_entries[3] + '\n');
  EXPECT_EQ(run({"ledger", "show", ledger_.ledger(), "--since", "soon"}).exit_code, 64);
}

TEST_F(LedgerCommandsTest, BalanceWithoutAGatewayCountsTheLedgerAlone) {
  const Outcome outcome = run({"ledger", "balance", ledger_.ledger()});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.out.find("only the ledger's side was counted"), std::string::npos) << outcome.out;
  const auto json = run({"ledger", "balance", ledger_.ledger(), "--json"}).json();
  EXPECT_EQ(json.at("queues_compared"), false);
  EXPECT_EQ(json.at("rows").at(0).at("delivered"), 1);
  EXPECT_EQ(json.at("rows").at(0).at("waiting"), 2);
}

TEST_F(LedgerCommandsTest, BalanceComparesTheQueuesIdById) {
  queues_ = {{"eastshire-council", {record_number(2), record_number(1)}}};
  EXPECT_EQ(run({"ledger", "balance", ledger_.ledger()}).exit_code, 0);
}

}  // namespace
}  // namespace concordat::cli
