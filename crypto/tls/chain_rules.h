#pragma once
// Our own checks of a certificate chain that OpenSSL has already built and found good (DESIGN.md rule 8): it accepts a
// 12-deep chain, a DSA leaf, a leaf without extended key usage, and an authority's certificate as a leaf. Pure;
// internal to crypto/tls.

#include <cstdint>
#include <optional>
#include <string>

struct stack_st_X509;

namespace concordat::crypto {

inline constexpr int kChainDepth = 3;  // authorities above the leaf, the trust anchor included
inline constexpr int kRsaBits = 2048;

enum class Role : std::uint8_t { kClient, kServer };

// What is wrong with the chain (leaf first, trust anchor last) of a peer in `role`, in words; nullopt when nothing is.
[[nodiscard]] std::optional<std::string> chain_fault(const stack_st_X509* chain, Role role);

}  // namespace concordat::crypto
