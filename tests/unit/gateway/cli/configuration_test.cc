#include "gateway/cli/init/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>

#include "crypto/note/verifier_key.h"
#include "crypto/primitive/sign.h"
#include "crypto/tls/context.h"
#include "crypto/tls/peer_certificate.h"
#include "gateway/cli/init/load_agreements.h"
#include "gateway/client/client_file.h"
#include "gateway/config/policy_files.h"
#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'795'000'000)};
std::chrono::sys_seconds now() {
  return kNow;
}

mode_t mode(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

class ConfigurationTest : public testing::Test {
 protected:
  ConfigurationTest() : made_(make_configuration(dir_, {.port = 9443, .load_agreements = 20}, kNow)) {}
  ScratchFolder folder_;
  std::string dir_ = folder_.file("demo");
  Result<Configuration> made_;
};

TEST_F(ConfigurationTest, ItsPolicyLoadsWithoutAProblem) {
  ASSERT_TRUE(made_) << made_.error().detail;
  const auto files = gateway::read_policy_files(dir_);
  ASSERT_TRUE(files) << files.error().detail;
  const auto loaded = policy::load_policy(*files, kNow.time_since_epoch().count());
  for (const auto& problem : loaded.problems) ADD_FAILURE() << problem.str();
  ASSERT_TRUE(loaded.set);
  EXPECT_EQ(loaded.set->agreement_count(), made_->agreements);
}

TEST_F(ConfigurationTest, EachClientFileConnectsByItsCertificate) {
  ASSERT_TRUE(made_);
  EXPECT_THAT(made_->agencies, Contains("riverside-trust"));
  for (const std::string& agency : made_->agencies) {
    const auto file = client::read_client_file(dir_ + "/clients/" + agency + ".yaml");
    ASSERT_TRUE(file) << file.error().detail;
    EXPECT_EQ(file->gateway.str(), "127.0.0.1:9443");
    EXPECT_TRUE(crypto::TlsContext::client({.certificate_pem = file->certificate_pem,
                                            .key_pem = file->key_pem.view(),
                                            .authorities_pem = file->authorities_pem,
                                            .crls_pem = file->crls_pem,
                                            .clock = now}));
    const auto peer = crypto::peer_certificate_from_pem(file->certificate_pem);
    ASSERT_TRUE(peer);
    EXPECT_THAT(peer->san_uris, ElementsAre("urn:concordat:agency:" + agency));
  }
}

TEST_F(ConfigurationTest, SecretsAreTheOwnersOnly) {
  for (const char* path : {"/keys", "/data"}) EXPECT_EQ(mode(dir_ + path), 0700u) << path;
  for (const char* path :
       {"/keys/master.key", "/keys/ledger.key", "/tls/ca.key", "/tls/gateway.key", "/clients/riverside-trust.key"}) {
    EXPECT_EQ(mode(dir_ + path), 0600u) << path;
  }
}

TEST_F(ConfigurationTest, TheLedgersPublicKeyBelongsToItsSigningKey) {
  std::string text = ScratchFolder::read(dir_ + "/ledger.vkey");
  ASSERT_FALSE(text.empty());
  text.pop_back();
  const auto verifier = crypto::VerifierKey::parse(text);
  ASSERT_TRUE(verifier);
  EXPECT_EQ(verifier->name(), "concordat.localhost/ledger");
  const auto key = crypto::SigningKey::from_pem(ScratchFolder::read(dir_ + "/keys/ledger.key"));
  ASSERT_TRUE(key);
  EXPECT_EQ(verifier->key(), key->public_key());
}

TEST_F(ConfigurationTest, EachFileNamesItsSchemaFromWhereItStands) {
  EXPECT_THAT(ScratchFolder::read(dir_ + "/agencies/riverside-trust.yaml"), HasSubstr("$schema=../schema/"));
  EXPECT_THAT(ScratchFolder::read(dir_ + "/floor.yaml"), HasSubstr("$schema=schema/"));
}

TEST_F(ConfigurationTest, IsNeverMadeOverAnother) {
  const std::string before = ScratchFolder::read(dir_ + "/keys/ledger.key");
  const auto again = make_configuration(dir_, {}, kNow);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().detail, HasSubstr("is a Concordat configuration already; nothing was changed"));
  EXPECT_EQ(ScratchFolder::read(dir_ + "/keys/ledger.key"), before);
}

TEST_F(ConfigurationTest, IsNotMadeAmongOtherFiles) {
  const std::string other = folder_.file("other");
  folder_.write("other/notes.txt", "mine");
  EXPECT_THAT(make_configuration(other, {}, kNow).error().detail, HasSubstr("is not empty"));
}

TEST(LoadAgreements, EachIsBetweenAnotherPair) {
  const LoadExample example{
      .agency = "agency: a\ndestinations:\n  - \"http://fhir.nhs.uk/Id/dos-service-id|1\"\n  - urn:a\n",
      .agency_id = "a\n",
      .agreement = "agreement: X\nprovider: [p]\nrecipients: [r]\nexamples:\n  - one\n",
      .agreement_id = "X",
      .provider = "[p]",
      .recipient = "[r]"};
  const auto files = load_agreements(example, 30);
  std::set<std::string> pairs;
  std::size_t agencies = 0;
  for (const auto& [path, text] : files) {
    if (path.starts_with("agencies/")) {
      ++agencies;
      EXPECT_THAT(text, testing::Not(HasSubstr("dos-service-id")));
      continue;
    }
    EXPECT_THAT(text, testing::Not(HasSubstr("examples")));
    EXPECT_TRUE(pairs.insert(text.substr(text.find("provider"))).second) << text;
  }
  EXPECT_EQ(pairs.size(), 30u);
  EXPECT_EQ(agencies, 6u);
  EXPECT_TRUE(load_agreements(example, 0).empty());
}

}  // namespace
}  // namespace concordat::cli
