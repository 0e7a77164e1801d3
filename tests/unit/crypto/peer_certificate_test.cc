#include "crypto/tls/peer_certificate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/x509/x509.h"
#include "tests/unit/crypto/tls_fixture.h"

namespace concordat::crypto {
namespace {

class PeerCertificateNames : public testing::Test {
 protected:
  Result<PeerCertificate> read(const CertificateSpec& spec) const {
    return peer_certificate_from_pem(ca_.issue(spec).value().certificate_pem);
  }
  CertificateAuthority ca_ = CertificateAuthority::create(valid_authority("Trial CA")).value();
};

TEST_F(PeerCertificateNames, AreGivenByteForByte) {
  CertificateSpec spec = valid("riverside", Usage::kClient);
  spec.san_uris = {"urn:example:riverside-trust", "URN:Example:Riverside-Trust"};
  spec.san_dns = {"riverside.example", "*.riverside.example"};
  spec.san_ips = {"192.0.2.1"};
  const auto peer = read(spec);
  ASSERT_TRUE(peer) << peer.error().detail;
  EXPECT_EQ(peer->san_uris, spec.san_uris);
  EXPECT_EQ(peer->san_dns, spec.san_dns);
  EXPECT_EQ(peer->common_name, "riverside");
  EXPECT_EQ(peer->not_before, spec.not_before);
  EXPECT_EQ(peer->not_after, spec.not_after);
  EXPECT_EQ(peer->serial.size(), 32u);
}

TEST_F(PeerCertificateNames, MayBeAbsent) {
  const auto peer = read(valid("riverside", Usage::kClient));
  ASSERT_TRUE(peer);
  EXPECT_TRUE(peer->san_uris.empty());
  EXPECT_TRUE(peer->san_dns.empty());
}

TEST_F(PeerCertificateNames, WithANulOrAControlCharacterRefuseTheCertificate) {
  for (const std::string& bad : {std::string("riverside.example\0.evil.example", 31), std::string("riverside\n"),
                                 std::string("\x7f"), std::string("\xff")}) {
    CertificateSpec spec = valid("riverside", Usage::kClient);
    spec.san_dns = {bad};
    EXPECT_EQ(read(spec).error().code, Code::kUnauthenticated);
    spec.san_dns = {};
    spec.san_uris = {"urn:example:good", bad};
    EXPECT_EQ(read(spec).error().code, Code::kUnauthenticated);
  }
  CertificateSpec spec = valid(std::string_view("riverside\0evil", 14), Usage::kClient);
  EXPECT_EQ(read(spec).error().code, Code::kUnauthenticated);
}

TEST_F(PeerCertificateNames, FingerprintAndPinAreThoseOfTheEncodedBytes) {
  const Credential credential = ca_.issue(valid("riverside", Usage::kClient)).value();
  const auto peer = peer_certificate_from_pem(credential.certificate_pem);
  ASSERT_TRUE(peer);
  std::string body = credential.certificate_pem;
  body = body.substr(body.find('\n') + 1);
  body = body.substr(0, body.find("-----END"));
  body.erase(std::remove(body.begin(), body.end(), '\n'), body.end());
  const Bytes der = parse_base64(body).value();
  EXPECT_EQ(peer->fingerprint, sha256(der));
  // A P-256 SubjectPublicKeyInfo is 91 bytes that start like this; it stands in the certificate as it is.
  const std::size_t at = der.find(parse_hex("3059301306072a8648ce3d020106082a8648ce3d030107034200").value());
  ASSERT_NE(at, Bytes::npos);
  EXPECT_EQ(peer->key_pin, sha256(der.substr(at, 91)));
}

TEST_F(PeerCertificateNames, EachNewKeyHasItsOwnPinAndSerial) {
  const auto first = read(valid("riverside", Usage::kClient));
  const auto second = read(valid("riverside", Usage::kClient));
  EXPECT_NE(first->key_pin, second->key_pin);
  EXPECT_NE(first->fingerprint, second->fingerprint);
  EXPECT_NE(first->serial, second->serial);
}

TEST_F(PeerCertificateNames, ThereMustBeACertificate) {
  EXPECT_EQ(peer_certificate_from_pem("").error().code, Code::kConfigInvalid);
  const SslContextHandle context(SSL_CTX_new(TLS_method()));
  const SslHandle session(SSL_new(context.get()));
  EXPECT_EQ(peer_certificate(session.get()).error().code, Code::kUnauthenticated);
}

}  // namespace
}  // namespace concordat::crypto
