#include "gateway/witness/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/gateway/witness/witness_fixture.h"

namespace concordat::gateway {
namespace {

using testing::HasSubstr;

TEST(Witness, CosignsWhatContinuesTheLastHead) {
  TestWitness own;
  const TestLog log;
  std::uint64_t last = 0;
  for (const std::uint64_t size : {0u, 1u, 2u, 5u, 8u, 8u, 13u, 64u}) {
    const WitnessAnswer answer = own.witness->add_checkpoint(log.request(last, size));
    ASSERT_EQ(answer.status, 200) << size << ": " << answer.body;
    const auto opened = crypto::open_checkpoint(log.note(size) + answer.body, crypto::log_signer().vkey,
                                                std::array{own.witness->key()});
    ASSERT_TRUE(opened) << opened.error().detail;
    ASSERT_EQ(opened->cosigners.size(), 1u);
    EXPECT_EQ(opened->cosigners[0].time.time_since_epoch().count(), own.clock.unix_ms() / 1000);
    last = size;
    own.clock.advance_ms(1000);
  }
  EXPECT_TRUE(own.said.empty());
}

TEST(Witness, RemembersAcrossARestart) {
  TestWitness own;
  const TestLog log;
  ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 20)).status, 200);
  own.reopen();
  const WitnessAnswer behind = own.witness->add_checkpoint(log.request(0, 30));
  EXPECT_EQ(behind.status, 409);
  EXPECT_EQ(behind.body, "20\n");
  EXPECT_EQ(own.witness->add_checkpoint(log.request(20, 30)).status, 200);
}

TEST(Witness, AnswersWithTheStatusesOfTheProtocol) {
  TestWitness own;
  const TestLog log;
  ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 20)).status, 200);
  const auto status = [&](const std::string& body) { return own.witness->add_checkpoint(body).status; };
  for (const std::string bad :
       {"", "old 1\n", "old 01\n\n", "new 1\n\n", "old -1\n\n", "old 1\nshort\n\n", "old 1\n\nnote"})
    EXPECT_EQ(status(bad), 400) << bad;
  EXPECT_EQ(status("old 20\n\n" + log.note(10)), 400) << "a head smaller than the old size";
  EXPECT_EQ(status("old 20\n\n" + log.note(21) + "more\n"), 400);
  EXPECT_EQ(status("old 20\n\n" + std::string(kAddCheckpointBytes, 'x')), 400);

  const crypto::Signer other = crypto::make_signer("ledger.example/other", crypto::KeyType::kLog, 'O');
  EXPECT_EQ(status("old 0\n\n" +
                   crypto::sign_checkpoint({"ledger.example/other", 0, crypto::empty_root()}, other.vkey, other.key)),
            404)
      << "a log that is not listed";
  const crypto::Signer thief = crypto::make_signer("ledger.example/hub", crypto::KeyType::kLog, 'T');
  EXPECT_EQ(status("old 20\n\n" + crypto::sign_checkpoint(log.head(20), thief.vkey, thief.key)), 403) << "another key";
  // The signature of one head under the text of another.
  crypto::Note swapped = crypto::Note::parse(log.note(20)).value();
  swapped.text = log.head(21).text();
  EXPECT_EQ(status("old 20\n\n" + swapped.str()), 403) << "a wrong signature";
  crypto::Note origin = crypto::Note::parse(log.note(20)).value();
  origin.text = "ledger.example/other\n" + origin.text.substr(origin.text.find('\n') + 1);
  EXPECT_EQ(status("old 20\n\n" + origin.str()), 404) << "a swapped origin";

  const WitnessAnswer stale = own.witness->add_checkpoint(log.request(10, 30));
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(stale.content_type, "text/x.tlog.size");
  EXPECT_EQ(stale.body, "20\n");
  const WitnessAnswer rolled_back = own.witness->add_checkpoint(log.request(10, 10));
  EXPECT_EQ(rolled_back.status, 409) << "a smaller head, as after a rollback";
  EXPECT_EQ(status("old 20\n\n" + log.note(30)), 422) << "no proof";
  EXPECT_EQ(own.witness->add_checkpoint(log.request(20, 30)).status, 200) << "none of it did harm";
  EXPECT_TRUE(own.evidence().empty());
}

