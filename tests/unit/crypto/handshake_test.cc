// Who is let in and who is not, on both sides, and what the operator is told (DESIGN.md rules 8 and 9).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include "crypto/tls/peer_certificate.h"
#include "tests/unit/crypto/tls_fixture.h"

namespace concordat::crypto {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Handshake : public testing::Test {
 protected:
  Handshake() { test_time = kToday; }

  TlsOptions options(const Credential& own) const {
    TlsOptions options;
    options.certificate_pem = own.certificate_pem;
    options.key_pem = own.key_pem.view();
    options.authorities_pem = authorities_;
    options.crls_pem = crls_;
    options.alpn = {"concordat/1"};
    options.clock = test_clock;
    return options;
  }
  TlsContext server() const { return TlsContext::server(options(server_)).value(); }
  TlsContext client() const { return TlsContext::client(options(client_)).value(); }

  // What our server says to a client with this certificate.
  std::string refusal(const Credential& credential) const {
    Peer peer;
    peer.credential = &credential;
    const Outcome outcome = meet_client(server(), peer);
    EXPECT_FALSE(outcome.accepted);
    return outcome.reason;
  }
  std::string refusal(const CertificateSpec& spec) const { return refusal(ca_.issue(spec).value()); }

  // What our client says to a server with this certificate.
  std::string server_refusal(const CertificateSpec& spec, const std::string& host) const {
    const Credential credential = ca_.issue(spec).value();
    Peer peer;
    peer.credential = &credential;
    const Outcome outcome = meet_server(client(), host, peer);
    EXPECT_FALSE(outcome.accepted);
    return outcome.reason;
  }

  static CertificateSpec server_spec() {
    CertificateSpec spec = valid("gateway", Usage::kServer);
    spec.san_dns = {"gateway.example"};
    spec.san_ips = {"127.0.0.1"};
    return spec;
  }

