#include "crypto/primitive/sign.h"

#include <algorithm>

#include "crypto/primitive/openssl.h"

namespace concordat::crypto {

ByteView view(const Signature& signature) {
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

std::optional<PublicKey> PublicKey::from(ByteView bytes) {
  if (bytes.size() != kSize) return std::nullopt;
  PublicKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

ByteView PublicKey::view() const {
  return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

bool PublicKey::verify(ByteView message, ByteView signature) const {
  const KeyHandle key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_.data(), bytes_.size()));
  const DigestContextHandle context(EVP_MD_CTX_new());
  const bool good =
      key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

void SigningKey::FreeKey::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

SigningKey::SigningKey(Key key) : key_(std::move(key)) {
  Bytes bytes(PublicKey::kSize, '\0');
  std::size_t size = bytes.size();
  require(EVP_PKEY_get_raw_public_key(key_.get(), octets(bytes), &size) == 1, "reading an Ed25519 public key");
  public_key_ = PublicKey::from(bytes).value();
}

SigningKey SigningKey::generate() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  require(key != nullptr, "generating an Ed25519 key");
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::from_seed(ByteView seed) {
  if (seed.size() != kSeedSize) return fail(Code::kConfigInvalid, "an Ed25519 seed has 32 bytes");
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed), seed.size()));
  require(key != nullptr, "reading an Ed25519 seed");
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::from_pem(ByteView pem) {
  Key key(read_private_key(pem).release());
  if (!key) return fail(Code::kConfigInvalid, "not an unencrypted private key in PEM (-----BEGIN PRIVATE KEY-----)");
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
    return fail(Code::kConfigInvalid, "a signing key must be Ed25519");
  return SigningKey(std::move(key));
}

Secret SigningKey::to_pem() const {
  return write_private_key(key_.get());
}

Signature SigningKey::sign(ByteView message) const {
  const DigestContextHandle context(EVP_MD_CTX_new());
  Signature signature{};
  std::size_t size = signature.size();
  require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1, "Ed25519");
  require(EVP_DigestSign(context.get(), signature.data(), &size, octets(message), message.size()) == 1, "Ed25519");
  return signature;
}

}  // namespace concordat::crypto
