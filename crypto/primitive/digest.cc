// SHA256_CTX is the one OpenSSL type whose state is a plain value. EVP's digests allocate on every copy, which made a
// keyed MAC of 32 bytes several times as expensive (README.md). It is marked deprecated in 3.0 and is in every 3.x.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/primitive/digest.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <new>

namespace concordat::crypto {
namespace {

constexpr std::size_t kBlockSize = SHA256_CBLOCK;
constexpr std::uint8_t kInnerPad = 0x36;  // RFC 2104 section 2
constexpr std::uint8_t kOuterPad = 0x5C;

template <typename Storage>
SHA256_CTX* context(Storage& storage) {
  static_assert(sizeof(SHA256_CTX) <= sizeof(Storage) && alignof(SHA256_CTX) <= 8);
  return std::launder(reinterpret_cast<SHA256_CTX*>(storage.data()));
}

using Block = std::array<std::uint8_t, kBlockSize>;

// RFC 2104 section 2: a key longer than a block is hashed first; a shorter one is padded with zeros.
Block key_block(ByteView key) {
  Block block{};
  if (key.size() > kBlockSize) {
    const Digest digest = sha256(key);
    std::copy(digest.bytes.begin(), digest.bytes.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  return block;
}

Sha256 start_with(const Block& key, std::uint8_t pad) {
  Block block = key;
  for (auto& octet : block) octet ^= pad;
  Sha256 hash;
  hash.add({reinterpret_cast<const char*>(block.data()), block.size()});
  OPENSSL_cleanse(block.data(), block.size());
  return hash;
}

}  // namespace

std::optional<Digest> Digest::from(ByteView view) {
  if (view.size() != kSize) return std::nullopt;
  Digest digest;
  std::copy(view.begin(), view.end(), digest.bytes.begin());
  return digest;
}

ByteView Digest::view() const {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool equal_in_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Sha256::Sha256() {
  SHA256_Init(::new (state_.data()) SHA256_CTX);
}

Sha256& Sha256::add(ByteView bytes) {
  SHA256_Update(context(state_), bytes.data(), bytes.size());
  return *this;
}

Digest Sha256::finish() {
  Digest digest;
  SHA256_Final(digest.bytes.data(), context(state_));
  return digest;
}

void Sha256::wipe() {
  OPENSSL_cleanse(state_.data(), state_.size());
}

HmacKey::HmacKey(ByteView key) {
  Block block = key_block(key);
  inner_ = start_with(block, kInnerPad);
  outer_ = start_with(block, kOuterPad);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacKey::~HmacKey() {
  inner_.wipe();
  outer_.wipe();
}

Digest HmacKey::close(Sha256& inner) const {
  const Digest digest = inner.finish();
  Sha256 outer = outer_;
  outer.add(digest.view());
  const Digest mac = outer.finish();
  // A state right after the key block is as good as the key.
  inner.wipe();
  outer.wipe();
  return mac;
}

}  // namespace concordat::crypto
