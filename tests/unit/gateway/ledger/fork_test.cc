#include "gateway/ledger/fork/fork.h"

#include <gtest/gtest.h>

#include <fstream>

#include "gateway/ledger/audit/balance.h"
#include "gateway/ledger/audit/verify.h"
#include "gateway/ledger/head_file.h"
#include "gateway/ledger/keys/key_files.h"
#include "gateway/ledger/log.h"
#include "gateway/ledger/log_place.h"
#include "gateway/ledger/publisher.h"
#include "gateway/runtime/files.h"
#include "gateway/store/memory_store.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "hub.example";
constexpr const char* kOrigin = "hub.example/ledger";

// A gateway's store and files, of which a test takes a backup and puts it back.
class ForkTest : public testing::Test {
 protected:
  ForkTest() { open(); }

  void open(const std::string& origin = kOrigin) {
    auto opened = LedgerLog::open(*store_, test_keys('k', origin), head_file());
    if (!opened) throw std::runtime_error(opened.error().detail);
    log_ = std::move(*opened);
  }
  // Accepts a record for eastshire-council, which then waits.
  void accept(std::uint64_t number) {
    CommitBatch batch;
    batch.number = store_->last_commit() + 1;
    log_->begin(now_ += 10);
    const auto index = log_->append(accept_entry(judged_record(number)), record_number(number), {});
    NewDisclosure disclosure;
    disclosure.recipient = "eastshire-council";
    disclosure.record = record_number(number);
    disclosure.route = {.sender = "riverside-trust",
                        .purpose = "direct-care",
                        .kinds = {"referral"},
                        .agreements = {"ISA-2026-014"},
                        .plan_hash = Bytes(32, 'p')};
    disclosure.sealed = "sealed";
    disclosure.ledger_index = place_of(log_->number(), *index);
    batch.disclosures.push_back(std::move(disclosure));
    finish(batch);
  }
  // Ends what waits at `sequence`, as the commit step does.
  void settle(std::uint64_t sequence) {
    const auto waiting = store_->waiting_at("eastshire-council", sequence);
    SettleEntry settled = settled_record(0, index_of((*waiting)->ledger_index), "delivered");
    settled.record = (*waiting)->record;
    const std::uint64_t number = log_number_of((*waiting)->ledger_index);
    if (number != log_->number()) settled.accept_log = log_->origin_of(number);
    CommitBatch batch;
    batch.number = store_->last_commit() + 1;
    log_->begin(now_ += 10);
    const auto index = log_->append(settle_entry(settled), {}, {});
    batch.settlements.push_back({.recipient = "eastshire-council",
                                 .sequence = sequence,
                                 .outcome = SettleOutcome::kDelivered,
                                 .ledger_index = place_of(log_->number(), *index),
                                 .unix_ms = now_});
    finish(batch);
  }
  void finish(CommitBatch& batch) {
    const auto sealed = log_->seal(batch);
    ASSERT_TRUE(sealed) << sealed.error().detail;
    ASSERT_TRUE(store_->commit(batch));
    ASSERT_TRUE(log_->committed());
  }
  void publish() {
    Publisher publisher(*log_, *store_, files());
    const auto published = publisher.publish();
    ASSERT_TRUE(published) << published.error().detail;
  }

