#include "crypto/primitive/secret.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

namespace concordat::crypto {

void wipe(std::span<std::uint8_t> memory) {
  OPENSSL_cleanse(memory.data(), memory.size());
}

void wipe(Bytes& bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
  bytes.clear();
}

Secret::Secret(std::size_t size) : bytes_(std::make_unique<std::uint8_t[]>(size)), size_(size) {}

Secret Secret::copy(ByteView bytes) {
  Secret secret(bytes.size());
  std::copy(bytes.begin(), bytes.end(), secret.bytes_.get());
  return secret;
}

Secret Secret::adopt(Bytes&& bytes) {
  Secret secret = copy(bytes);
  crypto::wipe(bytes);
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

Secret::~Secret() {
  if (bytes_) wipe(writable());
}

ByteView Secret::view() const {
  return {reinterpret_cast<const char*>(bytes_.get()), size_};
}

}  // namespace concordat::crypto