TEST(Witness, TwoHeadsOfOneSizeAreRefusedAndKept) {
  TestWitness own;
  const TestLog log, other("other ");
  ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 20)).status, 200);
  for (const std::uint64_t old_size : {20u, 0u}) {
    const std::string request = other.request(old_size, 20);
    const WitnessAnswer answer = own.witness->add_checkpoint(request);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.body, "20\n");
    EXPECT_EQ(own.witness->add_checkpoint(request).status, 409) << "again";
  }
  const auto evidence = own.evidence();
  ASSERT_EQ(evidence.size(), 2u) << "one a contradiction, however often it comes";
  for (const std::string& text : evidence) {
    EXPECT_THAT(text, HasSubstr(log.note(20)));
    EXPECT_THAT(text, HasSubstr(other.note(20)));
  }
  ASSERT_FALSE(own.said.empty());
  EXPECT_THAT(own.said[0], HasSubstr("the log signed two heads of size 20"));
  EXPECT_THAT(own.said[0], HasSubstr("evidence"));
  EXPECT_EQ(own.witness->add_checkpoint(log.request(20, 21)).status, 200) << "the history that came first goes on";
}

TEST(Witness, AForkThatItsOwnProofShowsIsKept) {
  TestWitness own;
  const TestLog log, fork("other ", 10);
  ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 20)).status, 200);
  EXPECT_EQ(own.witness->add_checkpoint(fork.request(20, 30)).status, 422);
  const auto evidence = own.evidence();
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_THAT(evidence[0], HasSubstr(log.note(20)));
  EXPECT_THAT(evidence[0], HasSubstr(fork.request(20, 30)));
  // A proof of something else shows nothing of the log.
  EXPECT_EQ(own.witness->add_checkpoint("old 20\n" + base64(crypto::sha256("x").view()) + "\n\n" + log.note(30)).status,
            422);
  EXPECT_EQ(own.evidence().size(), 1u);
}

TEST(Witness, OfTwoThatRaceExactlyOneWins) {
  const TestLog log;
  for (int run = 0; run < 20; ++run) {
    TestWitness own;
    ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 10)).status, 200);
    std::atomic<int> won{0}, lost{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (const std::uint64_t size : {20u, 30u, 40u, 50u}) {
      threads.emplace_back([&, size] {
        const std::string request = log.request(10, size);
        go.wait(false);
        const WitnessAnswer answer = own.witness->add_checkpoint(request);
        ++(answer.status == 200 ? won : lost);
        EXPECT_TRUE(answer.status == 200 || answer.status == 409) << answer.status;
      });
    }
    go = true;
    go.notify_all();
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 3);
  }
}

TEST(Witness, AnswersOnlyOnceTheNewHeadIsKept) {
  TestWitness own;
  const TestLog log;
  ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 10)).status, 200);
  const std::string before = read_file(own.path("state")).value();
  // A folder stands where the new state would be written.
  std::filesystem::create_directory(own.path("state.new"));
  EXPECT_EQ(own.witness->add_checkpoint(log.request(10, 20)).status, 503);
  EXPECT_EQ(read_file(own.path("state")).value(), before);
  std::filesystem::remove(own.path("state.new"));
  EXPECT_EQ(own.witness->add_checkpoint(log.request(10, 20)).status, 503) << "what the disk holds is not known";
  own.reopen();
  EXPECT_EQ(own.witness->add_checkpoint(log.request(10, 20)).status, 200);
}

TEST(Witness, ADamagedStateRefusesTheStart) {
  TestWitness own;
  const TestLog log;
  ASSERT_EQ(own.witness->add_checkpoint(log.request(0, 10)).status, 200);
  own.witness.reset();
  const std::string good = read_file(own.path("state")).value();
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string bad = good;
    bad[at] ^= 1;
    std::ofstream(own.path("state"), std::ios::binary) << bad;
    EXPECT_FALSE(own.open(Witness::IfNew::kMake)) << at;
    std::ofstream(own.path("state"), std::ios::binary) << good.substr(0, at);
    EXPECT_FALSE(own.open(Witness::IfNew::kMake)) << "cut at " << at;
  }
  std::ofstream(own.path("state"), std::ios::binary) << good;
  EXPECT_TRUE(own.open(Witness::IfNew::kRefuse));
}

TEST(Witness, ALostStateRefusesTheStart) {
  TestWitness own;
  own.witness.reset();
  std::filesystem::remove(own.path("state"));
  const auto opened = own.open(Witness::IfNew::kMake);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().detail, HasSubstr("is missing"));
}

TEST(Witness, OneFolderIsOneProcess) {
  TestWitness own;
  const auto second = own.open(Witness::IfNew::kRefuse);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().detail, HasSubstr("is in use"));
}

}  // namespace
}  // namespace concordat::gateway
