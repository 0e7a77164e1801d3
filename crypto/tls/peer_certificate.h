#pragma once
// What a peer's certificate says about who it is, read once. Which agency that is, is decided by policy; names are
// given byte for byte and must be compared so. A name with an embedded NUL or a control character refuses the
// certificate. A plain value.
//
//   Result<PeerCertificate> peer = peer_certificate(stream.native_handle());   // after the handshake

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/primitive/digest.h"
#include "protocol/base/result.h"

struct ssl_st;

namespace concordat::crypto {

struct PeerCertificate {
  std::vector<std::string> san_uris;
  std::vector<std::string> san_dns;
  std::string common_name;  // empty when there is not exactly one
  std::string serial;       // upper-case hexadecimal
  Digest key_pin;           // SHA-256 of the SubjectPublicKeyInfo
  Digest fingerprint;       // SHA-256 of the certificate
  std::chrono::sys_seconds not_before;
  std::chrono::sys_seconds not_after;
};

// kUnauthenticated when the peer presented none, or one whose names cannot be taken at their word.
[[nodiscard]] Result<PeerCertificate> peer_certificate(const ssl_st* session);
// The first certificate of a PEM file. kConfigInvalid when there is none.
[[nodiscard]] Result<PeerCertificate> peer_certificate_from_pem(std::string_view pem);

}  // namespace concordat::crypto
