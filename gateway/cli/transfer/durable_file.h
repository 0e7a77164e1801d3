#pragma once
// Files that are still there after a power cut: written beside their place, synced, renamed; then the folder is synced.
// A recipient acknowledges only after both.
//
//   write_durably("in/0192.json", body);  write_durably("in/0192.manifest.json", manifest);
//   sync_folder("in");                                       // once for many files

#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::cli {

// With the folders above it; readable by its owner only when it is new.
[[nodiscard]] Result<void> make_folder(const std::string& path);
// Replaces what was there. The file is readable by its owner only.
[[nodiscard]] Result<void> write_durably(const std::string& path, std::string_view content);
[[nodiscard]] Result<void> sync_folder(const std::string& path);

}  // namespace concordat::cli
