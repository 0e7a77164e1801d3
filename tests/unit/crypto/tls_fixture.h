#pragma once
// Two TLS ends in one thread, joined by memory: no sockets, no waiting. One end is ours (a TlsContext); the other is a
// peer that keeps no rules at all, so that it can do everything that a bad one would.

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/tls/certificate.h"
#include "crypto/tls/context.h"
#include "crypto/tls/handshake_reason.h"

namespace concordat::crypto {

using std::chrono::sys_days;
using std::chrono::sys_seconds;

inline constexpr sys_seconds kToday = sys_days{std::chrono::year{2026} / 11 / 22};
inline constexpr std::chrono::days kMonth{30};

// The time that the contexts under test go by.
inline sys_seconds test_time = kToday;
inline sys_seconds test_clock() {
  return test_time;
}

inline CertificateSpec valid(std::string_view name, Usage usage) {
  CertificateSpec spec;
  spec.common_name = name;
  spec.usage = usage;
  spec.not_before = kToday - kMonth;
  spec.not_after = kToday + kMonth;
  return spec;
}

inline CertificateSpec valid_authority(std::string_view name) {
  CertificateSpec spec = valid(name, Usage::kClientAndServer);
  spec.authority = true;
  spec.not_after += kMonth;  // outlives what it issues
  return spec;
}

inline std::string crl_of(const CertificateAuthority& authority, std::vector<std::string> revoked = {}) {
  return authority.issue_crl({std::move(revoked), kToday - kMonth, kToday + kMonth}).value();
}

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslHandle = std::unique_ptr<SSL, FreeSsl>;
using SslContextHandle = std::unique_ptr<SSL_CTX, FreeSsl>;

// What the peer that keeps no rules does.
struct Peer {
  const Credential* credential = nullptr;  // none: presents no certificate
  std::vector<std::string> alpn = {"concordat/1"};
  int max_version = TLS1_3_VERSION;
  std::string ciphers12 = {};
};

SslContextHandle lawless_context(const SSL_METHOD* method, const Peer& peer);

struct Outcome {
  bool accepted = false;  // by our side
  std::string reason;     // of our side, when it was not
  std::string at_peer;    // what the peer makes of it
  SslHandle ours;
  SslHandle theirs;
};

// Our server meets such a client, and our client (which expects `host`; empty: does not say) such a server.
Outcome meet_client(const TlsContext& server, const Peer& peer);
Outcome meet_server(const TlsContext& client, const std::string& host, const Peer& peer);

}  // namespace concordat::crypto