  CertificateAuthority ca_ = CertificateAuthority::create(valid_authority("Trial CA")).value();
  Credential server_ = ca_.issue(server_spec()).value();
  Credential client_ = ca_.issue(valid("riverside", Usage::kClient)).value();
  std::string authorities_ = ca_.certificate_pem();
  std::string crls_ = crl_of(ca_);
};

TEST_F(Handshake, AGoodClientIsLetIn) {
  Peer peer;
  peer.credential = &client_;
  const Outcome outcome = meet_client(server(), peer);
  ASSERT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_EQ(negotiated_alpn(outcome.ours.get()), "concordat/1");
  EXPECT_STREQ(SSL_get_version(outcome.ours.get()), "TLSv1.3");
  EXPECT_EQ(peer_certificate(outcome.ours.get())->common_name, "riverside");
}

TEST_F(Handshake, EveryAllowedKindOfKeyIsLetIn) {
  for (const KeyKind kind : {KeyKind::kP256, KeyKind::kP384, KeyKind::kEd25519, KeyKind::kRsa2048}) {
    CertificateSpec spec = valid("riverside", Usage::kClient);
    spec.key = kind;
    const Credential credential = ca_.issue(spec).value();
    Peer peer;
    peer.credential = &credential;
    const Outcome outcome = meet_client(server(), peer);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
  }
}

TEST_F(Handshake, NothingCanBeResumed) {
  Peer peer;
  peer.credential = &client_;
  const Outcome outcome = meet_client(server(), peer);
  ASSERT_TRUE(outcome.accepted);
  EXPECT_EQ(SSL_SESSION_is_resumable(SSL_get_session(outcome.theirs.get())), 0);
  EXPECT_EQ(SSL_SESSION_get_max_early_data(SSL_get_session(outcome.theirs.get())), 0u);
}

TEST_F(Handshake, NoCertificate) {
  const Outcome outcome = meet_client(server(), {});
  EXPECT_FALSE(outcome.accepted);
  EXPECT_EQ(outcome.reason, "the client presented no certificate");
  EXPECT_EQ(outcome.at_peer, "the peer requires a certificate from us and got none");
}

TEST_F(Handshake, UnknownAuthority) {
  const auto other = CertificateAuthority::create(valid_authority("Other CA")).value();
  EXPECT_EQ(refusal(other.issue(valid("riverside", Usage::kClient)).value()),
            "the client's certificate was issued by an authority that is not listed here (CN=Other CA)");
}

TEST_F(Handshake, AnAuthorityOfTheSameNameWithAnotherKey) {
  const auto other = CertificateAuthority::create(valid_authority("Trial CA")).value();
  EXPECT_THAT(refusal(other.issue(valid("riverside", Usage::kClient)).value()), HasSubstr("certificate"));
}

TEST_F(Handshake, SelfSigned) {
  CertificateSpec spec = valid("riverside", Usage::kClient);
  const auto self = CertificateAuthority::create(spec).value();
  EXPECT_EQ(refusal(Credential{self.certificate_pem(), self.key_pem()}),
            "the client's certificate was issued by an authority that is not listed here (CN=riverside)");
}

TEST_F(Handshake, Expired) {
  CertificateSpec spec = valid("riverside", Usage::kClient);
  spec.not_after = sys_days{std::chrono::year{2026} / 11 / 3};
  EXPECT_EQ(refusal(spec), "the client's certificate expired on 2026-11-03");
}

TEST_F(Handshake, NotYetValid) {
  CertificateSpec spec = valid("riverside", Usage::kClient);
  spec.not_before = sys_days{std::chrono::year{2026} / 11 / 23};
  EXPECT_EQ(refusal(spec), "the client's certificate is not valid before 2026-11-23");
}

TEST_F(Handshake, ExpiredAuthority) {
  CertificateSpec spec = valid_authority("Trial CA");
  spec.not_after = kToday - std::chrono::days{1};
  ca_ = CertificateAuthority::create(spec).value();
  authorities_ = ca_.certificate_pem();
  crls_ = crl_of(ca_);
  EXPECT_EQ(refusal(valid("riverside", Usage::kClient)),
            "the authority's certificate (CN=Trial CA) expired on 2026-11-21");
}

TEST_F(Handshake, WrongOrMissingExtendedKeyUsage) {
  for (const Usage usage : {Usage::kServer, Usage::kNone, Usage::kEmailOnly}) {
    EXPECT_EQ(refusal(valid("riverside", usage)), "the client's certificate is not for client authentication (EKU)");
  }
}

TEST_F(Handshake, AnAuthoritysCertificateAsALeaf) {
  EXPECT_EQ(refusal(valid_authority("Sub CA")),
            "the client's certificate is an authority's, which may not stand for a peer");
}

TEST_F(Handshake, TheTrustAnchorItselfAsALeaf) {
  EXPECT_THAT(refusal(Credential{ca_.certificate_pem(), ca_.key_pem()}),
              HasSubstr("an authority's, which may not stand for a peer"));
}

TEST_F(Handshake, Revoked) {
  const std::string serial = peer_certificate_from_pem(client_.certificate_pem)->serial;
  crls_ = crl_of(ca_, {serial});
  EXPECT_EQ(refusal(client_), "the client's certificate is revoked");
}

TEST_F(Handshake, StaleRevocationList) {
  crls_ = ca_.issue_crl({{}, kToday - kMonth, sys_days{std::chrono::year{2026} / 11 / 20}}).value();
  EXPECT_EQ(refusal(client_), "the CRL of CN=Trial CA expired on 2026-11-20; install a newer one");
}

TEST_F(Handshake, RevocationListThatGoesStaleWhileRunning) {
  crls_ = ca_.issue_crl({{}, kToday - kMonth, kToday + std::chrono::days{1}}).value();
  const TlsContext context = server();
  Peer peer;
  peer.credential = &client_;
  EXPECT_TRUE(meet_client(context, peer).accepted);
  test_time = kToday + std::chrono::days{2};
  EXPECT_THAT(meet_client(context, peer).reason, StartsWith("the CRL of CN=Trial CA expired"));
}

TEST_F(Handshake, RevocationListOfTheFuture) {
  crls_ = ca_.issue_crl({{}, kToday + std::chrono::days{1}, kToday + kMonth}).value();
  EXPECT_EQ(refusal(client_), "the CRL of CN=Trial CA is not valid before 2026-11-23");
}

TEST_F(Handshake, MissingRevocationList) {
  crls_ = crl_of(CertificateAuthority::create(valid_authority("Other CA")).value());
  EXPECT_EQ(refusal(client_), "there is no CRL of CN=Trial CA; install one");
}

TEST_F(Handshake, ForgedRevocationList) {
  crls_ = crl_of(CertificateAuthority::create(valid_authority("Trial CA")).value());
  EXPECT_THAT(refusal(client_), HasSubstr("CRL"));
}

TEST_F(Handshake, ThreeAuthoritiesAboveALeafAreFineAndFourAreNot) {
  std::vector<CertificateAuthority> authorities;
  for (const std::string_view name : {"Sub 1", "Sub 2", "Sub 3"}) {
    const CertificateAuthority& above = authorities.empty() ? ca_ : authorities.back();
    authorities.push_back(CertificateAuthority::load(above.issue(valid_authority(name)).value()).value());
    crls_ += crl_of(authorities.back());
  }
  const Credential fine = authorities[1].issue(valid("riverside", Usage::kClient)).value();
  Peer peer;
  peer.credential = &fine;
  const Outcome outcome = meet_client(server(), peer);
  EXPECT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_EQ(refusal(authorities[2].issue(valid("riverside", Usage::kClient)).value()),
            "the client's certificate has more than 3 authorities above it");
}

TEST_F(Handshake, AnIntermediateWithoutARevocationList) {
  const auto sub = CertificateAuthority::load(ca_.issue(valid_authority("Sub CA")).value()).value();
  EXPECT_EQ(refusal(sub.issue(valid("riverside", Usage::kClient)).value()),
            "there is no CRL of CN=Sub CA; install one");
}

TEST_F(Handshake, ARevokedIntermediate) {
  const Credential credential = ca_.issue(valid_authority("Sub CA")).value();
  const auto sub = CertificateAuthority::load(credential).value();
  crls_ = crl_of(ca_, {peer_certificate_from_pem(credential.certificate_pem)->serial}) + crl_of(sub);
  EXPECT_EQ(refusal(sub.issue(valid("riverside", Usage::kClient)).value()),
            "the authority's certificate (CN=Sub CA) is revoked");
}

TEST_F(Handshake, WeakKey) {
  CertificateSpec spec = valid("riverside", Usage::kClient);
  spec.key = KeyKind::kRsa1024;
  EXPECT_EQ(refusal(spec),
            "the client's certificate has a weak key: RSA of 2048 bits or more, P-256, P-384 or Ed25519 is needed");
}

TEST_F(Handshake, WeakSignature) {
  CertificateSpec spec = valid("riverside", Usage::kClient);
  spec.hash = SignatureHash::kSha1;
  EXPECT_EQ(refusal(spec),
            "the client's certificate is signed with a weak hash: SHA-256, SHA-384 or SHA-512 is needed");
}

TEST_F(Handshake, OlderTls) {
  Peer peer;
  peer.credential = &client_;
  peer.max_version = TLS1_2_VERSION;
  const Outcome outcome = meet_client(server(), peer);
  EXPECT_FALSE(outcome.accepted);
  EXPECT_EQ(outcome.reason, "the client does not speak TLS 1.3, which is required here");
}

TEST_F(Handshake, ADoorMayTakeTls12WithEcdheAndAeadOnly) {
  TlsOptions lenient = options(server_);
  lenient.versions = TlsVersions::kFrom12;
  const TlsContext context = TlsContext::server(lenient).value();
  Peer peer;
  peer.credential = &client_;
  peer.max_version = TLS1_2_VERSION;
  const Outcome outcome = meet_client(context, peer);
  EXPECT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_STREQ(SSL_get_version(outcome.ours.get()), "TLSv1.2");
  EXPECT_EQ(SSL_SESSION_has_ticket(SSL_get_session(outcome.theirs.get())), 0);
  peer.ciphers12 = "ECDHE-ECDSA-AES128-SHA256";  // CBC
  EXPECT_EQ(meet_client(context, peer).reason, "the client has no cipher suite in common with us");
  peer.ciphers12 = {};
  peer.max_version = TLS1_1_VERSION;
  EXPECT_EQ(meet_client(context, peer).reason, "the client does not speak TLS 1.2 or 1.3");
}

TEST_F(Handshake, AnotherApplicationProtocolOrNone) {
  Peer peer;
  peer.credential = &client_;
  peer.alpn = {"h2", "http/1.1"};
  EXPECT_EQ(meet_client(server(), peer).reason, "the client does not speak this door's protocol (ALPN)");
  peer.alpn = {};
  EXPECT_EQ(meet_client(server(), peer).reason, "the client names no protocol (ALPN); concordat/1 is needed");
  peer.alpn = {"h2", "concordat/1"};
  EXPECT_TRUE(meet_client(server(), peer).accepted);
}

TEST_F(Handshake, BytesThatAreNotTls) {
  for (const auto& [bytes, words] :
       {std::pair<std::string, std::string>{"GET / HTTP/1.1\r\n\r\n", "plain HTTP was sent to a TLS port"},
        {"SSH-2.0-OpenSSH_9.2\r\n", "what arrived is not TLS"}}) {
    const TlsContext context = server();
    const SslHandle ours(SSL_new(context.native()));
    SSL_set_bio(ours.get(), BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), BIO_new(BIO_s_mem()));
    ERR_clear_error();
    EXPECT_EQ(SSL_accept(ours.get()), -1);
    EXPECT_EQ(handshake_reason(ours.get()), words);
  }
}

