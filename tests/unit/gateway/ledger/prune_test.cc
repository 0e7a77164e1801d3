#include "gateway/ledger/retention/prune_plan.h"

#include <gtest/gtest.h>

#include <fstream>

#include "gateway/ledger/audit/balance.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/ledger/audit/show.h"
#include "gateway/ledger/audit/verify.h"
#include "gateway/ledger/durable_file.h"
#include "gateway/ledger/publisher.h"
#include "gateway/ledger/retention/pruned_prefix.h"
#include "gateway/store/memory_store.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

crypto::SigningKey officer() {
  return std::move(*crypto::SigningKey::from_seed(std::string(crypto::SigningKey::kSeedSize, 'o')));
}

// A published ledger of accepts and their settlements in turn, a second apart from one commit to the next.
class PruneTest : public testing::Test {
 protected:
  PruneTest() { reopen(); }

  void reopen() {
    publisher_.reset();
    log_.reset();
    auto opened = LedgerLog::open(store_, keys_, folder_.path() / "head");
    if (!opened) throw std::runtime_error(opened.error().detail);
    log_ = std::move(*opened);
    publisher_ = std::make_unique<Publisher>(*log_, store_, files_path());
  }
  void finish(CommitBatch& batch) {
    const auto sealed = log_->seal(batch);
    ASSERT_TRUE(sealed) << sealed.error().detail;
    ASSERT_TRUE(store_.commit(batch));
    ASSERT_TRUE(log_->committed());
  }
  CommitBatch begin() {
    CommitBatch batch;
    batch.number = store_.last_commit() + 1;
    log_->begin(now_ += 1000);
    return batch;
  }
  void grow_to(std::uint64_t size, std::uint64_t each = 100) {
    while (log_->size() < size) {
      CommitBatch batch = begin();
      for (std::uint64_t i = log_->size(); i < std::min(size, log_->size() + each); ++i) {
        const auto appended = i % 2 == 0
                                  ? log_->append(accept_entry(judged_record(i)), record_number(i), {})
                                  : log_->append(settle_entry(settled_record(i - 1, i - 1, "delivered")), {}, {});
        ASSERT_TRUE(appended);
      }
      finish(batch);
    }
  }
  // One more accepted record, which waits.
  void accept_waiting() {
    CommitBatch batch = begin();
    const std::uint64_t number = log_->size();
    ASSERT_TRUE(log_->append(accept_entry(judged_record(number)), record_number(number), {}));
    NewDisclosure disclosure;
    disclosure.recipient = "eastshire-council";
    disclosure.record = record_number(number);
    disclosure.route.plan_hash = Bytes(32, 'p');
    disclosure.ledger_index = number;
    batch.disclosures.push_back(std::move(disclosure));
    finish(batch);
  }
  void publish() {
    const auto published = publisher_->publish();
    ASSERT_TRUE(published) << published.error().detail;
  }
  [[nodiscard]] Result<PrunePlan> plan(const std::string& before = "2100") {
    return plan_prune(store_, *log_, keys_->origin(), before);
  }
  // What the gateway does with a signed decision.
  void record(PrunePlan plan) {
    plan.decision.party = "riverside-trust";
    plan.decision.reason = "the retention period is over";
    const std::string note = sign_decision(plan.decision, officer()).value();
    CommitBatch batch = begin();
    for (const Bytes& one : plan.plans) ASSERT_TRUE(log_->repeat_plan(one));
    ASSERT_TRUE(log_->append(event_entry("prune", {{"decision", crypto::sha256(note).hex()},
                                                   {"kept_from", std::to_string(plan.decision.kept_from)},
                                                   {"root", plan.decision.root.hex()}}),
                             {}, {}));
    batch.values.push_back(PrunedPrefix{note, plan.sequences, plan.decision.kept_from}.value());
    finish(batch);
  }
  void prune() {
    auto planned = plan();
    ASSERT_TRUE(planned) << planned.error().detail;
    record(std::move(*planned));
    publisher_->prune();
    publish();
  }
  [[nodiscard]] fs::path files_path() const { return folder_.path() / "ledger"; }
  [[nodiscard]] LedgerFiles files() const { return LedgerFiles::open(files_path()).value(); }
  [[nodiscard]] bool has(const std::string& path) const { return fs::exists(files_path() / path); }
  VerifyReport expect_good() {
    const auto report = verify(files(), keys_->verifier);
    EXPECT_TRUE(report) << report.error().detail;
    EXPECT_TRUE(report->good()) << report->problems.kept().front().where << ": "
                                << report->problems.kept().front().what;
    return *report;
  }
  void expect_problem(std::string_view where, std::string_view what) {
    const auto report = verify(files(), keys_->verifier);
    ASSERT_TRUE(report) << report.error().detail;
    for (const Problem& problem : report->problems.kept()) {
      if (problem.where.find(where) != std::string::npos && problem.what.find(what) != std::string::npos) return;
    }
    FAIL() << "no problem at " << where << " says: " << what << " (" << report->problems.count() << " problems)";
  }
  void rewrite(const std::string& path, const std::function<void(Bytes&)>& change) {
    Bytes bytes = read_if_present(files_path() / path, kPruneFileBytes)->value();
    change(bytes);
    std::ofstream(files_path() / path, std::ios::binary) << bytes;
  }

