#pragma once
// The records that a person names on the command line: files, folders of files, or `-` for standard input.
//
//   Result<std::vector<std::string>> paths = record_paths({"referrals/"});   // every regular file in it, sorted
//   Result<std::string> body = read_record(paths->front(), limit);
//   Format format = format_of(*body);

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/envelope.h"
#include "policy/model/format.h"
#include "protocol/base/result.h"

namespace concordat::cli {

inline constexpr std::string_view kStandardInput = "-";

using RecordFormat = policy::Format;
[[nodiscard]] std::string_view name(RecordFormat format);       // "fhir"
[[nodiscard]] std::string_view extension(RecordFormat format);  // ".json", ".hl7", ".bin"
// An opaque payload's, where the content type has one: ".pdf".
[[nodiscard]] std::string_view extension(RecordFormat format, std::string_view content_type);
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

// A record with what would be said of it.
struct FoundRecord {
  RecordFormat format = RecordFormat::kFhir;
  std::string body;
  std::string content_type;  // these two of an opaque payload only
  std::string file_name;
  [[nodiscard]] policy::Envelope envelope() const { return {content_type, file_name}; }
};
[[nodiscard]] Result<FoundRecord> found_record(const std::string& path, std::size_t limit);

// What an opaque payload is: by its first bytes; else by its file's ending, so that the gateway says what is wrong with
// it; else nothing in particular.
[[nodiscard]] std::string content_type_of(const std::string& path, std::string_view body);
// The last part of the path; empty for standard input, and where it is no text that a submission can carry.
[[nodiscard]] std::string file_name_of(const std::string& path);

}  // namespace concordat::cli
