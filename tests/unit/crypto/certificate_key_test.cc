#include "crypto/tls/certificate_key.h"

#include <gtest/gtest.h>

#include "crypto/primitive/digest.h"
#include "crypto/tls/peer_certificate.h"
#include "tests/unit/crypto/tls_fixture.h"

namespace concordat::crypto {
namespace {

CertificateAuthority authority(std::string_view name = "Trial CA") {
  return CertificateAuthority::create(valid_authority(name)).value();
}

Credential issue(const CertificateAuthority& by, KeyKind kind) {
  CertificateSpec spec = valid("eastshire", Usage::kClient);
  spec.key = kind;
  return by.issue(spec).value();
}

struct Way {
  KeyKind kind;
  const char* algorithm;
};

class CertificateKeyTest : public testing::TestWithParam<Way> {};

TEST_P(CertificateKeyTest, VerifiesWhatItsPrivateHalfSignedAndNothingElse) {
  const Credential credential = issue(authority(), GetParam().kind);
  const auto key = CertificateKey::from_pem(credential.certificate_pem).value();
  const auto signer = CertificateSigner::from_pem(credential.key_pem.view()).value();
  EXPECT_EQ(key.algorithm(), GetParam().algorithm);
  EXPECT_EQ(signer.algorithm(), GetParam().algorithm);
  const Bytes signature = signer.sign("text");
  EXPECT_TRUE(key.verify("text", signature));
  EXPECT_FALSE(key.verify("texu", signature));
  EXPECT_FALSE(key.verify("text", ""));
  EXPECT_FALSE(key.verify("text", signature.substr(1)));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Bytes other = signature;
    other[i] = static_cast<char>(other[i] ^ 1);
    EXPECT_FALSE(key.verify("text", other)) << i;
  }
  const auto another = CertificateKey::from_pem(issue(authority(), GetParam().kind).certificate_pem).value();
  EXPECT_FALSE(another.verify("text", signature));
}

TEST_P(CertificateKeyTest, IsReadFromItsBytesAgain) {
  const Credential credential = issue(authority(), GetParam().kind);
  const auto key = CertificateKey::from_pem(credential.certificate_pem).value();
  EXPECT_EQ(sha256(key.der()), peer_certificate_from_pem(credential.certificate_pem)->fingerprint);
  const auto again = CertificateKey::from_der(key.der()).value();
  const auto signer = CertificateSigner::from_pem(credential.key_pem.view()).value();
  EXPECT_TRUE(again.verify("text", signer.sign("text")));
  EXPECT_FALSE(CertificateKey::from_der(key.der() + "x"));
  EXPECT_FALSE(CertificateKey::from_der(key.der().substr(1)));
}

INSTANTIATE_TEST_SUITE_P(Ways, CertificateKeyTest,
                         testing::Values(Way{KeyKind::kP256, "ecdsa-p256-sha256"},
                                         Way{KeyKind::kP384, "ecdsa-p384-sha384"}, Way{KeyKind::kEd25519, "ed25519"},
                                         Way{KeyKind::kRsa2048, "rsa-pss-sha256"}),
                         [](const auto& way) { return "Kind" + std::to_string(static_cast<int>(way.param.kind)); });

TEST(CertificateKey, IsNoneOfAnotherCurve) {
  const Credential credential = issue(authority(), KeyKind::kSecp256k1);
  EXPECT_FALSE(CertificateKey::from_pem(credential.certificate_pem));
  EXPECT_FALSE(CertificateSigner::from_pem(credential.key_pem.view()));
}

TEST(CertificateKey, SaysWhoIssuedItAlsoAfterItsTime) {
  const CertificateAuthority ours = authority(), other = authority("Another CA");
  CertificateSpec past = valid("eastshire", Usage::kClient);
  past.not_before = kToday - 10 * kMonth;
  past.not_after = kToday - 9 * kMonth;
  for (const CertificateSpec& spec : {valid("eastshire", Usage::kClient), past}) {
    const auto key = CertificateKey::from_pem(ours.issue(spec)->certificate_pem).value();
    EXPECT_TRUE(key.issued_by(ours.certificate_pem()).value());
    EXPECT_TRUE(key.issued_by(other.certificate_pem() + ours.certificate_pem()).value());
    EXPECT_FALSE(key.issued_by(other.certificate_pem()).value());
    EXPECT_FALSE(key.issued_by("no PEM"));
  }
}

}  // namespace
}  // namespace concordat::crypto
