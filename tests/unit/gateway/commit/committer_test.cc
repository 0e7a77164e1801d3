#include "gateway/commit/committer.h"

#include <gmock/gmock.h>

#include <thread>

#include "crypto/merkle/proof.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/entry.h"
#include "gateway/ledger/log.h"
#include "gateway/runtime/clock.h"
#include "gateway/store/memory_store.h"
#include "protocol/limits.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CommitterTest : public ::testing::Test {
 protected:
  CommitterTest() {
    auto opened = LedgerLog::open(store_, test_keys(), folder_.path() / "head");
    if (!opened) throw std::runtime_error(opened.error().detail);
    log_ = std::move(*opened);
    committer_ = std::make_unique<Committer>(Committer::Dependencies{
        .store = store_,
        .log = *log_,
        .clock = clock_,
        .deliver_answers = [this](std::uint32_t thread,
                                  Answers answers) { delivered_[thread].push_back(std::move(answers)); },
        .committed = [this](const Committed& done) { committed_.push_back(done); }});
  }

  static Submission submission(std::uint64_t number, std::uint64_t id, char digest = 'd') {
    Submission made;
    made.origin = {.thread = 1, .session = 7, .sequence = number};
    made.record = record_number(number);
    made.dedup_key = subject_of(id);
    made.digest = Bytes(32, digest);
    made.accepted = true;
    made.receipt = "receipt " + std::to_string(number);
    made.entry = accept_entry(judged_record(number));
    made.subjects = about({subject_of(99)});
    NewDisclosure disclosure;
    disclosure.recipient = "eastshire-council";
    disclosure.record = made.record;
    disclosure.route = {.sender = "riverside-trust",
                        .purpose = "direct-care",
                        .agreements = {"ISA-2026-014"},
                        .plan_hash = Bytes(32, 'p')};
    disclosure.sealed = "sealed " + std::to_string(number);
    disclosure.expires_unix_ms = 42;
    made.disclosures.push_back(std::move(disclosure));
    return made;
  }

  static Submission refused(std::uint64_t number, std::uint64_t id) {
    Submission made = submission(number, id);
    made.accepted = false;
    made.disclosures.clear();
    JudgedEntry judged = judged_record(number);
    judged.reason = "refused-by-policy";
    made.entry = refuse_entry(judged);
    return made;
  }

  static SettleRequest settle(std::vector<std::uint64_t> sequences, SettleOutcome outcome = SettleOutcome::kDelivered) {
    SettleRequest made;
    made.origin = {.thread = 2, .session = 8, .sequence = 1};
    made.recipient = "eastshire-council";
    made.sequences = std::move(sequences);
    made.outcome = outcome;
    made.fingerprint = "ab";
    return made;
  }

  template <typename... Commands>
  void hand_over(Commands... commands) {
    std::vector<Command> all;
    (all.emplace_back(std::move(commands)), ...);
    committer_->submit(std::move(all));
  }
  template <typename... Commands>
  void step(Commands... commands) {
    delivered_.clear();
    committed_.clear();
    hand_over(std::move(commands)...);
    const auto stepped = committer_->step();
    ASSERT_TRUE(stepped) << stepped.error().detail;
    EXPECT_TRUE(*stepped);
  }

  template <typename Kind>
  const Kind& answer(std::uint32_t thread, std::size_t n = 0) {
    return std::get<Kind>(delivered_.at(thread).at(0).answers.at(n));
  }
  Bytes entry(std::uint64_t index) { return store_.entries(index, 1).value().at(0); }

  TemporaryFolder folder_;
  MemoryStore store_;
  ManualClock clock_;
  std::unique_ptr<LedgerLog> log_;
  std::unique_ptr<Committer> committer_;
  std::map<std::uint32_t, std::vector<Answers>> delivered_;
  std::vector<Committed> committed_;
};

TEST_F(CommitterTest, HasNothingToDoWhenNothingIsPending) {
  EXPECT_EQ(committer_->step().value(), false);
  EXPECT_EQ(store_.last_commit(), 0U);
}

