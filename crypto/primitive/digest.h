#pragma once
// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) for short inputs on the hot path: ledger nodes, dedup ids, subject
// ids. The state is a plain value: no allocation, no algorithm look-up, nothing that can fail. A key's two pad blocks
// are hashed once, when the HmacKey is made. Objects are not synchronised; a const HmacKey may be used by many threads.
//
//   Digest leaf = sha256(kLeafPrefix, entry);
//   HmacKey dedup(secret.view());
//   Digest id = dedup.mac(sender, "\n", senders_id);

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iosfwd>
#include <optional>

#include "protocol/base/bytes.h"

namespace concordat::crypto {

struct Digest {
  static constexpr std::size_t kSize = 32;
  std::array<std::uint8_t, kSize> bytes{};

  // nullopt unless `view` is 32 bytes long.
  [[nodiscard]] static std::optional<Digest> from(ByteView view);
  [[nodiscard]] ByteView view() const;
  [[nodiscard]] std::string hex() const { return concordat::hex(view()); }
  auto operator<=>(const Digest&) const = default;
};

// In time that depends on the lengths only.
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b);

class Sha256 {
 public:
  Sha256();
  Sha256& add(ByteView bytes);
  // The object must not be used afterwards.
  [[nodiscard]] Digest finish();
  // For states that were fed a secret.
  void wipe();

 private:
  // Room for the library's state, whose type stays out of this header.
  alignas(8) std::array<std::byte, 112> state_;
};

// The digest of the parts, one after the other (the caller frames them where they could run together).
template <typename... Parts>
[[nodiscard]] Digest sha256(const Parts&... parts) {
  Sha256 hash;
  (hash.add(ByteView(parts)), ...);
  return hash.finish();
}

class HmacKey {
 public:
  explicit HmacKey(ByteView key);
  ~HmacKey();
  HmacKey(HmacKey&&) noexcept = default;
  HmacKey& operator=(HmacKey&&) noexcept = default;
  HmacKey(const HmacKey&) = delete;
  HmacKey& operator=(const HmacKey&) = delete;

  [[nodiscard]] HmacKey duplicate() const { return HmacKey(inner_, outer_); }

  template <typename... Parts>
  [[nodiscard]] Digest mac(const Parts&... parts) const {
    Sha256 hash = inner_;
    (hash.add(ByteView(parts)), ...);
    return close(hash);
  }

  friend std::ostream& operator<<(std::ostream&, const HmacKey&) = delete;

 private:
  HmacKey(const Sha256& inner, const Sha256& outer) : inner_(inner), outer_(outer) {}
  [[nodiscard]] Digest close(Sha256& inner) const;

  Sha256 inner_;
  Sha256 outer_;
};

template <typename... Parts>
[[nodiscard]] Digest hmac_sha256(ByteView key, const Parts&... parts) {
  return HmacKey(key).mac(parts...);
}

}  // namespace concordat::crypto

template <>
struct std::hash<concordat::crypto::Digest> {
  // A digest is uniformly distributed already.
  std::size_t operator()(const concordat::crypto::Digest& digest) const {
    std::size_t value = 0;
    std::memcpy(&value, digest.bytes.data(), sizeof value);
    return value;
  }
};
