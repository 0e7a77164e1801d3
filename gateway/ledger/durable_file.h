#pragma once
// The steps of a durable write, for files that are written in place or many at a time (gateway/runtime/files.h has the
// whole of it for one small file). Paths are told in errors, which are kIo. Thread-safe: no state.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// An open file; closed with the object.
class OpenFile {
 public:
  explicit OpenFile(int number) : number_(number) {}
  OpenFile(OpenFile&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  OpenFile& operator=(OpenFile&&) = delete;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// What was attempted, the path, and what the system said (errno).
[[nodiscard]] tl::unexpected<Error> file_error(std::string_view attempt, const std::filesystem::path& path);

// open(2). A file that it makes is readable by its owner and group only.
[[nodiscard]] Result<OpenFile> open_file(const std::filesystem::path& path, int flags);
// The whole file; nullopt when there is none. kTooLarge when it has more than `limit` bytes.
[[nodiscard]] Result<std::optional<Bytes>> read_if_present(const std::filesystem::path& path, std::size_t limit);
// All of `bytes` at `offset`. `path` is for the error.
[[nodiscard]] Result<void> write_at(const OpenFile& file, ByteView bytes, std::uint64_t offset,
                                    const std::filesystem::path& path);
// Makes names in it durable.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace concordat::gateway
