#pragma once
// Ed25519 (RFC 8032): the ledger's and the witnesses' signatures. A SigningKey is move-only; a const one may sign on
// many threads.
//
//   SigningKey key = SigningKey::generate();
//   Signature signature = key.sign(message);
//   bool good = key.public_key().verify(message, view(signature));

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "crypto/primitive/secret.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

struct evp_pkey_st;

namespace concordat::crypto {

using Signature = std::array<std::uint8_t, 64>;
[[nodiscard]] ByteView view(const Signature& signature);

class PublicKey {
 public:
  static constexpr std::size_t kSize = 32;

  // nullopt unless `bytes` is 32 bytes long. Whether they are a point is found out by verify(), which is then false.
  [[nodiscard]] static std::optional<PublicKey> from(ByteView bytes);
  [[nodiscard]] ByteView view() const;
  [[nodiscard]] bool verify(ByteView message, ByteView signature) const;
  auto operator<=>(const PublicKey&) const = default;

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

class SigningKey {
 public:
  static constexpr std::size_t kSeedSize = 32;

  [[nodiscard]] static SigningKey generate();
  [[nodiscard]] static Result<SigningKey> from_seed(ByteView seed);
  // PKCS#8 in PEM, unencrypted.
  [[nodiscard]] static Result<SigningKey> from_pem(ByteView pem);
  [[nodiscard]] Secret to_pem() const;

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] Signature sign(ByteView message) const;

 private:
  struct FreeKey {
    void operator()(evp_pkey_st* key) const;
  };
  using Key = std::unique_ptr<evp_pkey_st, FreeKey>;
  explicit SigningKey(Key key);

  Key key_;
  PublicKey public_key_;
};

}  // namespace concordat::crypto
