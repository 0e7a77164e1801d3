#include "crypto/tls/certificate.h"

#include <gtest/gtest.h>

#include "crypto/x509/chain_rules.h"
#include "crypto/x509/x509.h"
#include "tests/unit/crypto/tls_fixture.h"

namespace concordat::crypto {
namespace {

CertificateAuthority trial_ca() {
  return CertificateAuthority::create(valid_authority("Trial CA")).value();
}

TEST(CertificateAuthority, SurvivesBeingWrittenAndLoaded) {
  const CertificateAuthority made = trial_ca();
  const auto loaded = CertificateAuthority::load({made.certificate_pem(), made.key_pem()});
  ASSERT_TRUE(loaded);
  const Credential leaf = loaded->issue(valid("riverside", Usage::kClient)).value();
  const auto certificate = read_certificates(leaf.certificate_pem, "leaf").value();
  const auto issuer = read_certificates(made.certificate_pem(), "authority").value();
  EXPECT_EQ(certificate.size(), 1u) << "the root is not sent along";
  EXPECT_EQ(X509_verify(certificate[0].get(), X509_get0_pubkey(issuer[0].get())), 1);
}

TEST(CertificateAuthority, AnIntermediateSendsItselfAlong) {
  const auto sub = CertificateAuthority::load(trial_ca().issue(valid_authority("Sub CA")).value());
  ASSERT_TRUE(sub);
  const Credential leaf = sub->issue(valid("riverside", Usage::kClient)).value();
  EXPECT_EQ(read_certificates(leaf.certificate_pem, "leaf")->size(), 2u);
}

TEST(CertificateAuthority, RefusesWhatItCannotUse) {
  const CertificateAuthority ca = trial_ca();
  EXPECT_FALSE(CertificateAuthority::create(CertificateSpec{}));
  CertificateSpec bad_address = valid("riverside", Usage::kServer);
  bad_address.san_ips = {"300.1.1.1"};
  EXPECT_EQ(ca.issue(bad_address).error().code, Code::kConfigInvalid);
  EXPECT_FALSE(ca.issue_crl({{"xyz"}, kToday, kToday + kMonth}));
  EXPECT_FALSE(ca.issue_crl({{""}, kToday, kToday + kMonth}));
  EXPECT_FALSE(CertificateAuthority::load({ca.certificate_pem(), trial_ca().key_pem()}));
  EXPECT_FALSE(CertificateAuthority::load({"", ca.key_pem()}));
}

// Curves outside the list cannot even be offered in TLS 1.3; the rule is held against the chain itself.
TEST(ChainRules, RefuseACurveThatIsNotListed) {
  const CertificateAuthority ca = trial_ca();
  CertificateSpec spec = valid("riverside", Usage::kClient);
  spec.key = KeyKind::kSecp256k1;
  const Credential leaf = ca.issue(spec).value();
  const auto certificate = read_certificates(leaf.certificate_pem, "leaf").value();
  const auto issuer = read_certificates(ca.certificate_pem(), "authority").value();
  STACK_OF(X509)* chain = sk_X509_new_null();
  sk_X509_push(chain, certificate[0].get());
  sk_X509_push(chain, issuer[0].get());
  EXPECT_EQ(chain_fault(chain, Role::kClient),
            "the client's certificate has a weak key: RSA of 2048 bits or more, P-256, P-384 or Ed25519 is needed");
  sk_X509_free(chain);
}

}  // namespace
}  // namespace concordat::crypto
