#include "crypto/x509/chain_rules.h"

#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <string_view>

#include "crypto/x509/x509.h"

namespace concordat::crypto {
namespace {

bool allowed_curve(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return false;
  const std::string_view curve(name.data(), size);
  return curve == "prime256v1" || curve == "P-256" || curve == "secp384r1" || curve == "P-384";
}

bool strong_key(const X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return false;
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: return EVP_PKEY_get_bits(key) >= kRsaBits;
    case EVP_PKEY_EC: return allowed_curve(key);
    case EVP_PKEY_ED25519: return true;
    default: return false;
  }
}

bool strong_signature(X509* certificate) {
  int hash = NID_undef;
  int key = NID_undef;
  if (X509_get_signature_info(certificate, &hash, &key, nullptr, nullptr) != 1) return false;
  return hash == NID_sha256 || hash == NID_sha384 || hash == NID_sha512 || key == NID_ED25519;
}

std::string whose(X509* certificate, int depth, Role role) {
  return depth == 0 ? possessive(role)
                    : "the authority's certificate (" + name_of(X509_get_subject_name(certificate)) + ")";
}

}  // namespace

std::string possessive(Role role) {
  return role == Role::kClient ? "the client's certificate" : "the server's certificate";
}

std::optional<std::string> leaf_fault(X509* leaf, Role role) {
  const std::uint32_t flags = X509_get_extension_flags(leaf);
  const bool signs_certificates = (flags & EXFLAG_KUSAGE) != 0 && (X509_get_key_usage(leaf) & KU_KEY_CERT_SIGN) != 0;
  if ((flags & EXFLAG_CA) != 0 || signs_certificates)
    return possessive(role) + " is an authority's, which may not stand for a peer";
  // Checked here because OpenSSL takes a missing extension for every usage (RFC 5280 section 4.2.1.12 lets it).
  const std::uint32_t wanted = role == Role::kClient ? XKU_SSL_CLIENT : XKU_SSL_SERVER;
  if ((flags & EXFLAG_XKUSAGE) == 0 || (X509_get_extended_key_usage(leaf) & wanted) == 0) {
    return possessive(role) + " is not for " + (role == Role::kClient ? "client" : "server") + " authentication (EKU)";
  }
  return std::nullopt;
}

std::optional<std::string> chain_fault(const STACK_OF(X509) * chain, Role role) {
  const int length = sk_X509_num(chain);
  if (length < 2) return possessive(role) + " was issued by itself, not by an authority";
  if (length - 1 > kChainDepth) {
    return possessive(role) + " has " + std::to_string(length - 1) + " authorities above it; at most " +
           std::to_string(kChainDepth) + " are allowed";
  }
  if (auto fault = leaf_fault(sk_X509_value(chain, 0), role)) return fault;
  for (int depth = 0; depth < length; ++depth) {
    X509* certificate = sk_X509_value(chain, depth);
    if (!strong_key(certificate)) {
      return whose(certificate, depth, role) +
             " has a weak key: RSA of 2048 bits or more, P-256, P-384 or Ed25519 is needed";
    }
    // Nobody relies on the anchor's signature of itself.
    if (depth + 1 < length && !strong_signature(certificate)) {
      return whose(certificate, depth, role) + " is signed with a weak hash: SHA-256, SHA-384 or SHA-512 is needed";
    }
  }
  return std::nullopt;
}

}  // namespace concordat::crypto
