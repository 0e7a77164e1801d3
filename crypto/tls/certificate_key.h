#pragma once
// The key of a TLS certificate, used beside TLS: a recipient signs its receipts with it, and anyone who has the
// certificate checks them. How it signs follows from the key alone, so that nobody can ask for a weaker way: ECDSA
// P-256 with SHA-256, P-384 with SHA-384 (both in DER), Ed25519, RSA-PSS with SHA-256 and a salt of 32 bytes. Const
// objects may be used by many threads.
//
//   Result<CertificateKey> key = certificate_key(stream.native_handle());    // of the peer, after the handshake
//   bool good = key->verify(text, signature);

#include <memory>
#include <string>
#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

struct evp_pkey_st;
struct ssl_st;

namespace concordat::crypto {

struct FreeCertificateKey {
  void operator()(evp_pkey_st* key) const;
};
using CertificateKeyHandle = std::unique_ptr<evp_pkey_st, FreeCertificateKey>;

class CertificateKey {
 public:
  // kMalformed when these bytes are no certificate, or its key is none of those above.
  [[nodiscard]] static Result<CertificateKey> from_der(ByteView certificate);
  // The first certificate of a PEM text.
  [[nodiscard]] static Result<CertificateKey> from_pem(std::string_view pem);

  // "ecdsa-p256-sha256", "ecdsa-p384-sha384", "ed25519", "rsa-pss-sha256"
  [[nodiscard]] std::string_view algorithm() const { return algorithm_; }
  [[nodiscard]] bool verify(ByteView message, ByteView signature) const;
  // The whole certificate, in DER: its SHA-256 is the fingerprint.
  [[nodiscard]] const Bytes& der() const { return der_; }
  // Whether one of these authorities (PEM, with those between) issued it. Dates do not count: what was signed while a
  // certificate was valid stays signed. kConfigInvalid when `authorities_pem` holds none.
  [[nodiscard]] Result<bool> issued_by(std::string_view authorities_pem) const;

 private:
  friend Result<CertificateKey> certificate_key(const ssl_st* session);
  CertificateKey(CertificateKeyHandle key, std::string_view algorithm, Bytes der);
  CertificateKeyHandle key_;
  std::string_view algorithm_;
  Bytes der_;
};

// Of the peer's certificate. kUnauthenticated when it presented none.
[[nodiscard]] Result<CertificateKey> certificate_key(const ssl_st* session);

// The private half.
class CertificateSigner {
 public:
  // An unencrypted private key in PEM, as TLS has it. kConfigInvalid when it is none of those above.
  [[nodiscard]] static Result<CertificateSigner> from_pem(ByteView key_pem);
  [[nodiscard]] std::string_view algorithm() const { return algorithm_; }
  [[nodiscard]] Bytes sign(ByteView message) const;

 private:
  CertificateSigner(CertificateKeyHandle key, std::string_view algorithm);
  CertificateKeyHandle key_;
  std::string_view algorithm_;
};

}  // namespace concordat::crypto
