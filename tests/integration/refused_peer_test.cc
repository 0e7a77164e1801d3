// Who does not belong is not let in, the log says why in words, and nobody else notices.

#include <gtest/gtest.h>

#include "crypto/tls/peer_certificate.h"
#include "tests/integration/peers/raw_peer.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;
using crypto::CertificateSpec;
using crypto::Credential;
using crypto::Usage;

constexpr const char* kGood = "deploy/examples/records/bench-referral.json";

class RefusedPeer : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }
  // Whatever happened: a good peer still works, and the ledger holds.
  void TearDown() override {
    if (!gateway_.running()) {
      ADD_FAILURE() << "the gateway is gone: " << gateway_.terminal();
      return;
    }
    EXPECT_EQ(gateway_.send({source_file(kGood)}).exit_code, 0) << "a good sender";
    EXPECT_EQ(gateway_.receive(gateway_.outside("good"), {"--count", "1"}).exit_code, 0) << "a good recipient";
    EXPECT_EQ(gateway_.ledger_faults(), "");
  }

  Credential issue(const CertificateSpec& spec) { return authority_of(gateway_).issue(spec).value(); }

  // In TLS 1.3 the client may believe for a moment that it is in.
  void expect_refused(const RawOptions& options, const std::vector<std::string>& words) {
    RawPeer peer = RawPeer::connect(gateway_.port(), options);
    const auto answer = peer.greet();
    EXPECT_FALSE(answer) << "the gateway answered a stranger";
    EXPECT_TRUE(peer.wait_for_close());
    std::vector<std::string> all{"\"event.action\":\"handshake\"", "\"event.outcome\":\"failure\""};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_TRUE(gateway_.logged(all)) << read_file(gateway_.log_file());
  }

  // The log's limits are a thread's.
  void use_one_thread() {
    EXPECT_EQ(gateway_.stop().exit_code, 0);
    replace_in_file(gateway_.file("gateway.yaml"), "threads: 0", "threads: 1");
    gateway_.start();
  }

  Gateway gateway_;
};

TEST_F(RefusedPeer, WithoutACertificate) {
  expect_refused({}, {"certificate"});
}

TEST_F(RefusedPeer, OfAnUnknownAuthority) {
  CertificateSpec spec = client_spec("riverside-trust");
  const auto stranger =
      crypto::CertificateAuthority::create(
          {.common_name = "Concordat trial authority", .not_before = spec.not_before, .not_after = spec.not_after})
          .value();
  const Credential credential = stranger.issue(spec).value();
  expect_refused({.credential = &credential}, {"authority"});
}

TEST_F(RefusedPeer, WhoseCertificateHasExpired) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.not_after = spec.not_before + 30min;
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {"expired"});
}

TEST_F(RefusedPeer, WhoseCertificateIsNotYetValid) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.not_before = spec.not_after - 1h;
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {"not valid before"});
}

TEST_F(RefusedPeer, WhoseCertificateIsForServersOnly) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.usage = Usage::kServer;
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {"client"});
}

TEST_F(RefusedPeer, WhoseCertificateSaysNoPurpose) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.usage = Usage::kNone;
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {"client"});
}

TEST_F(RefusedPeer, WhoseKeyIsWeak) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.key = crypto::KeyKind::kRsa1024;
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {"RSA"});
}

TEST_F(RefusedPeer, WhoIsNoKnownAgency) {
  const Credential credential = issue(client_spec("northmoor-trust"));
  expect_refused({.credential = &credential}, {"agency"});
}

TEST_F(RefusedPeer, WhoseCertificateNamesTwoAgencies) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.san_uris.push_back("urn:concordat:agency:eastshire-council");
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {"agenc"});
}

TEST_F(RefusedPeer, WhoSaysItsNameOnlyInTheCommonName) {
  CertificateSpec spec = client_spec("riverside-trust");
  spec.san_uris.clear();
  const Credential credential = issue(spec);
  expect_refused({.credential = &credential}, {});
}

