#pragma once
// Small files, read and replaced safely. Replacing means: write a temporary file beside it, fsync, rename over it,
// fsync the folder.

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// kIo with the path and the system's reason; kTooLarge above `max_bytes`.
Result<Bytes> read_file(const std::string& path, std::size_t max_bytes = 16 * 1024 * 1024);
Result<void> replace_file(const std::string& path, ByteView content, mode_t mode = 0600);
Result<void> make_folder(const std::string& path, mode_t mode = 0700);
[[nodiscard]] bool file_exists(const std::string& path);
// `path` itself when absolute, else below `folder`.
[[nodiscard]] std::string below(const std::string& folder, const std::string& path);

}  // namespace concordat::gateway
