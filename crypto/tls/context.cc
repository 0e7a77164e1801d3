#include "crypto/tls/context.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

#include "crypto/tls/verification.h"
#include "crypto/x509/x509.h"

namespace concordat::crypto {
namespace {

using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

constexpr int kSecurityLevel = 2;            // OpenSSL's: 112 bits, which is RSA 2048
constexpr long kPeerChainBytes = 32 * 1024;  // four certificates fit many times; OpenSSL's default is 100 KiB
constexpr std::size_t kProtocolBytes = 255;  // RFC 7301 section 3.1

// DESIGN.md rule 9, and no more memory than a session needs.
void harden(SSL_CTX* context, TlsVersions versions) {
  SSL_CTX_set_min_proto_version(context, versions == TlsVersions::kOnly13 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_security_level(context, kSecurityLevel);
  SSL_CTX_set_options(
      context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  require(SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1, "choosing cipher suites");
  require(SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1, "choosing key exchange groups");
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_max_early_data(context, 0);
  SSL_CTX_set_recv_max_early_data(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // NO_AUTO_CHAIN: else OpenSSL builds our own chain anew in each handshake, which costs a server 170 µs.
  SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_max_cert_list(context, kPeerChainBytes);
}

Result<void> use_credential(SSL_CTX* context, const TlsOptions& options) {
  const Result<std::vector<CertificateHandle>> chain = read_certificates(options.certificate_pem, "our certificate");
  if (!chain) return fail(chain.error());
  const KeyHandle key = read_private_key(options.key_pem);
  if (!key)
    return fail(Code::kConfigInvalid, "our key is not an unencrypted private key in PEM (-----BEGIN PRIVATE KEY-----)");
  for (const auto& certificate : *chain) {
    const bool first = certificate == chain->front();
    const long used = first ? SSL_CTX_use_certificate(context, certificate.get())
                            : SSL_CTX_add1_chain_cert(context, certificate.get());
    if (used != 1) return fail(Code::kConfigInvalid, "our certificate cannot be used: " + take_openssl_error());
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1) {
    return fail(Code::kConfigInvalid, "our key does not fit our certificate: " + take_openssl_error());
  }
  return {};
}

Result<void> use_authorities(SSL_CTX* context, const TlsOptions& options) {
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  const Result<std::vector<CertificateHandle>> authorities =
      read_certificates(options.authorities_pem, "the list of authorities");
  if (!authorities) return fail(authorities.error());
  for (const auto& authority : *authorities) {
    if (X509_check_ca(authority.get()) == 0) {
      return fail(Code::kConfigInvalid, "the list of authorities: " + name_of(X509_get_subject_name(authority.get())) +
                                            " is not an authority's certificate");
    }
    require(X509_STORE_add_cert(store, authority.get()) == 1, "listing an authority");
  }
  const Result<std::vector<CrlHandle>> crls = read_crls(options.crls_pem, "the revocation lists");
  if (!crls) return fail(crls.error());
  for (const auto& crl : *crls) {
    // OpenSSL would take such a list for one that never goes stale.
    if (X509_CRL_get0_nextUpdate(crl.get()) == nullptr) {
      return fail(Code::kConfigInvalid,
                  "the CRL of " + name_of(X509_CRL_get_issuer(crl.get())) + " does not say when the next one is due");
    }
    require(X509_STORE_add_crl(store, crl.get()) == 1, "listing a CRL");
  }
  return {};
}

// Server side of RFC 7301 section 3.2: our preference decides; nothing in common ends the handshake.
int select_protocol(SSL* session, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) noexcept {
  const std::string& ours = rules_of(SSL_get_SSL_CTX(session)).alpn_wire;
  unsigned char* match = nullptr;
  const int outcome = SSL_select_next_proto(&match, size, octets(ByteView(ours)), static_cast<unsigned>(ours.size()),
                                            offered, offered_size);
  *chosen = match;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<PeerRules> rules_from(const TlsOptions& options, Role peer) {
  if (options.clock == nullptr) return fail(Code::kInternal, "a TLS context needs a clock");
  PeerRules rules{peer, options.clock, options.alpn, {}};
  for (const std::string& protocol : options.alpn) {
    if (protocol.empty() || protocol.size() > kProtocolBytes)
      return fail(Code::kConfigInvalid, "an ALPN name has 1 to 255 bytes");
    rules.alpn_wire += static_cast<char>(protocol.size());
    rules.alpn_wire += protocol;
  }
  return rules;
}

// A context with everything but the part that only one side has.
Result<SSL_CTX*> build(const TlsOptions& options, Role peer) {
  Result<PeerRules> rules = rules_from(options, peer);
  if (!rules) return fail(rules.error());
  std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>> context(
      SSL_CTX_new(peer == Role::kClient ? TLS_server_method() : TLS_client_method()));
  require(context != nullptr, "making a TLS context");
  harden(context.get(), options.versions);
  Result<void> done = use_credential(context.get(), options);
  if (done) done = use_authorities(context.get(), options);
  if (!done) return fail(done.error());
  install_rules(context.get(), *std::move(rules));
  return context.release();
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

Result<TlsContext> TlsContext::server(const TlsOptions& options) {
  const Result<SSL_CTX*> context = build(options, Role::kClient);
  if (!context) return fail(context.error());
  if (!options.alpn.empty()) SSL_CTX_set_alpn_select_cb(*context, select_protocol, nullptr);
  return TlsContext(*context);
}

Result<TlsContext> TlsContext::client(const TlsOptions& options) {
  const Result<SSL_CTX*> context = build(options, Role::kServer);
  if (!context) return fail(context.error());
  TlsContext owned(*context);
  const std::string& wire = rules_of(*context).alpn_wire;
  // This one call of OpenSSL's returns 0 for success.
  require(SSL_CTX_set_alpn_protos(*context, octets(ByteView(wire)), static_cast<unsigned>(wire.size())) == 0,
          "offering ALPN");
  return owned;
}

ssl_ctx_st* TlsContext::new_reference() const {
  require(SSL_CTX_up_ref(context_.get()) == 1, "sharing a TLS context");
  return context_.get();
}

Result<void> TlsContext::recheck(const ssl_st* session) const {
  X509* leaf = SSL_get0_peer_certificate(session);
  if (leaf == nullptr) return fail(Code::kUnauthenticated, "the peer presented no certificate");
  const PeerRules& rules = rules_of(context_.get());
  const StoreContextHandle store(X509_STORE_CTX_new());
  require(store && X509_STORE_CTX_init(store.get(), SSL_CTX_get_cert_store(context_.get()), leaf,
                                       SSL_get_peer_cert_chain(session)) == 1,
          "rechecking a certificate");
  // The purpose and the parameters that a handshake would give it.
  X509_STORE_CTX_set_default(store.get(), rules.peer == Role::kClient ? "ssl_client" : "ssl_server");
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(store.get());
  X509_VERIFY_PARAM_set1(parameters, SSL_CTX_get0_param(context_.get()));
  X509_VERIFY_PARAM_set_auth_level(parameters, kSecurityLevel);
  const auto fault = judge(store.get(), rules.peer, rules.clock());
  ERR_clear_error();
  if (fault) return fail(Code::kUnauthenticated, *fault);
  return {};
}

Result<void> expect_server(ssl_st* session, const std::string& host) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(session);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1) return {};
  ERR_clear_error();
  const bool plain = !host.empty() && host.find('\0') == std::string::npos;
  // SSL_ctrl is what the macro SSL_set_tlsext_host_name stands for; it copies the name.
  const auto send_name = [&]() {
    return SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  };
  if (!plain || SSL_set1_host(session, host.c_str()) != 1 || send_name() != 1) {
    ERR_clear_error();
    return fail(Code::kConfigInvalid, "\"" + printable(host) + "\" is not a host name");
  }
  return {};
}

std::string_view negotiated_alpn(const ssl_st* session) {
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session, &protocol, &size);
  return {reinterpret_cast<const char*>(protocol), size};
}

}  // namespace concordat::crypto
