#pragma once
// Our own checks of certificates, on top of OpenSSL's (DESIGN.md rule 8): even in strict mode it accepts a 12-deep
// chain, a DSA leaf, a leaf without extended key usage, and an authority's certificate as a leaf. Pure; internal to
// crypto/tls.
//
//   if (auto fault = chain_fault(chain, Role::kClient)) refuse(*fault);

#include <openssl/x509.h>

#include <cstdint>
#include <optional>
#include <string>

namespace concordat::crypto {

inline constexpr int kChainDepth = 3;  // authorities above the leaf, the trust anchor included
inline constexpr int kRsaBits = 2048;

enum class Role : std::uint8_t { kClient, kServer };

// "the client's certificate"
[[nodiscard]] std::string possessive(Role role);

// What is wrong, in words; nullopt when nothing is. A leaf by itself: an authority's certificate, the extended key
// usage.
[[nodiscard]] std::optional<std::string> leaf_fault(X509* leaf, Role role);
// A chain that was built and verified, leaf first, trust anchor last: its depth, its leaf, every key and every
// signature relied on.
[[nodiscard]] std::optional<std::string> chain_fault(const STACK_OF(X509) * chain, Role role);

}  // namespace concordat::crypto
