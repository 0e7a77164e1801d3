#include "crypto/primitive/random.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "crypto/primitive/openssl.h"

namespace concordat::crypto {
namespace {

// One thread's supply. What has been handed out is zeroed, so that a later look at the memory tells no salt of the
// past.
class Supply {
 public:
  Supply() = default;
  Supply(const Supply&) = delete;
  Supply& operator=(const Supply&) = delete;
  ~Supply() { wipe(bytes_); }

  void take(std::span<std::uint8_t> out) {
    if (out.size() > bytes_.size() - used_) {
      fill_random(bytes_);
      used_ = 0;
    }
    const auto source = std::span(bytes_).subspan(used_, out.size());
    std::copy(source.begin(), source.end(), out.begin());
    wipe(source);
    used_ += out.size();
  }

 private:
  std::array<std::uint8_t, 4096> bytes_{};
  std::size_t used_ = 4096;
};

constexpr std::size_t kBufferedLimit = 512;  // longer requests gain nothing from the supply

}  // namespace

void fill_random(std::span<std::uint8_t> out) {
  require(RAND_bytes_ex(nullptr, out.data(), out.size(), 0) == 1, "the random number generator");
}

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size, '\0');
  fill_random({octets(bytes), size});
  return bytes;
}

Secret random_secret(std::size_t size) {
  Secret secret(size);
  require(RAND_priv_bytes_ex(nullptr, secret.writable().data(), size, 0) == 1, "the random number generator");
  return secret;
}

void fill_random_buffered(std::span<std::uint8_t> out) {
  thread_local Supply supply;
  if (out.size() > kBufferedLimit) return fill_random(out);
  supply.take(out);
}

}  // namespace concordat::crypto
