#pragma once
// The records that a person names on the command line: files, folders of files, or `-` for standard input.
//
//   Result<std::vector<std::string>> paths = record_paths({"referrals/"});   // every regular file in it, sorted
//   Result<std::string> body = read_record(paths->front(), limit);
//   Format format = format_of(*body);

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace concordat::cli {

inline constexpr std::string_view kStandardInput = "-";

enum class RecordFormat : std::uint8_t { kFhir, kJson, kHl7v2, kOpaque };
[[nodiscard]] std::string_view name(RecordFormat format);       // "fhir"
[[nodiscard]] std::string_view extension(RecordFormat format);  // ".json", ".hl7", ".bin"
[[nodiscard]] std::optional<RecordFormat> format_named(std::string_view name);

// Folders become the regular files in them, at any depth, sorted, without hidden ones. kUsage when a path does not
// exist or a folder holds no file.
[[nodiscard]] Result<std::vector<std::string>> record_paths(const std::vector<std::string>& given);

// kTooLarge over `limit` bytes, kIo when it can't be read.
[[nodiscard]] Result<std::string> read_record(const std::string& path, std::size_t limit);

// From the content: JSON with a resourceType is FHIR, other JSON is plain JSON, a leading MSH, FHS or BHS segment is
// HL7 v2, all else is opaque. What is broken keeps the format that it meant to have, so that the gateway refuses it
// with the place.
[[nodiscard]] RecordFormat format_of(std::string_view body);

}  // namespace concordat::cli
