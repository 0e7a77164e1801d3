#pragma once
// Owning handles for OpenSSL's objects, and its errors as text. Internal to crypto/: the one header here that shows
// OpenSSL's types; no public header includes it.

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "crypto/primitive/secret.h"
#include "protocol/base/bytes.h"

namespace concordat::crypto {

template <auto free_function>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};

using BioHandle = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using KeyContextHandle = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using CipherContextHandle = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
using CipherHandle = std::unique_ptr<EVP_CIPHER, FreeWith<EVP_CIPHER_free>>;
using DigestContextHandle = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using CertificateHandle = std::unique_ptr<X509, FreeWith<X509_free>>;
using CrlHandle = std::unique_ptr<X509_CRL, FreeWith<X509_CRL_free>>;

[[nodiscard]] inline const std::uint8_t* octets(ByteView bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}
[[nodiscard]] inline std::uint8_t* octets(Bytes& bytes) {
  return reinterpret_cast<std::uint8_t*>(bytes.data());
}

// The reason of the newest error of this thread, whose queue is emptied: "unknown" when there is none.
[[nodiscard]] std::string take_openssl_error();
// For what only a bug or a broken machine can cause: throws std::runtime_error unless `success`.
void require(bool success, std::string_view what);

// Reads `bytes`, which must outlive it.
[[nodiscard]] BioHandle reader(ByteView bytes);
[[nodiscard]] BioHandle writer();
// What was written, which the BIO wipes when it is freed.
[[nodiscard]] ByteView written(const BioHandle& bio);

// The password callback for every PEM reader: OpenSSL's default would prompt on the terminal.
int no_password(char* buffer, int size, int writing, void* unused);

// A private key in PEM; null when it is malformed or encrypted (nothing ever asks for a password).
[[nodiscard]] KeyHandle read_private_key(ByteView pem);
[[nodiscard]] Secret write_private_key(const EVP_PKEY* key);

}  // namespace concordat::crypto