  [[nodiscard]] Fork fork(const std::string& suffix = {}) {
    return Fork(
        *store_, {kName, kOrigin, suffix, head_file(), files(), vkeys()},
        [](const std::string& origin) -> Result<std::shared_ptr<const LedgerKeys>> { return test_keys('k', origin); },
        now_);
  }
  [[nodiscard]] std::string head_file() const { return folder_.path() / "head"; }
  [[nodiscard]] fs::path files() const { return folder_.path() / "ledger"; }
  [[nodiscard]] std::string vkeys() const { return folder_.path() / "ledger.vkey"; }
  [[nodiscard]] std::vector<std::string> entries() const {
    const std::vector<Bytes> all = store_->entries(0, 10'000).value();
    return all;
  }
  void expect_verifies(const fs::path& folder, std::uint64_t size) const {
    const auto report = verify(LedgerFiles::open(folder).value(), read_verifier_file(vkeys()).value());
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_TRUE(report->good()) << folder << ": " << report->problems.kept().front().what;
    EXPECT_EQ(report->size, size);
  }

  // As if the log had gone on to so many entries, which the store does not have: they were lost with it.
  void sign_further(std::uint64_t size) {
    const auto keys = test_keys('k', log_->number() == 0 ? kOrigin : log_->origin_of(log_->number()));
    std::ofstream{head_file()};
    HeadFile head = HeadFile::open(head_file(), HeadFile::IfMissing::kRefuse).value();
    ASSERT_TRUE(head.write(keys->sign(size, crypto::sha256("entries that were lost"))));
    log_.reset();
  }

  TemporaryFolder folder_;
  std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>();
  std::unique_ptr<LedgerLog> log_;
  std::int64_t now_ = kStartMs;
};

TEST_F(ForkTest, AStoreThatIsNotBehindIsRefused) {
  accept(1);
  log_.reset();
  const auto plan = fork().plan();
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, Code::kConflict);
  EXPECT_NE(plan.error().detail.find("nothing to fork"), std::string::npos) << plan.error().detail;
}

TEST_F(ForkTest, TheNewLogNamesTheOldHeadAndCarriesWhatWaits) {
  for (std::uint64_t i = 1; i <= 4; ++i) accept(i);
  settle(1);
  publish();
  sign_further(9);
  Fork work = fork();
  const auto plan = work.plan();
  ASSERT_TRUE(plan) << plan.error().detail;
  EXPECT_EQ(plan->origin, "hub.example/ledger-2");
  EXPECT_EQ(plan->signed_head.size, 9u);
  EXPECT_EQ(plan->held.size, 5u);
  EXPECT_EQ(plan->waiting, 3u);
  EXPECT_EQ(entries().size(), 5u) << "a plan changes nothing";
  const auto done = work.run(*plan);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->carried, 3u);

  ASSERT_EQ(entries().size(), 4u);
  for (const std::string& words :
       {std::string(R"("event":"fork")"), std::string(R"("head_origin":"hub.example/ledger")"),
        std::string(R"("head_size":"9")"), base64(plan->head), std::string(R"("store_size":"5")"),
        plan->held.root.hex()}) {
    EXPECT_NE(entries()[0].find(words), std::string::npos) << words << "\n" << entries()[0];
  }
  EXPECT_NE(entries()[1].find(R"({"accept":1,"accept_log":"hub.example/ledger","agreements":["ISA-2026-014"],)"
                              R"("event":"carry","outcome":"waiting","plan":)"),
            std::string::npos)
      << entries()[1];
  EXPECT_NE(entries()[3].find(R"("seq":{"ISA-2026-014":3,"log":3})"), std::string::npos) << "numbers start anew";
  EXPECT_EQ(done->kept, folder_.path() / "ledger-hub.example-ledger");
  expect_verifies(done->kept, 5);
  expect_verifies(files(), 4);
  EXPECT_EQ(read_file(done->kept / "highest-head").value(), plan->head);
}

TEST_F(ForkTest, TheBalanceClosesWhenWhatWasCarriedIsSettled) {
  for (std::uint64_t i = 1; i <= 3; ++i) accept(i);
  sign_further(9);
  Fork work = fork("ledger-b");
  ASSERT_TRUE(work.run(work.plan().value()));
  open("hub.example/ledger-b");
  accept(4);
  settle(1);
  settle(4);
  publish();
  const auto counted = balance(LedgerFiles::open(files()).value());
  ASSERT_TRUE(counted) << counted.error().detail;
  EXPECT_EQ(counted->problems.count(), 0u) << counted->problems.kept().front().what;
  EXPECT_EQ(counted->recipients.at("eastshire-council").accepted, 4u);
  EXPECT_EQ(counted->remainder.at("eastshire-council"), (std::vector{record_number(2), record_number(3)}));
  // Whose settlement is of the old log's accept entry says so.
  EXPECT_NE(entries()[5].find(R"({"accept":0,"accept_log":"hub.example/ledger",)"), std::string::npos) << entries()[5];
  EXPECT_NE(entries()[6].find(R"({"accept":4,"category")"), std::string::npos) << entries()[6];
  expect_verifies(files(), 7);
}

