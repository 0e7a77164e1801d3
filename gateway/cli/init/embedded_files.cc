#include "gateway/cli/init/embedded_files.h"

namespace concordat::cli {

std::optional<std::string_view> embedded_file(std::string_view path) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path == path) return file.text;
  }
  return std::nullopt;
}

}  // namespace concordat::cli
