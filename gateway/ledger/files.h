#pragma once
// Files that must survive a power cut: whole or not at all. Thread-safe: no state.
//
//   Result<void> done = replace_file(dir / "checkpoint", note);   // temp + fsync + rename + fsync(dir)

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// An open file; closed with the object.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// kIo, with the path and what the system said.
[[nodiscard]] tl::unexpected<Error> file_error(std::string_view what, const std::filesystem::path& path);

// open(2) with O_CLOEXEC. A file that it makes is readable by its owner and group only.
[[nodiscard]] Result<Descriptor> open_file(const std::filesystem::path& path, int flags);
// The whole file; nullopt when there is none. kTooLarge when it has more than `limit` bytes.
[[nodiscard]] Result<std::optional<Bytes>> read_file(const std::filesystem::path& path, std::size_t limit);

// All of `bytes` at `offset`.
[[nodiscard]] Result<void> write_at(const Descriptor& file, ByteView bytes, std::uint64_t offset,
                                    const std::filesystem::path& path);
[[nodiscard]] Result<void> sync_directory(const std::filesystem::path& directory);
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, ByteView bytes);

}  // namespace concordat::gateway
