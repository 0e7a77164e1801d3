#pragma once
// The rules of every TLS connection, in one OpenSSL context (DESIGN.md rules 8 and 9): mutual authentication, TLS 1.3
// (1.2 with ECDHE and AEAD suites only where a door says so), no tickets, early data, renegotiation or compression, the
// listed authorities only, a revocation list of every one of them that is not stale, and the checks of chain_rules.h on
// top. Refused in the handshake, with the reason in words in handshake_reason(). A context is immutable and may serve
// many threads; to reload, build a new one.
//
//   auto tls = TlsContext::server({.certificate_pem = ..., .key_pem = key.view(), .authorities_pem = ..., .crls_pem =
//   ...,
//                                  .alpn = {"concordat/1"}, .clock = system_clock_now});
//   boost::asio::ssl::context asio(tls->new_reference());   // Asio frees what it is given
//   if (auto still = tls->recheck(live_session); !still) close(still.error().detail);

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace concordat::crypto {

// Tells the time that certificates and revocation lists are judged by. Called on the thread of the handshake.
using Clock = std::chrono::sys_seconds (*)();

enum class TlsVersions : std::uint8_t { kOnly13, kFrom12 };

struct TlsOptions {
  std::string_view certificate_pem;  // ours: leaf first, then its intermediates
  ByteView key_pem;                  // PKCS#8, unencrypted
  std::string_view authorities_pem;  // whose certificates are accepted; the system's are not
  std::string_view crls_pem;         // one of every authority and intermediate
  // Offered (client) or accepted in order of preference (server). If not empty, a peer that speaks none of them is
  // refused.
  std::vector<std::string> alpn = {};
  TlsVersions versions = TlsVersions::kOnly13;
  Clock clock = nullptr;  // required
};

class TlsContext {
 public:
  // kConfigInvalid when a file is not what it should be, the key does not fit the certificate, or a CRL is already
  // stale.
  [[nodiscard]] static Result<TlsContext> server(const TlsOptions& options);
  [[nodiscard]] static Result<TlsContext> client(const TlsOptions& options);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }
  // The same context with one more owner, for an interface that frees what it is given.
  [[nodiscard]] ssl_ctx_st* new_reference() const;

  // Whether this context (built from newer files, or later) would still accept the peer of a live session: not expired,
  // not revoked, still issued by a listed authority. kUnauthenticated with the reason in words.
  [[nodiscard]] Result<void> recheck(const ssl_st* session) const;

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

// Client side, before the handshake: `host` (a DNS name or an IP address) must be in the server's SAN; a name is also
// sent as SNI. A client handshake without it is refused.
[[nodiscard]] Result<void> expect_server(ssl_st* session, const std::string& host);

// The protocol that was agreed on; empty when none.
[[nodiscard]] std::string_view negotiated_alpn(const ssl_st* session);

}  // namespace concordat::crypto
