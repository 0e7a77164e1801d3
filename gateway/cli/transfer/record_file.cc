#include "gateway/cli/transfer/record_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>

#include "protocol/base/bytes.h"
#include "protocol/base/utf8.h"
#include "protocol/json/tape.h"
#include "protocol/limits.h"
#include "protocol/media/content_type.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

struct FormatRow {
  RecordFormat format;
  std::string_view name;
  std::string_view extension;
};
constexpr FormatRow kFormats[] = {
    {RecordFormat::kFhir, "fhir", ".json"},
    {RecordFormat::kJson, "json", ".json"},
    {RecordFormat::kHl7v2, "hl7v2", ".hl7"},
    {RecordFormat::kOpaque, "opaque", ".bin"},
};

bool hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

Result<void> add_folder(const fs::path& folder, std::vector<std::string>& paths) {
  std::error_code failure;
  const std::size_t before = paths.size();
  for (fs::recursive_directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
    if (hidden(at->path())) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file(failure)) {
      paths.push_back(at->path().string());
    }
  }
  if (failure)
    return fail(Code::kIo, "cannot read the folder " + printable(folder.string()) + ": " + failure.message());
  if (paths.size() == before) return fail(Code::kUsage, "the folder " + printable(folder.string()) + " holds no file");
  std::sort(paths.begin() + static_cast<std::ptrdiff_t>(before), paths.end());
  return {};
}

RecordFormat json_format(std::string_view body) {
  protocol::json::Tape tape;
  if (!tape.parse(body, {})) {
    return body.find("\"resourceType\"") == std::string_view::npos ? RecordFormat::kJson : RecordFormat::kFhir;
  }
  return tape.member(0, "resourceType") != 0 ? RecordFormat::kFhir : RecordFormat::kJson;
}

}  // namespace

std::string_view name(RecordFormat format) {
  return kFormats[static_cast<std::size_t>(format)].name;
}
std::string_view extension(RecordFormat format) {
  return kFormats[static_cast<std::size_t>(format)].extension;
}

std::string_view extension(RecordFormat format, std::string_view content_type) {
  const auto* type = format == RecordFormat::kOpaque ? protocol::content_type(content_type) : nullptr;
  return type == nullptr ? extension(format) : type->extension;
}

std::optional<RecordFormat> format_named(std::string_view name) {
  for (const FormatRow& row : kFormats) {
    if (row.name == name) return row.format;
  }
  return std::nullopt;
}

Result<std::vector<std::string>> record_paths(const std::vector<std::string>& given) {
  std::vector<std::string> paths;
  for (const std::string& path : given) {
    std::error_code failure;
    if (path == kStandardInput) {
      paths.push_back(path);
    } else if (fs::is_directory(path, failure)) {
      if (auto added = add_folder(path, paths); !added) return fail(added.error());
    } else if (fs::exists(path, failure)) {
      paths.push_back(path);
    } else {
      return fail(Code::kUsage, "there is no file " + printable(path));
    }
  }
  return paths;
}

Result<std::string> read_record(const std::string& path, std::size_t limit) {
  std::ifstream file;
  if (path != kStandardInput) file.open(path, std::ios::binary);
  std::istream& in = path == kStandardInput ? std::cin : file;
  std::string body;
  char block[64 * 1024];
  while (in.read(block, sizeof block) || in.gcount() > 0) {
    body.append(block, static_cast<std::size_t>(in.gcount()));
    if (body.size() > limit) {
      return fail(Code::kTooLarge,
                  "the record is larger than the " + std::to_string(limit) + " bytes that the gateway takes");
    }
  }
  if (in.bad() || (path != kStandardInput && !file.is_open())) return fail(Code::kIo, "the file cannot be read");
  if (body.empty()) return fail(Code::kMalformed, "the file is empty");
  return body;
}

Result<FoundRecord> found_record(const std::string& path, std::size_t limit) {
  auto body = read_record(path, limit);
  if (!body) return fail(body.error());
  FoundRecord found{format_of(*body), *std::move(body), {}, {}};
  if (found.format != RecordFormat::kOpaque) return found;
  found.content_type = content_type_of(path, found.body);
  found.file_name = file_name_of(path);
  return found;
}

std::string content_type_of(const std::string& path, std::string_view body) {
  if (const auto* type = protocol::content_type_of(body)) return std::string(type->name);
  const std::string ending = fs::path(path).extension().string();
  for (const protocol::ContentType& type : protocol::content_types()) {
    if (type.extension == ending) return std::string(type.name);
  }
  return "application/octet-stream";
}

std::string file_name_of(const std::string& path) {
  if (path == kStandardInput) return {};
  std::string name = fs::path(path).filename().string();
  const bool fits = name.size() <= limits::kFileNameBytes && valid_utf8(name);
  return fits ? name : std::string();
}

RecordFormat format_of(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view text = body;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t start = text.find_first_not_of(" \t\r\n\v");
  text.remove_prefix(std::min(start, text.size()));
  if (text.starts_with('{') || text.starts_with('[')) return json_format(body);
  for (const std::string_view segment : {"MSH", "FHS", "BHS"}) {
    if (text.size() > segment.size() && text.starts_with(segment)) return RecordFormat::kHl7v2;
  }
  return RecordFormat::kOpaque;
}

}  // namespace concordat::cli