TEST_F(Handshake, ATextInACertificateCannotForgeALogLine) {
  const auto other = CertificateAuthority::create(valid_authority("Evil\nlevel=info accepted\x1b[2J")).value();
  const std::string reason = refusal(other.issue(valid("riverside", Usage::kClient)).value());
  EXPECT_EQ(reason.find('\n'), std::string::npos);
  EXPECT_EQ(reason.find('\x1b'), std::string::npos);
}

TEST_F(Handshake, OurClientAcceptsTheServerItExpects) {
  for (const std::string host : {"gateway.example", "127.0.0.1"}) {
    Peer peer;
    peer.credential = &server_;
    const Outcome outcome = meet_server(client(), host, peer);
    EXPECT_TRUE(outcome.accepted) << outcome.reason;
    EXPECT_THAT(outcome.reason, IsEmpty());
  }
}

TEST_F(Handshake, AServerOfAnotherName) {
  EXPECT_EQ(server_refusal(server_spec(), "council.example"), "the server's certificate is not for council.example");
  EXPECT_EQ(server_refusal(server_spec(), "127.0.0.2"), "the server's certificate is not for 127.0.0.2");
  EXPECT_EQ(server_refusal(server_spec(), "sub.gateway.example"),
            "the server's certificate is not for sub.gateway.example");
}