TEST_F(RefusedPeer, WhoSpeaksTls12Only) {
  const Credential credential = credential_of(gateway_, "riverside-trust");
  expect_refused({.credential = &credential, .tls_12_only = true}, {"TLS"});
}

TEST_F(RefusedPeer, WhoSpeaksAnotherProtocol) {
  const Credential credential = credential_of(gateway_, "riverside-trust");
  expect_refused({.credential = &credential, .alpn = {"h2", "http/1.1"}}, {"protocol"});
}

TEST_F(RefusedPeer, WhoNamesNoProtocol) {
  const Credential credential = credential_of(gateway_, "riverside-trust");
  expect_refused({.credential = &credential, .alpn = {}}, {"protocol"});
}

TEST_F(RefusedPeer, WhoSpeaksPlainHttp) {
  RawPeer peer = RawPeer::plain(gateway_.port());
  peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(peer.wait_for_close());
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"handshake\"", "TLS"})) << read_file(gateway_.log_file());
}

TEST_F(RefusedPeer, WhoseCertificateWasRevokedAlsoWhileConnected) {
  const crypto::CertificateAuthority authority = authority_of(gateway_);
  const Credential credential = authority.issue(client_spec("riverside-trust")).value();
  RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
  ASSERT_TRUE(peer.greet());
  const CertificateSpec dates = client_spec("any");
  write_file(gateway_.file("tls/ca.crl"),
             authority
                 .issue_crl({.revoked_serials = {crypto::peer_certificate_from_pem(credential.certificate_pem)->serial},
                             .this_update = dates.not_before,
                             .next_update = dates.not_after})
                 .value());
  gateway_.hup();
  EXPECT_TRUE(peer.wait_for_close());
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"cut\"", "revoked"})) << read_file(gateway_.log_file());
  expect_refused({.credential = &credential}, {"revoked"});
}

TEST_F(RefusedPeer, WhoseAgencyWasTakenOutWhileConnected) {
  const Credential credential = issue(client_spec("westmoor-trust"));
  RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
  ASSERT_TRUE(peer.greet());
  replace_in_file(gateway_.file("agencies/westmoor-trust.yaml"), "san_uri: \"urn:concordat:agency:westmoor-trust\"",
                  "san_uri: \"urn:concordat:agency:moved\"");
  gateway_.hup();
  EXPECT_TRUE(peer.wait_for_close());
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"cut\""})) << read_file(gateway_.log_file());
}

TEST_F(RefusedPeer, RepeatedStrangersDoNotFillTheLog) {
  constexpr std::size_t kStrangers = 60;
  use_one_thread();
  for (std::size_t i = 0; i < kStrangers; ++i) {
    RawPeer peer = RawPeer::connect(gateway_.port(), {});
    EXPECT_TRUE(peer.wait_for_close());
  }
  // At most ten a minute; the test may see the end of one minute and the start of the next.
  EXPECT_LE(gateway_.log("handshake", 1).size(), 20u);
}

TEST_F(RefusedPeer, StrangersWithManyNamesDoNotFillTheLogEither) {
  constexpr std::size_t kStrangers = 200;
  use_one_thread();
  CertificateSpec spec = client_spec("riverside-trust");
  for (std::size_t i = 0; i < kStrangers; ++i) {
    const auto authority = crypto::CertificateAuthority::create({.common_name = "Authority " + std::to_string(i),
                                                                 .not_before = spec.not_before,
                                                                 .not_after = spec.not_after})
                               .value();
    const Credential credential = authority.issue(spec).value();
    RawPeer peer = RawPeer::connect(gateway_.port(), {.credential = &credential});
    EXPECT_TRUE(peer.wait_for_close());
  }
  EXPECT_LE(gateway_.log("handshake", 1).size(), 120u) << "the name of its authority is the stranger's own choice";
}

}  // namespace
}  // namespace concordat::integration
