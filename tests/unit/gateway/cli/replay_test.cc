// Traffic that one policy decided, replayed under others: tests/golden/tools/before wrote the ledger, after is asked.

#include "gateway/cli/ledger/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gateway/config/policy_files.h"
#include "protocol/base/bytes.h"
#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kFolder = std::string(CONCORDAT_SOURCE_DIR) + "/tests/golden/tools/";

struct Sent {
  std::string kind = "referral";
  std::string from = "riverside-trust", to = "eastshire-council";
  std::string purpose = "direct-care";
  std::string denial = {};  // of an earlier refusal; empty: as the old policy decides
};

class ReplayTest : public testing::Test {
 protected:
  static std::shared_ptr<const policy::PolicySet> load(const std::string& name) {
    return policy::load_policy(*gateway::read_policy_files(kFolder + name), gateway::kStartMs / 1000).set;
  }

  // One record, judged by the old policy and written down as the gateway does.
  void send(const Sent& sent) {
    gateway::JudgedEntry judged = gateway::judged_record(++records_);
    judged.sender = sent.from;
    judged.purpose = sent.purpose;
    judged.kinds = {sent.kind};
    gateway::EntryRecipient& recipient = judged.recipients.front();
    recipient.agency = sent.to;
    const auto kind = before_->vocabulary().kind(sent.kind);
    const auto decision = before_->decide({sent.from, sent.to, sent.purpose, kind ? policy::KindSet{1} << *kind : 0,
                                           gateway::kStartMs / 1000, policy::kNothingAgainst});
    ledger_.commit([&] {
      if (decision.permit && sent.denial.empty()) {
        recipient.plan_hash_hex = hex(decision.plan->hash);
        const std::string text = policy::plan_text(*decision.plan, before_->vocabulary());
        ASSERT_TRUE(ledger_.log->append(gateway::plan_entry(recipient.plan_hash_hex, text)));
        ASSERT_TRUE(ledger_.log->append(gateway::accept_entry(judged)));
      } else {
        recipient = {.agency = sent.to, .reason = sent.denial};
        if (sent.denial.empty()) recipient.reason = policy::name(decision.denial);
        judged.reason = "refused-by-policy";
        ASSERT_TRUE(ledger_.log->append(gateway::refuse_entry(judged)));
      }
    });
  }

  ReplayOutcome replay(const policy::PolicySet& set, std::optional<std::int64_t> at = {}) {
    ledger_.publish();
    Replay replay(set, at);
    gateway::EntryView entry;
    const auto files = ledger_.files();
    const auto done =
        gateway::visit_entries(files, 0, files.checkpoint()->size, [&](std::uint64_t, ByteView bytes) -> Result<bool> {
          EXPECT_TRUE(gateway::read_entry(bytes, entry));
          EXPECT_TRUE(replay.entry(entry));
          return true;
        });
    EXPECT_TRUE(done);
    return replay.outcome();
  }

  static std::vector<std::string> said(const ReplayOutcome& outcome) {
    std::vector<std::string> out;
    for (const ReplayChange& change : outcome.changes)
      out.push_back(std::to_string(change.records) + " " + change.kinds + ": " + change.said);
    return out;
  }

  std::shared_ptr<const policy::PolicySet> before_ = load("before");
  gateway::PublishedLedger ledger_;
  std::uint64_t records_ = 0;
};

TEST_F(ReplayTest, ThePolicyThatDecidedDecidesTheSameAgain) {
  for (int i = 0; i < 3; ++i) send({});
  send({.from = "eastshire-council", .to = "riverside-trust"});  // refused
  const ReplayOutcome outcome = replay(*before_);
  EXPECT_EQ(outcome.records, 4u);
  EXPECT_EQ(outcome.judged, 4u);
  EXPECT_EQ(outcome.same, 4u);
  EXPECT_THAT(said(outcome), IsEmpty());
}