TEST_F(Handshake, TheCommonNameIsNoServerName) {
  EXPECT_EQ(server_refusal(valid("gateway.example", Usage::kServer), "gateway.example"),
            "the server's certificate is not for gateway.example");
}

TEST_F(Handshake, AClientThatExpectsNobodyAcceptsNobody) {
  EXPECT_EQ(server_refusal(server_spec(), ""), "no server name was expected: nothing to check against");
}

TEST_F(Handshake, AServerWithAClientsCertificate) {
  CertificateSpec spec = server_spec();
  spec.usage = Usage::kClient;
  EXPECT_EQ(server_refusal(spec, "gateway.example"), "the server's certificate is not for server authentication (EKU)");
}

TEST_F(Handshake, AnExpiredServer) {
  CertificateSpec spec = server_spec();
  spec.not_after = kToday - std::chrono::days{1};
  EXPECT_EQ(server_refusal(spec, "gateway.example"), "the server's certificate expired on 2026-11-21");
}

TEST_F(Handshake, AServerThatNamesNoProtocol) {
  Peer peer;
  peer.credential = &server_;
  peer.alpn = {};
  EXPECT_EQ(meet_server(client(), "gateway.example", peer).reason,
            "the server names no protocol (ALPN); concordat/1 is needed");
}

TEST_F(Handshake, AnOlderServer) {
  Peer peer;
  peer.credential = &server_;
  peer.max_version = TLS1_2_VERSION;
  const Outcome outcome = meet_server(client(), "gateway.example", peer);
  EXPECT_FALSE(outcome.accepted);
  EXPECT_EQ(outcome.reason, "the peer does not speak our version of TLS");
}

class LiveSession : public Handshake {
 protected:
  LiveSession() {
    Peer peer;
    peer.credential = &client_;
    session_ = meet_client(server(), peer);
  }
  Outcome session_;
};

TEST_F(LiveSession, StaysWhileItsCertificateIsGood) {
  ASSERT_TRUE(session_.accepted);
  EXPECT_TRUE(server().recheck(session_.ours.get()));
}

TEST_F(LiveSession, IsCutWhenItsCertificateIsRevoked) {
  crls_ = crl_of(ca_, {peer_certificate_from_pem(client_.certificate_pem)->serial});
  EXPECT_EQ(server().recheck(session_.ours.get()).error().detail, "the client's certificate is revoked");
}

TEST_F(LiveSession, IsCutWhenItsCertificateExpires) {
  crls_ = ca_.issue_crl({{}, kToday - kMonth, kToday + 2 * kMonth}).value();
  const TlsContext context = server();
  test_time = kToday + kMonth + std::chrono::days{1};
  EXPECT_EQ(context.recheck(session_.ours.get()).error().detail, "the client's certificate expired on 2026-12-22");
}

TEST_F(LiveSession, IsCutWhenItsAuthorityIsNoLongerListed) {
  const auto other = CertificateAuthority::create(valid_authority("Other CA")).value();
  authorities_ = other.certificate_pem();
  crls_ = crl_of(other);
  EXPECT_THAT(server().recheck(session_.ours.get()).error().detail, HasSubstr("an authority that is not listed here"));
}

TEST_F(LiveSession, WithIntermediatesIsRecheckedToo) {
  const auto sub = CertificateAuthority::load(ca_.issue(valid_authority("Sub CA")).value()).value();
  crls_ += crl_of(sub);
  const Credential credential = sub.issue(valid("riverside", Usage::kClient)).value();
  Peer peer;
  peer.credential = &credential;
  const Outcome outcome = meet_client(server(), peer);
  ASSERT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_TRUE(server().recheck(outcome.ours.get()));
}

}  // namespace
}  // namespace concordat::crypto