TEST_F(CommitterTest, QueuesAnAcceptedRecordWithItsEntryAndTime) {
  step(submission(1, 1));
  const SubmissionAnswer accepted = answer<SubmissionAnswer>(1);
  EXPECT_EQ(accepted.kind, AnswerKind::kDurable);
  EXPECT_TRUE(accepted.accepted);
  EXPECT_EQ(accepted.receipt, "receipt 1");
  EXPECT_EQ(accepted.origin.session, 7U);
  EXPECT_THAT(entry(accepted.ledger_index), HasSubstr("\"accept\""));
  EXPECT_THAT(committed_, SizeIs(1));
  EXPECT_THAT(committed_[0].recipients, ElementsAre("eastshire-council"));
  EXPECT_EQ(committed_[0].records, 1U);
  ASSERT_TRUE(store_.claim("eastshire-council", 10, 1000).value().needs_reservation);
  step(ReserveRequest{"eastshire-council"});
  const Claim claim = store_.claim("eastshire-council", 10, 1000).value();
  ASSERT_THAT(claim.disclosures, SizeIs(1));
  EXPECT_EQ(claim.disclosures[0].sealed, "sealed 1");
  EXPECT_EQ(claim.disclosures[0].ledger_index, accepted.ledger_index);
  EXPECT_EQ(claim.disclosures[0].accepted_unix_ms, clock_.unix_ms());
  EXPECT_EQ(claim.disclosures[0].expires_unix_ms, 42);
}

TEST_F(CommitterTest, ProvesAnEntryAgainstTheCheckpointOfItsCommit) {
  Submission wanted = submission(2, 2);
  wanted.want_proof = true;
  step(submission(1, 1), std::move(wanted), submission(3, 3));
  const auto& proved = answer<SubmissionAnswer>(1, 1);
  EXPECT_EQ(proved.entry, entry(proved.ledger_index));
  const auto head = crypto::open_checkpoint(*delivered_.at(1).at(0).checkpoint, test_keys()->verifier, {});
  ASSERT_TRUE(head) << head.error().detail;
  EXPECT_TRUE(crypto::check_inclusion(proved.ledger_index, head->checkpoint.size, crypto::leaf_hash(proved.entry),
                                      proved.proof, head->checkpoint.root));
  EXPECT_THAT(answer<SubmissionAnswer>(1, 0).proof, IsEmpty());
}

TEST_F(CommitterTest, AnswersARepeatWithTheOriginalsReceiptAndAFreshProof) {
  step(submission(1, 1));
  const std::uint64_t index = answer<SubmissionAnswer>(1).ledger_index;
  Submission repeat = submission(2, 1);
  repeat.want_proof = true;
  const std::uint64_t size = log_->size();
  step(std::move(repeat));
  const auto& repeated = answer<SubmissionAnswer>(1);
  EXPECT_EQ(repeated.kind, AnswerKind::kDuplicate);
  EXPECT_TRUE(repeated.accepted);
  EXPECT_EQ(repeated.record, record_number(1));
  EXPECT_EQ(repeated.receipt, "receipt 1");
  EXPECT_EQ(repeated.ledger_index, index);
  EXPECT_EQ(repeated.entry, entry(index));
  EXPECT_EQ(log_->size(), size);
  EXPECT_EQ(store_.waiting().at("eastshire-council").records, 1U);
}

TEST_F(CommitterTest, KnowsARepeatWithinOneStep) {
  step(submission(1, 1), submission(2, 1), submission(3, 1, 'x'));
  EXPECT_EQ(answer<SubmissionAnswer>(1, 1).kind, AnswerKind::kDuplicate);
  EXPECT_EQ(answer<SubmissionAnswer>(1, 1).receipt, "receipt 1");
  EXPECT_EQ(answer<SubmissionAnswer>(1, 1).origin.sequence, 2U);
  EXPECT_EQ(answer<SubmissionAnswer>(1, 2).kind, AnswerKind::kConflict);
  EXPECT_EQ(store_.waiting().at("eastshire-council").records, 1U);
}

TEST_F(CommitterTest, WritesNothingForTheSameIdWithOtherBytes) {
  step(submission(1, 1));
  const std::uint64_t size = log_->size();
  step(submission(2, 1, 'x'));
  EXPECT_EQ(answer<SubmissionAnswer>(1).kind, AnswerKind::kConflict);
  EXPECT_FALSE(answer<SubmissionAnswer>(1).accepted);
  EXPECT_EQ(log_->size(), size);
}

TEST_F(CommitterTest, ARepeatOfAnAcceptanceIsNotRefusedNow) {
  step(submission(1, 1));
  step(refused(2, 1));
  EXPECT_EQ(answer<SubmissionAnswer>(1).kind, AnswerKind::kDuplicate);
  EXPECT_TRUE(answer<SubmissionAnswer>(1).accepted);
  EXPECT_EQ(answer<SubmissionAnswer>(1).receipt, "receipt 1");
}

