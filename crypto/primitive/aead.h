#pragma once
// AES-256-GCM (NIST SP 800-38D). The caller MUST never use a nonce twice under one key: `counter_nonce` of a 64-bit
// counter that only grows, with a new key at every start. A const AeadKey may be used by many threads: each thread
// keeps one prepared context and re-keys it only when it changes keys. Not for objects with static storage: it must not
// outlive the main thread's contexts.
//
//   AeadKey key(random_secret(AeadKey::kSize));
//   Bytes sealed;
//   key.seal(counter_nonce(n), aad, plaintext, sealed);
//   Result<Bytes> opened = key.open(counter_nonce(n), aad, sealed);

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>

#include "crypto/primitive/secret.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

using Nonce = std::array<std::uint8_t, 12>;

// Four zero bytes, then the counter, big-endian.
[[nodiscard]] Nonce counter_nonce(std::uint64_t counter);

class AeadKey {
 public:
  static constexpr std::size_t kSize = 32;
  static constexpr std::size_t kTagSize = 16;

  // `key` MUST have kSize bytes (std::invalid_argument otherwise).
  explicit AeadKey(Secret key);
  ~AeadKey();
  AeadKey(AeadKey&&) noexcept = default;
  AeadKey& operator=(AeadKey&&) = delete;
  AeadKey(const AeadKey&) = delete;
  AeadKey& operator=(const AeadKey&) = delete;

  // Appends ciphertext and tag: plaintext.size() + kTagSize bytes.
  void seal(const Nonce& nonce, ByteView aad, ByteView plaintext, Bytes& out) const;
  // kMalformed when the bytes, the nonce, the associated data or the key are not those of seal().
  [[nodiscard]] Result<Bytes> open(const Nonce& nonce, ByteView aad, ByteView sealed) const;

  // For wrapping under another key.
  [[nodiscard]] const Secret& secret() const { return key_; }

 private:
  Secret key_;
  std::uint64_t id_;  // tells a thread whether its context holds this key; never used twice in a process
};

}  // namespace concordat::crypto
