#pragma once
// Bytes that must not outlive their use: keys, seeds, private key files. Move-only, wiped on destruction, and there is
// no way to print one or to hand one to a logger. Always on the heap, so that a move leaves no copy behind. Not
// synchronised.
//
//   Secret key = Secret::adopt(std::move(file_contents));   // the source is wiped
//   AeadKey aead(key.view());

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <span>

#include "protocol/base/bytes.h"

namespace concordat::crypto {

// Overwrites memory in a way that the optimiser keeps.
void wipe(std::span<std::uint8_t> memory);
void wipe(Bytes& bytes);

class Secret {
 public:
  Secret() = default;
  // `size` zero bytes, to be filled through writable().
  explicit Secret(std::size_t size);
  [[nodiscard]] static Secret copy(ByteView bytes);
  // Takes over the contents of `bytes` and wipes it.
  [[nodiscard]] static Secret adopt(Bytes&& bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // Another copy, where two owners are really meant.
  [[nodiscard]] Secret duplicate() const { return copy(view()); }
  [[nodiscard]] ByteView view() const;
  [[nodiscard]] std::span<std::uint8_t> writable() { return {bytes_.get(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace concordat::crypto