TEST_F(CommitterTest, JudgesARefusalAnewEachTime) {
  step(refused(1, 1));
  EXPECT_EQ(answer<SubmissionAnswer>(1).kind, AnswerKind::kDurable);
  EXPECT_FALSE(answer<SubmissionAnswer>(1).accepted);
  EXPECT_THAT(entry(answer<SubmissionAnswer>(1).ledger_index), HasSubstr("\"refuse\""));
  EXPECT_FALSE(store_.record(record_number(1)).value());
  step(submission(2, 1));
  EXPECT_EQ(answer<SubmissionAnswer>(1).kind, AnswerKind::kDurable);
  EXPECT_TRUE(answer<SubmissionAnswer>(1).accepted);
}

TEST_F(CommitterTest, SettlesWithAnEntryEach) {
  step(submission(1, 1), submission(2, 2));
  const std::uint64_t size = log_->size();
  step(settle({1, 2, 77}), settle({2}));
  EXPECT_THAT(answer<SettleAnswer>(2, 0).settled, ElementsAre(1, 2));
  EXPECT_THAT(answer<SettleAnswer>(2, 0).sequences, ElementsAre(1, 2, 77));
  EXPECT_THAT(answer<SettleAnswer>(2, 1).settled, IsEmpty());
  EXPECT_EQ(log_->size(), size + 2);
  EXPECT_THAT(entry(size), HasSubstr("\"delivered\""));
  EXPECT_EQ(store_.state_of("eastshire-council", record_number(2)).value().ledger_index, size + 1);
  EXPECT_EQ(store_.waiting().at("eastshire-council").records, 0U);
}

TEST_F(CommitterTest, ARepeatedAcknowledgementChangesNothing) {
  step(submission(1, 1));
  step(settle({1}));
  const std::uint64_t size = log_->size();
  step(settle({1}));
  EXPECT_THAT(answer<SettleAnswer>(2).settled, IsEmpty());
  EXPECT_EQ(log_->size(), size);
}

TEST_F(CommitterTest, ADeadLetterHasItsEntryAndStillWaits) {
  step(submission(1, 1));
  step(settle({1}, SettleOutcome::kDeadLetter));
  EXPECT_EQ(store_.waiting().at("eastshire-council").dead_letters, 1U);
  step(settle({1}, SettleOutcome::kDiscarded));
  EXPECT_THAT(answer<SettleAnswer>(2).settled, ElementsAre(1));
  EXPECT_EQ(store_.waiting().at("eastshire-council").records, 0U);
}

TEST_F(CommitterTest, RecordsAPlanOnceAndBeforeItsFirstUse) {
  PlanUse plan;
  plan.hash = Bytes(32, 'p');
  plan.text = std::make_shared<const std::string>("the plan");
  plan.frame = std::make_shared<const std::string>("its frame");
  Submission first = submission(1, 1);
  first.plans = {plan};
  Submission second = submission(2, 2);
  second.plans = {plan};
  const std::uint64_t size = log_->size();
  step(std::move(first), std::move(second));
  EXPECT_EQ(answer<SubmissionAnswer>(1, 0).ledger_index, size + 1);
  EXPECT_EQ(answer<SubmissionAnswer>(1, 1).ledger_index, size + 2);
  EXPECT_EQ(store_.value("plan-frame/" + hex(plan.hash)).value(), "its frame");
}

TEST_F(CommitterTest, GivesEachThreadItsOwnAnswers) {
  Submission other = submission(2, 2);
  other.origin.thread = 0;
  step(submission(1, 1), std::move(other), settle({}));
  EXPECT_THAT(delivered_, SizeIs(3));
  EXPECT_THAT(delivered_.at(0), SizeIs(1));
  EXPECT_EQ(delivered_.at(0)[0].checkpoint, delivered_.at(1)[0].checkpoint);
}

TEST_F(CommitterTest, EntersEvents) {
  EventRequest event;
  event.entry = event_entry("start", {{"version", "1"}});
  step(std::move(event));
  EXPECT_THAT(entry(answer<EventAnswer>(0).ledger_index), HasSubstr("\"start\""));
}

TEST_F(CommitterTest, KeepsTheValuesOfWhatItAcceptsAndOfNothingElse) {
  const auto with_value = [](Submission made, const std::string& name) {
    made.values.emplace_back(name, "raised");
    return made;
  };
  Submission large = with_value(submission(4, 4), "of-too-large");
  JudgedEntry judged = judged_record(4);
  judged.purpose = std::string(limits::kEntryBytes, 'x');
  large.entry = accept_entry(judged);
  step(with_value(submission(1, 1), "of-accepted"), with_value(submission(2, 1), "of-repeat"),
       with_value(submission(3, 1, 'x'), "of-conflict"), std::move(large), with_value(refused(5, 5), "of-refused"));
  step(with_value(submission(6, 1), "of-later-repeat"));
  EXPECT_THAT(store_.values_with("of-", 10).value(), ElementsAre(::testing::Pair("of-accepted", "raised")));
}

