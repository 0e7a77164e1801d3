#include "gateway/witness/asker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "gateway/runtime/files.h"
#include "tests/unit/crypto/note_fixture.h"
#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A ledger that is published, witnesses in this process, and a line to each that can be cut.
class AskerTest : public testing::Test {
 protected:
  AskerTest() : ledger_(10) {
    std::string text = "log " + ledger_.keys->verifier.str() + "\n";
    for (const char name : {'A', 'B'}) {
      text += std::string("witness ") + name + " " + crypto::witness_signer(name).vkey.str() + " http://" + name + "\n";
      open_witness(name);
    }
    policy_text_ = text + "group both all A B\nquorum both\n";
    open_asker();
  }

  void open_witness(char name) {
    auto policy = crypto::TlogPolicy::parse("log " + ledger_.keys->verifier.str() + "\nquorum none\n");
    const std::string folder = (ledger_.folder.path() / (std::string("witness-") + name)).string();
    witnesses_[name] = Witness::open({folder, crypto::witness_signer(name).vkey.name(), crypto::key_number(name),
                                      std::move(*policy), Witness::IfNew::kMake},
                                     clock_, [](Severity, std::string_view, std::string_view) {})
                           .value();
  }

  void open_asker() {
    asker_.reset();
    asker_ = std::make_unique<Asker>(Asker::Dependencies{
        *crypto::TlogPolicy::parse(policy_text_), ledger_.ledger(),
        [this](const std::vector<WitnessCall>& calls) { return answer(calls); }, clock_,
        [this](Severity, std::string_view message, std::string_view reason) {
          said_.push_back(std::string(message) + " | " + std::string(reason));
        },
        [this](const std::string& witness, std::string reason) { faults_[witness] = std::move(reason); }});
  }

  std::vector<Result<WitnessAnswer>> answer(const std::vector<WitnessCall>& calls) {
    std::vector<Result<WitnessAnswer>> answers;
    for (const WitnessCall& call : calls) {
      const char name = call.url.at(7);
      EXPECT_EQ(call.url, std::string("http://") + name + "/add-checkpoint");
      ++asked_;
      if (cut_.contains(name)) {
        answers.emplace_back(fail(Code::kUnavailable, "cannot reach it"));
      } else if (answers_.contains(name)) {
        answers.emplace_back(answers_[name]);
      } else {
        answers.emplace_back(witnesses_[name]->add_checkpoint(call.body));
      }
    }
    return answers;
  }

  void grow(std::uint64_t size) {
    ledger_.grow_to(size);
    ledger_.publish();
  }

  // Who has cosigned the file, and the size of its tree.
  std::pair<std::uint64_t, std::string> kept() const {
    const auto note = read_file((ledger_.ledger() / "checkpoint.witnessed").string());
    if (!note) return {};
    const auto policy = *crypto::TlogPolicy::parse(policy_text_);
    const auto opened = crypto::open_checkpoint(*note, ledger_.keys->verifier, policy.witness_keys());
    EXPECT_TRUE(opened) << opened.error().detail;
    std::string by;
    for (const auto& one : opened->cosigners) by += policy.witnesses()[one.witness].name;
    return {opened->checkpoint.size, by};
  }

  PublishedLedger ledger_;
  ManualClock clock_;
  std::map<char, std::unique_ptr<Witness>> witnesses_;
  std::set<char> cut_;
  std::map<char, WitnessAnswer> answers_;
  std::string policy_text_;
  std::unique_ptr<Asker> asker_;
  std::vector<std::string> said_;
  std::map<std::string, std::string> faults_;
  int asked_ = 0;
};

TEST_F(AskerTest, GathersTheCosignaturesOfEachNewHead) {
  EXPECT_EQ(asker_->round(), std::nullopt);
  EXPECT_EQ(kept(), std::pair(std::uint64_t{10}, std::string("AB")));
  EXPECT_EQ(asked_, 2);
  EXPECT_EQ(asker_->round(), std::nullopt);
  EXPECT_EQ(asked_, 2) << "nothing is new";
  grow(700);
  EXPECT_EQ(asker_->round(), std::nullopt);
  EXPECT_EQ(kept(), std::pair(std::uint64_t{700}, std::string("AB")));
  const WitnessedStatus status = asker_->status();
  EXPECT_EQ(status.size, 700u);
  EXPECT_TRUE(status.quorum);
  EXPECT_EQ(status.witnesses.at(1).size, 700u);
  EXPECT_TRUE(said_.empty());
}

TEST_F(AskerTest, LearnsAfterARestartWhatAWitnessKnows) {
  ASSERT_EQ(asker_->round(), std::nullopt);
  grow(300);
  open_asker();
  EXPECT_EQ(asker_->round(), std::nullopt);
  EXPECT_EQ(kept().first, 300u);
  EXPECT_TRUE(said_.empty()) << "that it knows more than we thought is no fault";
}

