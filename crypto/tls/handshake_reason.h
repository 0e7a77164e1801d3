#pragma once
// Why a handshake failed, in words that an operator can act on: "the client's certificate expired on 2026-01-03
// (CN=riverside)". Text from the peer's certificate is escaped and cut. Never shown to the peer.

#include <string>

struct ssl_st;

namespace concordat::crypto {

// `openssl_error` is the code that the failed call reported (an ERR_get_error() value: what Asio's error_code holds in
// the SSL category), or 0 to take it from the thread's queue. "the peer closed the connection during the handshake"
// when there is none.
[[nodiscard]] std::string handshake_reason(const ssl_st* session, unsigned long openssl_error = 0);

}  // namespace concordat::crypto
