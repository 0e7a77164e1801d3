#include "gateway/cli/policy/review/example_record.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "protocol/base/bytes.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

namespace fs = std::filesystem;

bool is_inside(const fs::path& folder, const fs::path& path) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

Result<FoundRecord> read_example_record(const std::string& directory, const policy::Written& written) {
  const std::string name = printable(written.text);
  if (fs::path(written.text).is_absolute()) {
    return fail(Code::kUsage, name + " is not relative to the agreement's file; write for example ../records/one.json");
  }
  std::error_code error;
  const fs::path folder = fs::canonical(directory, error);
  if (error) return fail(Code::kIo, printable(directory, 4096) + ": " + error.message());
  const fs::path path = fs::canonical((folder / written.place.file).parent_path() / written.text, error);
  if (error) {
    return fail(Code::kIo,
                "there is no record " + name + ": " + error.message() + "; paths begin at the agreement's file");
  }
  if (!is_inside(folder, path)) {
    return fail(Code::kUsage, name + " leads out of the configuration directory; copy the record into it");
  }
  if (!fs::is_regular_file(path, error)) return fail(Code::kIo, name + " is not a file");
  return found_record(path.string(), limits::kRecordBytes);
}

}  // namespace concordat::cli