TEST_F(ReplayTest, CountsEachItemThatWouldHaveBeenOtherwise) {
  for (int i = 0; i < 3; ++i) send({});
  const ReplayOutcome outcome = replay(*load("after"));
  EXPECT_EQ(outcome.same, 0u);
  EXPECT_THAT(said(outcome),
              testing::UnorderedElementsAre(
                  "3 referral: carer.hours, carer.phone would no longer have been shared",
                  "3 referral: person.phone would have been shared in another way (masked; it was only the last 3 "
                  "characters)",
                  "3 referral: referral.note would also have been shared"));
}

TEST_F(ReplayTest, JudgesByTheEntrysOwnTimeUnlessAskedForAnother) {
  send({});
  EXPECT_EQ(replay(*before_).same, 1u);
  EXPECT_THAT(said(replay(*before_, 1'900'000'000)), ElementsAre("1 referral: would have been refused (not-in-force)"));
}

TEST_F(ReplayTest, SaysWhatWouldNoLongerHaveBeenRefused) {
  send({.denial = "other-kind"});
  EXPECT_THAT(said(replay(*before_)),
              ElementsAre("1 referral: would have been permitted, and was refused (other-kind)"));
}

TEST_F(ReplayTest, ARefusalForTheRecordsOwnSakeStands) {
  send({.kind = "discharge-notice", .purpose = "planning", .denial = "opted-out"});
  send({.denial = "objected"});
  send({.from = "eastshire-council", .to = "riverside-trust", .purpose = "emergency", .denial = "not-justified"});
  send({.denial = "security-label"});
  EXPECT_EQ(replay(*before_).same, 4u);
}

TEST_F(ReplayTest, LeavesAsideWhatALedgerCannotTell) {
  send({.denial = "verification-failed"});
  send({.to = "", .denial = "no-shared-agreement"});
  gateway::JudgedEntry unknown_kind = gateway::judged_record(90), unknown_plan = gateway::judged_record(91);
  unknown_plan.kinds = {"referral"};
  ledger_.commit([&] {
    ASSERT_TRUE(ledger_.log->append(gateway::accept_entry(unknown_kind)));
    ASSERT_TRUE(ledger_.log->append(gateway::accept_entry(unknown_plan)));
  });
  const ReplayOutcome outcome = replay(*before_);
  EXPECT_EQ(outcome.records, 4u);
  EXPECT_EQ(outcome.other_refusals, 2u);
  EXPECT_EQ(outcome.unknown_kinds, 1u);
  EXPECT_EQ(outcome.unknown_plans, 1u);
  EXPECT_THAT(said(outcome), IsEmpty());
}

// The command's whole output, as tools_test.cc does it for the others.
TEST_F(ReplayTest, TheCommandSaysWhatTheGoldenFilesHold) {
  for (int i = 0; i < 14; ++i) send({});
  for (int i = 0; i < 2; ++i) send({.kind = "discharge-notice"});
  send({.kind = "discharge-notice", .purpose = "planning"});
  send({.kind = "referral", .purpose = "planning"});
  send({.from = "eastshire-council", .to = "riverside-trust", .purpose = "emergency"});
  ledger_.publish();
  for (const std::string form : {"", " --json"}) {
    const std::string path = kFolder + (form.empty() ? "replay.txt" : "replay-json.txt");
    FILE* pipe = ::popen((CONCORDAT_BINARY " policy replay " + kFolder + "after " + ledger_.ledger().string() + form +
                          " 2>&1 </dev/null")
                             .c_str(),
                         "r");
    std::string out;
    char block[4096];
    for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, n);
    EXPECT_EQ(::pclose(pipe), 0);
    std::stringstream expected;
    expected << std::ifstream(path).rdbuf();
    if (std::getenv("CONCORDAT_UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path) << out;
    } else {
      EXPECT_EQ(out, expected.str());
    }
  }
}

}  // namespace
}  // namespace concordat::cli
