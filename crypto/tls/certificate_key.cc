#include "crypto/tls/certificate_key.h"

#include <openssl/rsa.h>
#include <openssl/ssl.h>

#include <array>
#include <optional>

#include "crypto/x509/x509.h"

namespace concordat::crypto {
namespace {

using StoreHandle = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

constexpr std::string_view kP256 = "ecdsa-p256-sha256", kP384 = "ecdsa-p384-sha384", kEd25519 = "ed25519",
                           kRsa = "rsa-pss-sha256";

std::optional<std::string_view> algorithm_of(const EVP_PKEY* key) {
  if (key == nullptr) return std::nullopt;
  std::array<char, 64> name{};
  std::size_t size = 0;
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519: return kEd25519;
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: return kRsa;
    case EVP_PKEY_EC: {
      if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &size) != 1) return std::nullopt;
      const std::string_view curve(name.data(), size);
      if (curve == "prime256v1" || curve == "P-256") return kP256;
      if (curve == "secp384r1" || curve == "P-384") return kP384;
      return std::nullopt;
    }
    default: return std::nullopt;
  }
}

// Ed25519 has its hash built in.
const EVP_MD* hash_for(std::string_view algorithm) {
  if (algorithm == kEd25519) return nullptr;
  return algorithm == kP384 ? EVP_sha384() : EVP_sha256();
}

bool use_pss(EVP_PKEY_CTX* context, std::string_view algorithm) {
  if (algorithm != kRsa) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

Result<Bytes> der_of(const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return fail(Code::kMalformed, "a certificate cannot be written: " + take_openssl_error());
  Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

CertificateHandle read_der(ByteView der) {
  const std::uint8_t* at = octets(der);
  CertificateHandle certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (at != octets(der) + der.size()) return nullptr;
  return certificate;
}

tl::unexpected<Error> no_signing_key() {
  return fail(Code::kMalformed,
              "the certificate's key cannot sign receipts: it must be ECDSA P-256 or P-384, Ed25519 or RSA");
}

}  // namespace

void FreeCertificateKey::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

CertificateKey::CertificateKey(CertificateKeyHandle key, std::string_view algorithm, Bytes der)
    : key_(std::move(key)), algorithm_(algorithm), der_(std::move(der)) {}

Result<CertificateKey> CertificateKey::from_der(ByteView der) {
  const CertificateHandle certificate = read_der(der);
  if (!certificate) return fail(Code::kMalformed, "these bytes are no certificate");
  CertificateKeyHandle key(X509_get_pubkey(certificate.get()));
  const auto algorithm = algorithm_of(key.get());
  if (!algorithm) return no_signing_key();
  return CertificateKey(std::move(key), *algorithm, Bytes(der));
}

Result<CertificateKey> CertificateKey::from_pem(std::string_view pem) {
  const auto certificates = read_certificates(pem, "the certificate");
  if (!certificates) return fail(certificates.error());
  auto der = der_of(certificates->front().get());
  if (!der) return fail(der.error());
  return from_der(*der);
}

Result<CertificateKey> certificate_key(const ssl_st* session) {
  const X509* certificate = SSL_get0_peer_certificate(session);
  if (certificate == nullptr) return fail(Code::kUnauthenticated, "the peer presented no certificate");
  // The handshake has parsed it: nothing is parsed again.
  CertificateKeyHandle key(X509_get_pubkey(const_cast<X509*>(certificate)));
  const auto algorithm = algorithm_of(key.get());
  if (!algorithm) return no_signing_key();
  auto der = der_of(certificate);
  if (!der) return fail(der.error());
  return CertificateKey(std::move(key), *algorithm, std::move(*der));
}

bool CertificateKey::verify(ByteView message, ByteView signature) const {
  const DigestContextHandle context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  const bool good =
      context && EVP_DigestVerifyInit(context.get(), &key_context, hash_for(algorithm_), nullptr, key_.get()) == 1 &&
      use_pss(key_context, algorithm_) &&
      EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

Result<bool> CertificateKey::issued_by(std::string_view authorities_pem) const {
  const auto authorities = read_certificates(authorities_pem, "the list of authorities");
  if (!authorities) return fail(authorities.error());
  const CertificateHandle leaf = read_der(der_);
  const StoreHandle store(X509_STORE_new());
  const StoreContextHandle context(X509_STORE_CTX_new());
  require(leaf && store && context, "checking who issued a certificate");
  for (const auto& authority : *authorities) {
    require(X509_STORE_add_cert(store.get(), authority.get()) == 1, "listing an authority");
  }
  X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
  require(X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr) == 1,
          "checking who issued a certificate");
  const bool issued = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  return issued;
}

CertificateSigner::CertificateSigner(CertificateKeyHandle key, std::string_view algorithm)
    : key_(std::move(key)), algorithm_(algorithm) {}

Result<CertificateSigner> CertificateSigner::from_pem(ByteView key_pem) {
  CertificateKeyHandle key(read_private_key(key_pem).release());
  const auto algorithm = algorithm_of(key.get());
  if (!algorithm) {
    return fail(Code::kConfigInvalid,
                "the key cannot sign receipts: it must be an unencrypted ECDSA P-256 or P-384, Ed25519 or RSA key");
  }
  return CertificateSigner(std::move(key), *algorithm);
}

Bytes CertificateSigner::sign(ByteView message) const {
  const DigestContextHandle context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;
  require(context && EVP_DigestSignInit(context.get(), &key_context, hash_for(algorithm_), nullptr, key_.get()) == 1 &&
              use_pss(key_context, algorithm_),
          "signing");
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
  Bytes signature(size, '\0');
  require(EVP_DigestSign(context.get(), octets(signature), &size, octets(message), message.size()) == 1, "signing");
  signature.resize(size);
  return signature;
}

}  // namespace concordat::crypto
