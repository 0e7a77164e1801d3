#include "gateway/ledger/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace concordat::gateway {

Descriptor::~Descriptor() {
  if (valid()) ::close(number_);
}

tl::unexpected<Error> file_error(std::string_view what, const std::filesystem::path& path) {
  const std::string reason = std::error_code(errno, std::generic_category()).message();
  return fail(Code::kIo, std::string(what) + " " + path.string() + ": " + reason);
}

Result<Descriptor> open_file(const std::filesystem::path& path, int flags) {
  constexpr mode_t kMode = 0640;
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC, kMode));
  if (!file.valid()) return file_error("cannot open", path);
  return file;
}

Result<std::optional<Bytes>> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
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

Result<void> write_at(const Descriptor& file, ByteView bytes, std::uint64_t offset, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> sync_directory(const std::filesystem::path& directory) {
  const auto opened = open_file(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY);
  if (!opened) return fail(opened.error());
  if (::fsync(opened->number()) != 0) return file_error("cannot sync", directory);
  return {};
}

Result<void> replace_file(const std::filesystem::path& path, ByteView bytes) {
  const std::filesystem::path temporary = path.string() + ".new";
  {
    const auto file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return fail(file.error());
    if (const auto written = write_at(*file, bytes, 0, temporary); !written) return written;
    if (::fsync(file->number()) != 0) return file_error("cannot sync", temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return file_error("cannot rename to", path);
  return sync_directory(path.parent_path());
}

}  // namespace concordat::gateway