TEST_F(CommitterTest, AnEventErasesAValueInItsOwnCommit) {
  Submission raising = submission(1, 1);
  raising.values.emplace_back("alert/1", "raised");
  step(std::move(raising));
  const std::uint64_t commit = store_.last_commit();
  EventRequest event;
  event.entry = event_entry("alert-acknowledged", {});
  event.values.emplace_back("alert/1", Bytes());
  step(std::move(event));
  EXPECT_EQ(store_.last_commit(), commit + 1);
  EXPECT_FALSE(store_.value("alert/1").value());
  EXPECT_THAT(entry(answer<EventAnswer>(0).ledger_index), HasSubstr("\"alert-acknowledged\""));
}

TEST_F(CommitterTest, ReservesWithoutAnEntry) {
  const std::uint64_t before = store_.last_commit();
  step(ReserveRequest{"eastshire-council"});
  EXPECT_EQ(store_.last_commit(), before + 1);
  EXPECT_EQ(log_->size(), 0U);
  EXPECT_THAT(committed_.at(0).recipients, ElementsAre("eastshire-council"));
}

TEST_F(CommitterTest, TurnsNoTimeBack) {
  clock_.advance_ms(1000);
  step(submission(1, 1));
  const std::int64_t then = clock_.unix_ms();
  clock_.advance_ms(-500);
  step(submission(2, 2));
  ASSERT_TRUE(store_.claim("eastshire-council", 2, 1000).value().needs_reservation);
  step(ReserveRequest{"eastshire-council"});
  EXPECT_EQ(store_.claim("eastshire-council", 2, 1000).value().disclosures.at(1).accepted_unix_ms, then);
}

TEST_F(CommitterTest, RefusesAnEntryThatIsTooLargeAndGoesOn) {
  Submission large = submission(1, 1);
  JudgedEntry judged = judged_record(1);
  judged.purpose = std::string(limits::kEntryBytes, 'x');
  large.entry = accept_entry(judged);
  step(std::move(large), submission(2, 2));
  EXPECT_EQ(answer<SubmissionAnswer>(1, 0).kind, AnswerKind::kTooLarge);
  EXPECT_EQ(answer<SubmissionAnswer>(1, 1).kind, AnswerKind::kDurable);
  EXPECT_FALSE(store_.find(subject_of(1)).value());
}

TEST_F(CommitterTest, TakesNoMoreThanTheLimitInOneStep) {
  std::vector<Command> many;
  for (std::uint64_t i = 1; i <= limits::kCommitRecords + 1; ++i) many.emplace_back(submission(i, i));
  committer_->submit(std::move(many));
  EXPECT_TRUE(committer_->step().value());
  EXPECT_EQ(committer_->pending(), 1U);
  EXPECT_TRUE(committer_->step().value());
  EXPECT_FALSE(committer_->step().value());
  EXPECT_EQ(store_.waiting().at("eastshire-council").records, limits::kCommitRecords + 1);
}

TEST_F(CommitterTest, AnswersNothingOfAStepThatFailed) {
  step(submission(1, 1));
  delivered_.clear();
  committed_.clear();
  store_.fail_commits();
  hand_over(submission(2, 2), settle({1}));
  const auto stepped = committer_->step();
  ASSERT_FALSE(stepped);
  EXPECT_EQ(stepped.error().code, Code::kStorageFailed);
  EXPECT_THAT(delivered_, IsEmpty());
  EXPECT_THAT(committed_, IsEmpty());
  EXPECT_EQ(log_->size(), 1U);
}

TEST_F(CommitterTest, StopsRunningAtTheFirstFailure) {
  store_.fail_commits();
  hand_over(submission(1, 1));
  EXPECT_FALSE(committer_->run());
}

TEST_F(CommitterTest, CommitsWhatIsPendingBeforeItStops) {
  std::thread thread([this] { EXPECT_TRUE(committer_->run()); });
  hand_over(submission(1, 1));
  hand_over(submission(2, 2));
  committer_->stop();
  thread.join();
  EXPECT_EQ(store_.waiting().at("eastshire-council").records, 2U);
}

}  // namespace
}  // namespace concordat::gateway
