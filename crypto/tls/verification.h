#pragma once
// The judgement of a peer's certificate, in and after the handshake: OpenSSL's verification at a given time, then
// chain_rules.h, with the reason kept for handshake_reason(). Internal to crypto/tls.

#include <openssl/ssl.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "crypto/x509/chain_rules.h"

namespace concordat::crypto {

// What a context knows about its peers. Owned by the SSL_CTX itself, which outlives the TlsContext while sessions use
// it.
struct PeerRules {
  Role peer = Role::kClient;
  std::chrono::sys_seconds (*clock)() = nullptr;
  std::vector<std::string> alpn;
  std::string alpn_wire;  // RFC 7301 section 3.1: each name after its length
};

// Gives the context its rules and makes it judge its peers by them.
void install_rules(SSL_CTX* context, PeerRules rules);
[[nodiscard]] const PeerRules& rules_of(const SSL_CTX* context);

// OpenSSL's verification flags and depth: strict, every certificate of the chain against its issuer's revocation list.
void set_verification(SSL_CTX* context);

// What is wrong with the certificate and chain that `store` was initialised with, in words.
[[nodiscard]] std::optional<std::string> judge(X509_STORE_CTX* store, Role peer, std::chrono::sys_seconds now);

// Why this session's peer was refused; empty when it was not, or not by us.
[[nodiscard]] std::string refusal_of(const SSL* session);

}  // namespace concordat::crypto