  TemporaryFolder folder_;
  MemoryStore store_;
  std::shared_ptr<const LedgerKeys> keys_ = test_keys();
  std::unique_ptr<LedgerLog> log_;
  std::unique_ptr<Publisher> publisher_;
  std::int64_t now_ = kStartMs;
};

TEST_F(PruneTest, ThePrefixGoesAndTheRestVerifies) {
  grow_to(1300);
  publish();
  prune();
  const VerifyReport report = expect_good();
  EXPECT_EQ(report.size, 1301u);
  EXPECT_EQ(report.pruned.kept_from, 1280u);
  EXPECT_EQ(report.pruned.entry, 1300u);
  EXPECT_EQ(report.pruned.party, "riverside-trust");
  EXPECT_FALSE(report.pruned.recorded.empty());
  EXPECT_FALSE(has("tile/entries/000"));
  EXPECT_FALSE(has("tile/0/004"));
  EXPECT_TRUE(has("tile/1/000.p/5"));
  EXPECT_TRUE(has("tile/entries/005.p/21"));
  EXPECT_TRUE(has("prune/1280.decision"));
  EXPECT_TRUE(store_.entries(0, 1)->empty());
  EXPECT_EQ(store_.entries(1280, 1)->size(), 1u);
}

TEST_F(PruneTest, TheLogGoesOnAndIsReopenedAtEverySizeAfterwards) {
  grow_to(300);
  publish();
  prune();
  for (const std::uint64_t size : {511u, 512u, 513u, 1000u, 65'536u, 65'600u, 66'100u}) {
    grow_to(size, 1000);
    reopen();
    publish();
    const VerifyReport report = expect_good();
    EXPECT_EQ(report.size, size);
    EXPECT_EQ(report.pruned.kept_from, 256u);
    const auto proof = log_->inclusion_proof(256);
    ASSERT_TRUE(proof) << proof.error().detail;
    const auto proved = prove(files(), 256);
    ASSERT_TRUE(proved) << proved.error().detail;
    EXPECT_TRUE(check_proof(proved->proof, proved->entry, keys_->verifier));
  }
}

TEST_F(PruneTest, MayBeDoneAgainAndAcrossAWholeTileOfLevelOne) {
  grow_to(66'300, 1000);
  publish();
  prune();
  expect_good();
  EXPECT_FALSE(store_.tile("tile/0/000").value()) << "under a full tile of level 1";
  EXPECT_FALSE(store_.tile("tile/0/255").value());
  EXPECT_TRUE(store_.tile("tile/0/256").value()) << "the tree is built up from it at start";
  EXPECT_TRUE(store_.tile("tile/1/000").value());
  grow_to(67'000, 1000);
  reopen();
  publish();
  prune();
  const VerifyReport report = expect_good();
  EXPECT_EQ(report.pruned.kept_from, 66'816u);
  EXPECT_TRUE(has("prune/66048.decision")) << "every decision stays";
}

TEST_F(PruneTest, NothingIsPrunedThatIsNotOldEnoughOrStillWaits) {
  grow_to(300);
  const auto young = plan("2027-01-15T08:00:00");
  ASSERT_FALSE(young);
  EXPECT_EQ(young.error().code, Code::kNotFound);
  EXPECT_NE(young.error().detail.find("no whole bundle"), std::string::npos) << young.error().detail;
  accept_waiting();
  grow_to(900);
  const auto held = plan();
  ASSERT_TRUE(held) << held.error().detail;
  EXPECT_EQ(held->decision.kept_from, 256u) << "entry 300 still waits";
  record(*held);
  const auto nothing = plan();
  ASSERT_FALSE(nothing);
  EXPECT_NE(nothing.error().detail.find("still waits"), std::string::npos) << nothing.error().detail;
}

TEST_F(PruneTest, NothingGoesBeforeTheEntryIsPublished) {
  grow_to(600);
  publish();
  record(plan().value());
  EXPECT_TRUE(has("tile/entries/000")) << "recorded, not yet published";
  EXPECT_FALSE(store_.entries(0, 1)->empty());
  publisher_->prune();
  publish();
  EXPECT_FALSE(has("tile/entries/000"));
}

// A crash between any two steps: the store's record of the decision is enough to finish.
TEST_F(PruneTest, WhatACrashCutOffIsFinishedAtTheNextStart) {
  grow_to(600);
  publish();
  record(plan().value());
  reopen();
  publish();
  EXPECT_FALSE(has("tile/entries/000"));
  EXPECT_TRUE(has("prune/512.decision"));
  EXPECT_TRUE(store_.entries(0, 1)->empty());
  expect_good();
  // The rows are gone; all the files are lost. What can be made again is, and it verifies.
  fs::remove_all(files_path());
  reopen();
  publish();
  EXPECT_FALSE(has("tile/entries/000"));
  expect_good();
}

TEST_F(PruneTest, ShowAndBalanceBeginAtTheFirstKeptEntry) {
  // The last pruned entry is an accept whose settlement is kept.
  grow_to(255);
  CommitBatch batch = begin();
  ASSERT_TRUE(log_->append(accept_entry(judged_record(5000)), {}, {}));
  ASSERT_TRUE(log_->append(settle_entry(settled_record(254, 254, "delivered")), {}, {}));
  ASSERT_TRUE(log_->append(settle_entry(settled_record(5000, 255, "delivered")), {}, {}));
  finish(batch);
  grow_to(300);
  publish();
  prune();
  std::uint64_t first = 0;
  const auto shown = show(files(), {}, 0, [&](std::uint64_t index, ByteView, const EntryView&) {
    first = index;
    return false;
  });
  ASSERT_TRUE(shown) << shown.error().detail;
  EXPECT_EQ(first, 256u);
  EXPECT_TRUE(show(files(), {.since = "2027"}, 0, [](std::uint64_t, ByteView, const EntryView&) { return true; }));
  const auto counted = balance(files());
  ASSERT_TRUE(counted) << counted.error().detail;
  EXPECT_EQ(counted->problems.count(), 0u) << counted->problems.kept().front().what;
  EXPECT_TRUE(counted->remainder.empty());
  const auto gone = prove(files(), 255);
  ASSERT_FALSE(gone);
  EXPECT_NE(gone.error().detail.find("was pruned"), std::string::npos) << gone.error().detail;
  EXPECT_EQ(find_record(files(), record_number(2)).error().code, Code::kNotFound);
}

TEST_F(PruneTest, APlanWhoseEntryGoesIsSaidAgain) {
  CommitBatch batch = begin();
  const Bytes hash(32, 'h');
  ASSERT_TRUE(log_->use_plan({hash, std::make_shared<const std::string>("the plan's text"), nullptr}));
  finish(batch);
  grow_to(300);
  publish();
  prune();
  bool said = false;
  ASSERT_TRUE(show(files(), {.event = "plan"}, 0, [&](std::uint64_t index, ByteView, const EntryView& entry) {
    said = index >= 256 && entry.text("plan") == hex(hash);
    return true;
  }));
  EXPECT_TRUE(said);
}

TEST_F(PruneTest, APrefixThatIsMissingWithoutADecisionIsAProblem) {
  grow_to(600);
  publish();
  fs::remove(files_path() / "tile/entries/000");
  fs::remove(files_path() / "tile/0/000");
  expect_problem("tile/entries/000", "missing");
}

TEST_F(PruneTest, ADecisionThatTheLogDoesNotRecordIsAProblem) {
  grow_to(600);
  publish();
  PrunePlan forged = plan().value();
  forged.decision.party = "nobody";
  forged.decision.reason = "hidden";
  const std::string note = sign_decision(forged.decision, officer()).value();
  fs::create_directories(files_path() / "prune");
  std::ofstream(files_path() / "prune/512.decision") << note;
  std::ofstream(files_path() / "prune/512.sequences") << forged.sequences;
  expect_problem("prune/512.decision", "no entry of the log records this decision");
}

TEST_F(PruneTest, AnotherDecisionOtherNumbersOrOtherTilesAreProblems) {
  grow_to(1300);
  publish();
  prune();
  rewrite("prune/1280.sequences", [](Bytes& bytes) { bytes.insert(bytes.size() - 1, "0"); });
  expect_problem("prune/1280.decision", "is not the file");
  rewrite("prune/1280.sequences", [](Bytes& bytes) { bytes.erase(bytes.size() - 2, 1); });
  expect_good();
  rewrite("tile/1/000.p/5", [](Bytes& bytes) { bytes[40] = static_cast<char>(bytes[40] ^ 1); });
  expect_problem("prune/1280.decision", "its root is");
  expect_problem("checkpoint", "its root is");
}

TEST_F(PruneTest, ANumberThatIsMissingAfterThePrunedOnesIsFound) {
  grow_to(600);
  publish();
  PrunePlan planned = plan().value();
  // The decision names the numbers up to which entries went: the next kept entry has to go on from there.
  EXPECT_EQ(planned.sequences, R"({"ISA-2026-014":512})");
  planned.sequences = R"({"ISA-2026-014":511})";
  planned.decision.sequences_hex = crypto::sha256(planned.sequences).hex();
  record(planned);
  publisher_->prune();
  publish();
  expect_problem("entry 512", "number 513 follows 511");
}

TEST(PruneDecision, IsReadInItsOneFormOnly) {
  PruneDecision decision{"hub.example/ledger",
                         512,
                         crypto::sha256("root"),
                         "2027-01-15T08:00:00.000Z",
                         std::string(64, 'a'),
                         "trust",
                         "because"};
  const std::string text = decision.text();
  EXPECT_EQ(PruneDecision::parse(text)->text(), text);
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string other = text;
    return PruneDecision::parse(other.replace(other.find(what), what.size(), instead));
  };
  EXPECT_FALSE(with("512", "511"));
  EXPECT_FALSE(with("512", "0"));
  EXPECT_FALSE(with("512", "0512"));
  EXPECT_FALSE(with("v1", "v2"));
  EXPECT_FALSE(with("party trust\n", ""));
  EXPECT_FALSE(with("because\n", "because\nmore\n"));
  EXPECT_FALSE(PruneDecision::parse(text.substr(0, text.size() - 1)));
  EXPECT_EQ(parse_sequences(sequences_json({{"b", 2}, {"a", 1}}))->at("b"), 2u);
  EXPECT_FALSE(parse_sequences(R"({"a":"1"})"));
}

}  // namespace
}  // namespace concordat::gateway
