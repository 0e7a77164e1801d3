#pragma once
// The files of a new configuration: never over one that is there. A secret one is readable by its owner only from its
// first byte.

#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::cli {

[[nodiscard]] Result<void> write_public(const std::string& path, std::string_view content);
[[nodiscard]] Result<void> write_secret(const std::string& path, std::string_view content);
// Readable by its owner only; fine if it is there.
[[nodiscard]] Result<void> make_private_folder(const std::string& path);
[[nodiscard]] Result<void> make_public_folder(const std::string& path);

}  // namespace concordat::cli