TEST_F(ForkTest, WhatTheStoreHoldsOfTheOldLogIsPublishedBeforeItIsMoved) {
  accept(1);
  publish();
  accept(2);
  accept(3);
  sign_further(9);
  Fork work = fork();
  const auto done = work.run(work.plan().value());
  ASSERT_TRUE(done) << done.error().detail;
  expect_verifies(done->kept, 3);
}

TEST_F(ForkTest, PublishedFilesThatHaveMoreThanTheStoreAreKeptAsTheyAre) {
  accept(1);
  accept(2);
  publish();
  // The store of a backup of before, with the files of today.
  store_ = std::make_unique<MemoryStore>();
  log_.reset();
  Fork work = fork();
  const auto plan = work.plan();
  ASSERT_TRUE(plan) << plan.error().detail;
  EXPECT_EQ(plan->held.size, 0u);
  const auto done = work.run(*plan);
  ASSERT_TRUE(done) << done.error().detail;
  expect_verifies(done->kept, 2);
  expect_verifies(files(), 1);
}

// Wherever it was cut off, running it again finishes it, and until then the log does not open.
TEST_F(ForkTest, IsFinishedAfterItWasCutOff) {
  for (std::uint64_t i = 1; i <= 3; ++i) accept(i);
  publish();
  sign_further(9);
  const std::string old_head = read_file(head_file()).value();
  {
    Fork work = fork();
    ASSERT_TRUE(work.run(work.plan().value()));
  }
  const fs::path kept = folder_.path() / "ledger-hub.example-ledger";
  // As if it had ended right after the commit that began the new log: old head, old files, nothing carried yet.
  store_ = std::make_unique<MemoryStore>();
  std::error_code ignored;
  fs::remove_all(folder_.path() / "ledger", ignored);
  fs::rename(kept, files());
  std::ofstream{head_file()};
  open();
  for (std::uint64_t i = 1; i <= 3; ++i) accept(i);
  log_.reset();
  ASSERT_TRUE(replace_file(head_file(), old_head));
  const ForkPlan plan = fork().plan().value();
  store_->fail_commits_after(1);
  EXPECT_FALSE(fork().run(plan)) << "the second commit fails";
  store_->fail_commits_after(1000);

  const auto refused = LedgerLog::open(*store_, test_keys('k', plan.origin), head_file());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("ledger fork DIR --yes"), std::string::npos) << refused.error().detail;
  Fork again = fork();
  const auto rest = again.plan();
  ASSERT_TRUE(rest) << rest.error().detail;
  EXPECT_TRUE(rest->begun);
  const auto done = again.run(*rest);
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->carried, 3u);
  EXPECT_EQ(entries().size(), 4u);
  expect_verifies(files(), 4);
  expect_verifies(kept, 3);
  open(plan.origin);
}

TEST_F(ForkTest, ABackupOfBeforeTheForkIsBehindAndIsForkedToAThirdLog) {
  accept(1);
  sign_further(9);
  Fork work = fork();
  ASSERT_TRUE(work.run(work.plan().value()));
  store_ = std::make_unique<MemoryStore>();  // the backup knows of no fork
  const auto opened = LedgerLog::open(*store_, test_keys(), head_file());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kStorageBehind);
  EXPECT_NE(opened.error().detail.find("later log hub.example/ledger-2"), std::string::npos) << opened.error().detail;
  EXPECT_EQ(fork("ledger-2").plan().error().code, Code::kUsage);
  EXPECT_EQ(fork().plan()->origin, "hub.example/ledger-3");
}

TEST_F(ForkTest, AnOriginThatWasUsedBeforeOrIsNoNameIsRefused) {
  accept(1);
  sign_further(9);
  for (const char* suffix : {"ledger", "Ledger", "a/b", "a b", "a+b"}) {
    EXPECT_EQ(fork(suffix).plan().error().code, Code::kUsage) << suffix;
  }
}

}  // namespace
}  // namespace concordat::gateway
