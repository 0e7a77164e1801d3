#include "gateway/ledger/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace concordat::gateway {

OpenFile::~OpenFile() {
  if (number_ >= 0) ::close(number_);
}

tl::unexpected<Error> file_error(std::string_view attempt, const std::filesystem::path& path) {
  const std::string reason = std::error_code(errno, std::generic_category()).message();
  return fail(Code::kIo, std::string(attempt) + " " + path.string() + ": " + reason);
}

Result<OpenFile> open_file(const std::filesystem::path& path, int flags) {
  constexpr mode_t kMode = 0640;
  OpenFile file(::open(path.c_str(), flags | O_CLOEXEC, kMode));
  if (file.number() < 0) return file_error("cannot open", path);
  return file;
}

Result<std::optional<Bytes>> read_if_present(const std::filesystem::path& path, std::size_t limit) {
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<Bytes>();
    return file_error("cannot open", path);
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return file_error("cannot read", path);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit) {
    return fail(Code::kTooLarge, path.string() + " has " + std::to_string(size) + " bytes, more than it may have");
  }
  Bytes bytes(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t count = ::pread(file.number(), bytes.data() + got, size - got, static_cast<off_t>(got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("cannot read", path);
    if (count == 0) break;  // it became shorter meanwhile
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return std::optional<Bytes>(std::move(bytes));
}

Result<void> write_at(const OpenFile& file, ByteView bytes, std::uint64_t offset, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const auto opened = open_file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  if (!opened) return fail(opened.error());
  if (::fsync(opened->number()) != 0) return file_error("cannot sync", folder);
  return {};
}

}  // namespace concordat::gateway
