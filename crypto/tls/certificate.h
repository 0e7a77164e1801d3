#pragma once
// X.509 for the throw-away authority of `concordat init` and for tests: keys, certificates and revocation lists, all in
// PEM, all dates given by the caller. Not for issuing certificates that outlive a trial. Not synchronised.
//
//   auto ca = CertificateAuthority::create({.common_name = "Trial CA", .not_before = now, .not_after = now +
//   days(30)}); auto leaf = ca->issue({.common_name = "riverside", .san_uris = {"urn:example:riverside-trust"}, .usage
//   = Usage::kClient, ...}); auto crl = ca->issue_crl({.this_update = now, .next_update = now + days(7)});

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/primitive/secret.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

enum class KeyKind : std::uint8_t { kP256, kP384, kEd25519, kRsa2048, kRsa1024, kSecp256k1 };
enum class Usage : std::uint8_t { kNone, kClient, kServer, kClientAndServer, kEmailOnly };  // the extended key usage
enum class SignatureHash : std::uint8_t { kSha256, kSha1 };

struct CertificateSpec {
  std::string common_name;
  std::vector<std::string> san_uris = {};
  std::vector<std::string> san_dns = {};
  std::vector<std::string> san_ips = {};
  Usage usage = Usage::kClientAndServer;
  bool authority = false;  // an intermediate
  KeyKind key = KeyKind::kP256;
  SignatureHash hash = SignatureHash::kSha256;
  std::chrono::sys_seconds not_before;
  std::chrono::sys_seconds not_after;
};

// A certificate (leaf first, then its intermediates) with its private key (PKCS#8).
struct Credential {
  std::string certificate_pem;
  Secret key_pem;
};

struct CrlSpec {
  std::vector<std::string> revoked_serials = {};  // upper-case hexadecimal, as PeerCertificate::serial
  std::chrono::sys_seconds this_update;
  std::chrono::sys_seconds next_update;
};

class CertificateAuthority {
 public:
  // Self-signed; of the spec only name, key, hash and dates count.
  [[nodiscard]] static Result<CertificateAuthority> create(const CertificateSpec& spec);
  // An authority that was issued by another, or loaded from files.
  [[nodiscard]] static Result<CertificateAuthority> load(const Credential& credential);

  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
  ~CertificateAuthority();

  // A new key and its certificate, with a random serial number.
  [[nodiscard]] Result<Credential> issue(const CertificateSpec& spec) const;
  [[nodiscard]] Result<std::string> issue_crl(const CrlSpec& spec) const;

  [[nodiscard]] const std::string& certificate_pem() const;
  [[nodiscard]] Secret key_pem() const;

 private:
  struct State;
  explicit CertificateAuthority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::crypto
