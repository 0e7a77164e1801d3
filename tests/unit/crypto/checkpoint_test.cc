#include "crypto/note/checkpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/note/cosignature.h"
#include "tests/unit/crypto/mutation.h"
#include "tests/unit/crypto/note_fixture.h"

namespace concordat::crypto {
namespace {

constexpr std::chrono::sys_seconds kTime{std::chrono::seconds{1'795'000'000}};

TEST(Checkpoint, IsThreeLines) {
  const Checkpoint parsed =
      Checkpoint::parse("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")
          .value();
  EXPECT_EQ(parsed.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(parsed.size, 20'852'163u);
  EXPECT_EQ(parsed.root.hex(), "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
}

RC_GTEST_PROP(Checkpoint, IsParsedBack, (std::uint64_t size)) {
  const Checkpoint made{"ledger.example/hub", (size >> 1) | 1, sha256(std::to_string(size))};
  RC_ASSERT(Checkpoint::parse(made.text()).value() == made);
}

TEST(Checkpoint, RefusesEveryOtherForm) {
  const std::string root = base64(sha256("root").view());
  for (const std::string& bad : {
           std::string(),
           std::string("origin\n"),
           std::string("origin\n1\n"),
           "origin\n1\n" + root,
           "\n1\n" + root + "\n",
           "origin\n01\n" + root + "\n",
           "origin\n+1\n" + root + "\n",
           "origin\n-1\n" + root + "\n",
           "origin\n1 \n" + root + "\n",
           "origin\n 1\n" + root + "\n",
           "origin\n0x1\n" + root + "\n",
           "origin\n\n" + root + "\n",
           "origin\n9223372036854775808\n" + root + "\n",
           "origin\n18446744073709551616\n" + root + "\n",
           "origin\n1\n" + root + "\nextension\n",
           "origin\n1\n" + root + "\n\n",
           "origin\n1\n" + root.substr(0, 40) + "\n",
           "origin\n1\n" + root.substr(0, 43) + "\n",
           std::string("origin\n1\nAAAA\n"),
           "origin\n1\n\n" + root + "\n",
           "origin\n0\n" + root + "\n",
       }) {
    EXPECT_EQ(Checkpoint::parse(bad).error().code, Code::kMalformed) << bad;
  }
  EXPECT_TRUE(Checkpoint::parse("origin\n9223372036854775807\n" + root + "\n"));
  EXPECT_TRUE(Checkpoint::parse("origin\n0\n" + base64(empty_root().view()) + "\n"));
}

RC_GTEST_PROP(Checkpoint, IsAcceptedInItsOneFormOnly, ()) {
  const std::string bytes = mutated(some_checkpoint().text());
  const auto checkpoint = Checkpoint::parse(bytes);
  if (checkpoint) RC_ASSERT(checkpoint->text() == bytes);
}

TEST(OpenCheckpoint, GivesWhatTheLogSigned) {
  const Signer log = log_signer();
  const auto opened = open_checkpoint(sign_checkpoint(some_checkpoint(), log.vkey, log.key), log.vkey);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->checkpoint, some_checkpoint());
  EXPECT_TRUE(opened->cosigners.empty());
}

class Cosigned : public testing::Test {
 protected:
  Cosigned() : note_(Note::parse(sign_checkpoint(some_checkpoint(), log_.vkey, log_.key)).value()) {
    for (const Signer* witness : {&first_, &second_})
      note_.signatures.push_back(cosign(note_.text, witness->vkey, witness->key, kTime));
  }

  Signer log_ = log_signer();
  Signer first_ = witness_signer('1');
  Signer second_ = witness_signer('2');
  Note note_;
};

TEST_F(Cosigned, NamesTheWitnessesThatAreKnown) {
  const auto opened = open_checkpoint(note_.str(), log_.vkey, std::vector{witness_signer('3').vkey, second_.vkey});
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->cosigners.size(), 1u);
  EXPECT_EQ(opened->cosigners[0].witness, 1u);
  EXPECT_EQ(opened->cosigners[0].time, kTime);
  EXPECT_EQ(open_checkpoint(note_.str(), log_.vkey, std::vector{first_.vkey, second_.vkey})->cosigners.size(), 2u);
}

TEST_F(Cosigned, AWrongCosignatureOfAKnownWitnessRefusesTheNote) {
  note_.signatures[1].payload[20] = static_cast<char>(note_.signatures[1].payload[20] ^ 1);
  EXPECT_FALSE(open_checkpoint(note_.str(), log_.vkey, std::vector{first_.vkey}));
  EXPECT_TRUE(open_checkpoint(note_.str(), log_.vkey, std::vector{second_.vkey}));
}

TEST_F(Cosigned, WitnessesAloneDoNotMakeACheckpoint) {
  note_.signatures.erase(note_.signatures.begin());
  const auto opened = open_checkpoint(note_.str(), log_.vkey, std::vector{first_.vkey, second_.vkey});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().detail, "the checkpoint is not signed by its log, ledger.example/hub");
}

TEST(OpenCheckpoint, RefusesAnotherLogsOriginUnderTheRightKey) {
  const Signer log = log_signer();
  Checkpoint foreign = some_checkpoint();
  foreign.origin = "ledger.example/other";
  EXPECT_EQ(open_checkpoint(sign_checkpoint(foreign, log.vkey, log.key), log.vkey).error().code, Code::kLedgerInvalid);
}

TEST(OpenCheckpoint, RefusesASignedTextThatIsNoCheckpoint) {
  const Signer log = log_signer();
  Note note;
  note.text = "ledger.example/hub\n007\n" + base64(sha256("root").view()) + "\n";
  note.signatures = {sign_note(note.text, log.vkey, log.key)};
  EXPECT_EQ(open_checkpoint(note.str(), log.vkey).error().code, Code::kMalformed);
}

}  // namespace
}  // namespace concordat::crypto