TEST_F(AskerTest, AMissingWitnessIsSaidOnceAndCatchesUp) {
  ASSERT_EQ(asker_->round(), std::nullopt);
  cut_ = {'B'};
  for (std::uint64_t size = 20; size < 30; ++size) {
    grow(size);
    ASSERT_TRUE(asker_->round().has_value());
    clock_.advance_ms(500);
  }
  EXPECT_EQ(kept(), std::pair(std::uint64_t{10}, std::string("AB"))) << "the newest that meets the quorum";
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_THAT(said_[0], HasSubstr("traffic goes on"));
  EXPECT_THAT(faults_["B"], HasSubstr("cannot reach"));
  EXPECT_EQ(asker_->status().witnesses.at(0).size, 29u) << "the other goes on";
  cut_.clear();
  clock_.advance_ms(Asker::kLongestPauseMs);
  EXPECT_EQ(asker_->round(), std::nullopt);
  EXPECT_EQ(kept(), std::pair(std::uint64_t{29}, std::string("AB")));
  ASSERT_EQ(said_.size(), 2u);
  EXPECT_THAT(said_[1], HasSubstr("cosigns again: B"));
  EXPECT_EQ(faults_["B"], "");
}

TEST_F(AskerTest, AsksAMissingWitnessWithGrowingPauses) {
  cut_ = {'A', 'B'};
  const std::int64_t begin = clock_.unix_ms();
  std::vector<std::int64_t> pauses;
  for (int i = 0; i < 9; ++i) {
    const auto pause = asker_->round();
    ASSERT_TRUE(pause);
    pauses.push_back(*pause);
    clock_.advance_ms(*pause);
  }
  EXPECT_THAT(pauses, ElementsAre(1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000));
  EXPECT_EQ(asked_, 18);
  EXPECT_GT(clock_.unix_ms(), begin);
}

TEST_F(AskerTest, BelievesNoAnswerThatItHasNotChecked) {
  const std::string other = AddCheckpoint{0, {}, *ledger_.log->checkpoint()}.str();
  for (const WitnessAnswer& bad :
       std::vector<WitnessAnswer>{{200, "", ""},
                                  {200, "", "no signature\n"},
                                  witnesses_['A']->add_checkpoint(other),  // of another witness
                                  {409, "", "x\n"},
                                  {409, "", "011\n"},
                                  {500, "", ""},
                                  {302, "", ""}}) {
    answers_['B'] = bad;
    open_asker();
    faults_.clear();
    clock_.advance_ms(Asker::kLongestPauseMs);
    EXPECT_TRUE(asker_->round().has_value()) << bad.status << bad.body;
    EXPECT_NE(faults_["B"], "") << bad.status << bad.body;
    EXPECT_EQ(kept().second, "A") << bad.status << bad.body;
  }
}

TEST_F(AskerTest, SaysWhenAWitnessKnowsAnotherHistory) {
  answers_['B'] = {409, std::string(kSizeType), "5000\n"};
  ASSERT_TRUE(asker_->round().has_value());
  EXPECT_THAT(said_.at(0), HasSubstr("larger tree of this ledger than there is here"));
  answers_['B'] = {422, "", ""};
  clock_.advance_ms(Asker::kLongestPauseMs);
  ASSERT_TRUE(asker_->round().has_value());
  EXPECT_THAT(said_.at(1), HasSubstr("holds another history"));
  answers_['B'] = {409, std::string(kSizeType), "10\n"};
  clock_.advance_ms(Asker::kLongestPauseMs);
  ASSERT_TRUE(asker_->round().has_value());
  EXPECT_THAT(faults_["B"], HasSubstr("another root of the same 10 entries"));
  EXPECT_EQ(said_.size(), 2u) << "it is the same thing, said already";
}

TEST_F(AskerTest, AWitnessThatChangesItsMindIsGivenUpForNow) {
  int size = 0;
  asker_ = std::make_unique<Asker>(Asker::Dependencies{
      *crypto::TlogPolicy::parse(policy_text_), ledger_.ledger(),
      [&](const std::vector<WitnessCall>& calls) {
        return std::vector<Result<WitnessAnswer>>(
            calls.size(), WitnessAnswer{409, std::string(kSizeType), std::to_string(++size) + "\n"});
      },
      clock_, [&](Severity, std::string_view, std::string_view) {}, [](const std::string&, const std::string&) {}});
  EXPECT_TRUE(asker_->round().has_value());
  EXPECT_LT(size, 5);
}

TEST_F(AskerTest, NothingPublishedIsNothingToAsk) {
  std::filesystem::remove(ledger_.ledger() / "checkpoint");
  EXPECT_EQ(asker_->round(), std::nullopt);
  EXPECT_EQ(asked_, 0);
}

}  // namespace
}  // namespace concordat::gateway
