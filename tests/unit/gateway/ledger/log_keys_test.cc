#include "gateway/ledger/log_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "crypto/note/checkpoint.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/ledger/audit/verify.h"
#include "gateway/ledger/keys/key_files.h"
#include "gateway/ledger/publisher.h"
#include "gateway/runtime/files.h"
#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

constexpr const char* kOrigin = "hub.example/ledger";

crypto::SigningKey seeded(char seed) {
  return std::move(*crypto::SigningKey::from_seed(std::string(crypto::SigningKey::kSeedSize, seed)));
}

// Keys from seeds, the newest first.
std::shared_ptr<const LedgerKeys> keys_of(std::string_view seeds) {
  std::vector<crypto::SigningKey> signing;
  for (const char seed : seeds) signing.push_back(seeded(seed));
  return std::make_shared<const LedgerKeys>(
      LedgerKeys::make(kOrigin, std::move(signing), crypto::Secret::copy(std::string(32, 'v'))).value());
}

crypto::VerifierKey verifier_of(char seed) {
  return crypto::VerifierKey::make(kOrigin, crypto::KeyType::kLog, seeded(seed).public_key()).value();
}

TEST(LedgerKeys, TwoOfOneAreRefusedAndSoIsNone) {
  std::vector<crypto::SigningKey> twice;
  twice.push_back(seeded('a'));
  twice.push_back(seeded('a'));
  const auto made = LedgerKeys::make(kOrigin, std::move(twice), crypto::Secret::copy(std::string(32, 'v')));
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().detail.find("twice"), std::string::npos);
  EXPECT_FALSE(
      LedgerKeys::make(kOrigin, std::vector<crypto::SigningKey>(), crypto::Secret::copy(std::string(32, 'v'))));
}

// A ledger that is signed with 'k', then with 'n' and 'k', then with 'n' alone.
class RotationTest : public testing::Test {
 protected:
  void sign_with(std::string_view seeds) {
    ledger_.keys = keys_of(seeds);
    const auto reopened = ledger_.reopen();
    ASSERT_TRUE(reopened) << reopened.error().detail;
    ledger_.grow_to(ledger_.log->size() + 5);
    ledger_.publish();
  }
  PublishedLedger ledger_;
};

TEST_F(RotationTest, InTheOverlapEitherKeyVerifies) {
  sign_with("k");
  sign_with("nk");
  for (const char seed : {'n', 'k'}) {
    const auto report = verify(ledger_.files(), verifier_of(seed));
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->good()) << seed;
  }
  EXPECT_FALSE(verify(ledger_.files(), verifier_of('x'))->good());
}

TEST_F(RotationTest, AfterTheOverlapTheNewKeyVerifiesAndTheOldOneStillVerifiesOldReceipts) {
  sign_with("k");
  const ProvedEntry old = prove(ledger_.files(), 3).value();
  sign_with("nk");
  sign_with("n");
  EXPECT_TRUE(verify(ledger_.files(), verifier_of('n'))->good());
  EXPECT_FALSE(verify(ledger_.files(), verifier_of('k'))->good());
  const std::vector file{verifier_of('n'), verifier_of('k')};
  EXPECT_TRUE(verify(ledger_.files(), file)->good());
  EXPECT_TRUE(check_proof(old.proof, old.entry, file)) << "an old receipt, with the whole of ledger.vkey";
  EXPECT_FALSE(check_proof(old.proof, old.entry, verifier_of('n')));
  EXPECT_TRUE(check_proof(prove(ledger_.files(), 3)->proof, old.entry, file)) << "a new proof of the same entry";
}

TEST_F(RotationTest, AWrongSignatureByAKnownKeyIsNotOutweighedByARightOne) {
  sign_with("nk");
  ledger_.edit("checkpoint", [&](Bytes& note) {
    crypto::Note parsed = crypto::Note::parse(note).value();
    parsed.signatures[1].payload[5] ^= 1;
    note = parsed.str();
  });
  const std::vector both{verifier_of('n'), verifier_of('k')};
  EXPECT_FALSE(verify(ledger_.files(), both)->good());
  EXPECT_TRUE(verify(ledger_.files(), verifier_of('n'))->good()) << "of a key that it does not know it says nothing";
}

TEST_F(RotationTest, AKeyThatIsTakenAwayTooEarlyRefusesTheStartAndSaysWhichIsMissed) {
  sign_with("k");
  ledger_.keys = keys_of("n");
  const auto refused = ledger_.reopen();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kLedgerInvalid);
  Bytes id;
  put_u32(id, verifier_of('k').id());
  for (const std::string& words : {hex(id), std::string("Append that private key"), std::string("--end-overlap")}) {
    EXPECT_NE(refused.error().detail.find(words), std::string::npos) << refused.error().detail;
  }
  sign_with("nk");
}

class KeyFilesTest : public testing::Test {
 protected:
  [[nodiscard]] std::string path(const char* name) const { return folder_.path() / name; }
  TemporaryFolder folder_;
};

TEST_F(KeyFilesTest, SeveralPrivateKeysGoThroughAFileThatTheOwnerAloneMayRead) {
  const crypto::SigningKey first = seeded('a');
  const crypto::SigningKey second = seeded('b');
  const std::array keys{&first, &second};
  ASSERT_TRUE(write_signing_keys(path("ledger.key"), keys));
  struct stat status {};
  ASSERT_EQ(::stat(path("ledger.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  const auto read = read_signing_keys(path("ledger.key"));
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].public_key(), first.public_key());
  EXPECT_EQ((*read)[1].public_key(), second.public_key());
}

TEST_F(KeyFilesTest, AFileWithoutAKeyOrWithABrokenOneIsRefusedWithItsNumber) {
  std::ofstream(path("ledger.key")) << "nothing\n";
  EXPECT_NE(read_signing_keys(path("ledger.key")).error().detail.find("no private key"), std::string::npos);
  const crypto::Secret good = seeded('a').to_pem();
  std::ofstream(path("ledger.key")) << good.view() << "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  const auto read = read_signing_keys(path("ledger.key"));
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().detail.find("key 2"), std::string::npos) << read.error().detail;
}

TEST_F(KeyFilesTest, ANewVerifierComesFirstAndOldOnesStay) {
  const std::string file = path("ledger.vkey");
  ASSERT_TRUE(add_verifiers(file, std::array{verifier_of('a')}));
  ASSERT_TRUE(add_verifiers(file, std::array{verifier_of('b'), verifier_of('a')}));
  ASSERT_TRUE(add_verifiers(file, std::array{verifier_of('a')})) << "there already";
  EXPECT_EQ(read_file(file).value(), verifier_of('b').str() + "\n" + verifier_of('a').str() + "\n");
  std::ofstream(file, std::ios::app) << "rubbish\n";
  EXPECT_NE(read_verifier_file(file).error().detail.find("ledger.vkey:3"), std::string::npos);
  EXPECT_FALSE(add_verifiers(file, std::array{verifier_of('c')})) << "what can't be read is not written over";
}

}  // namespace
}  // namespace concordat::gateway
