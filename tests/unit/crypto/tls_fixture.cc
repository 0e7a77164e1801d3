#include "tests/unit/crypto/tls_fixture.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "crypto/x509/x509.h"

namespace concordat::crypto {
namespace {

std::string wire_form(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const auto& protocol : protocols) wire += static_cast<char>(protocol.size()) + protocol;
  return wire;
}

int take_first(SSL*, const unsigned char** out, unsigned char* size, const unsigned char*, unsigned, void* ours) {
  const auto* wire = static_cast<const std::string*>(ours);
  *out = octets(ByteView(*wire)) + 1;
  *size = static_cast<unsigned char>(wire->front());
  return SSL_TLSEXT_ERR_OK;
}

// One step of a side that is not done. False when it failed, and then the reason.
bool step(SSL* ssl, bool& done, std::string& reason) {
  if (done) return true;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl);
  done = result == 1;
  const int error = SSL_get_error(ssl, result);
  if (done || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return true;
  reason = handshake_reason(ssl);
  return false;
}

Outcome run(SslHandle ours, SslHandle theirs) {
  BIO* our_end = nullptr;
  BIO* their_end = nullptr;
  require(BIO_new_bio_pair(&our_end, 0, &their_end, 0) == 1, "BIO_new_bio_pair");
  SSL_set_bio(ours.get(), our_end, our_end);
  SSL_set_bio(theirs.get(), their_end, their_end);
  Outcome outcome;
  bool our_done = false;
  bool their_done = false;
  bool failed = false;
  for (int i = 0; i < 50 && !failed && !(our_done && their_done); ++i) {
    std::string ignored;
    step(theirs.get(), their_done, ignored);
    failed = !step(ours.get(), our_done, outcome.reason);
  }
  outcome.accepted = our_done;
  // In TLS 1.3 a client is done before the server has judged it: it learns of a refusal when it reads.
  char byte = 0;
  ERR_clear_error();
  if (SSL_read(theirs.get(), &byte, 1) <= 0) outcome.at_peer = handshake_reason(theirs.get());
  outcome.ours = std::move(ours);
  outcome.theirs = std::move(theirs);
  return outcome;
}

}  // namespace

SslContextHandle lawless_context(const SSL_METHOD* method, const Peer& peer) {
  SslContextHandle context(SSL_CTX_new(method));
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_max_proto_version(context.get(), peer.max_version);
  if (!peer.ciphers12.empty()) require(SSL_CTX_set_cipher_list(context.get(), peer.ciphers12.c_str()) == 1, "ciphers");
  if (peer.credential != nullptr) {
    const auto chain = read_certificates(peer.credential->certificate_pem, "the peer's").value();
    require(SSL_CTX_use_certificate(context.get(), chain.front().get()) == 1, "using a certificate");
    for (std::size_t i = 1; i < chain.size(); ++i) SSL_CTX_add1_chain_cert(context.get(), chain[i].get());
    require(SSL_CTX_use_PrivateKey(context.get(), read_private_key(peer.credential->key_pem.view()).get()) == 1,
            "using a key");
  }
  return context;
}

Outcome meet_client(const TlsContext& server, const Peer& peer) {
  const SslContextHandle context = lawless_context(TLS_client_method(), peer);
  const std::string wire = wire_form(peer.alpn);
  SSL_CTX_set_alpn_protos(context.get(), octets(ByteView(wire)), static_cast<unsigned>(wire.size()));
  SslHandle ours(SSL_new(server.native()));
  SslHandle theirs(SSL_new(context.get()));
  SSL_set_accept_state(ours.get());
  SSL_set_connect_state(theirs.get());
  return run(std::move(ours), std::move(theirs));
}

Outcome meet_server(const TlsContext& client, const std::string& host, const Peer& peer) {
  const SslContextHandle context = lawless_context(TLS_server_method(), peer);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
  std::string wire = wire_form(peer.alpn);
  if (!wire.empty()) SSL_CTX_set_alpn_select_cb(context.get(), take_first, &wire);
  SslHandle ours(SSL_new(client.native()));
  SslHandle theirs(SSL_new(context.get()));
  if (!host.empty()) require(expect_server(ours.get(), host).has_value(), "expecting a server");
  SSL_set_connect_state(ours.get());
  SSL_set_accept_state(theirs.get());
  return run(std::move(ours), std::move(theirs));
}

}  // namespace concordat::crypto
