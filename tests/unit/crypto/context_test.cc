#include "crypto/tls/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crypto/tls_fixture.h"

namespace concordat::crypto {
namespace {

using testing::HasSubstr;

class TlsFiles : public testing::Test {
 protected:
  TlsFiles() {
    options_.certificate_pem = own_.certificate_pem;
    options_.key_pem = own_.key_pem.view();
    options_.authorities_pem = ca_.certificate_pem();
    options_.crls_pem = crl_;
    options_.clock = test_clock;
  }
  std::string problem() const {
    const auto server = TlsContext::server(options_);
    const auto client = TlsContext::client(options_);
    EXPECT_FALSE(server);
    EXPECT_FALSE(client);
    return server ? "" : server.error().detail;
  }

  CertificateAuthority ca_ = CertificateAuthority::create(valid_authority("Trial CA")).value();
  Credential own_ = ca_.issue(valid("gateway", Usage::kClientAndServer)).value();
  std::string crl_ = crl_of(ca_);
  TlsOptions options_;
};

TEST_F(TlsFiles, GoodOnesMakeAContext) {
  EXPECT_TRUE(TlsContext::server(options_));
  EXPECT_TRUE(TlsContext::client(options_));
}

TEST_F(TlsFiles, AContextOutlivesItsHandleWhileAnotherOwnsIt) {
  ssl_ctx_st* shared = nullptr;
  {
    const auto context = TlsContext::server(options_);
    ASSERT_TRUE(context);
    shared = context->new_reference();
  }
  const SslHandle session(SSL_new(shared));
  EXPECT_NE(session, nullptr);
  SSL_CTX_free(shared);
}

TEST_F(TlsFiles, AnotherCertificatesKey) {
  const Credential other = ca_.issue(valid("other", Usage::kServer)).value();
  options_.key_pem = other.key_pem.view();
  EXPECT_THAT(problem(), HasSubstr("our key does not fit our certificate"));
}

TEST_F(TlsFiles, EmptyOrMalformedOnes) {
  for (const std::string_view bad : {"", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    TlsOptions good = options_;
    options_.certificate_pem = bad;
    EXPECT_THAT(problem(), HasSubstr("our certificate"));
    options_ = good;
    options_.key_pem = bad;
    EXPECT_THAT(problem(), HasSubstr("our key"));
    options_ = good;
    options_.authorities_pem = bad;
    EXPECT_THAT(problem(), HasSubstr("the list of authorities"));
    options_ = good;
    options_.crls_pem = bad;
    EXPECT_THAT(problem(), HasSubstr("the revocation lists"));
    options_ = good;
  }
}

TEST_F(TlsFiles, ALeafAmongTheAuthorities) {
  options_.authorities_pem = own_.certificate_pem;
  EXPECT_EQ(problem(), "the list of authorities: CN=gateway is not an authority's certificate");
}

TEST_F(TlsFiles, ATruncatedSecondAuthority) {
  const std::string truncated = ca_.certificate_pem() + ca_.certificate_pem().substr(0, 200);
  options_.authorities_pem = truncated;
  EXPECT_THAT(problem(), HasSubstr("the list of authorities: malformed PEM"));
}

TEST_F(TlsFiles, NoClock) {
  options_.clock = nullptr;
  EXPECT_THAT(problem(), HasSubstr("clock"));
}

TEST_F(TlsFiles, AProtocolNameThatDoesNotFit) {
  options_.alpn = {std::string(256, 'x')};
  EXPECT_THAT(problem(), HasSubstr("ALPN"));
}

TEST_F(TlsFiles, AHostNameWithANulIsNotExpected) {
  const auto context = TlsContext::client(options_);
  const SslHandle session(SSL_new(context->native()));
  EXPECT_FALSE(expect_server(session.get(), std::string("gateway.example\0.evil.example", 29)));
  EXPECT_FALSE(expect_server(session.get(), ""));
  EXPECT_TRUE(expect_server(session.get(), "gateway.example"));
}

}  // namespace
}  // namespace concordat::crypto
