#pragma once
// The files of deploy/examples and deploy/schema, built into the program, so that `concordat init` and `concordat
// bench` need no checkout. Written by embed.cmake at build time. Constant, thread-safe.
//
//   for (const EmbeddedFile& file : embedded_files()) write(dir + "/" + file.path, file.text);

#include <optional>
#include <span>
#include <string_view>

namespace concordat::cli {

struct EmbeddedFile {
  std::string_view path;  // "agencies/riverside-trust.yaml", "schema/agreement-v1.schema.json"
  std::string_view text;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();
[[nodiscard]] std::optional<std::string_view> embedded_file(std::string_view path);

}  // namespace concordat::cli
