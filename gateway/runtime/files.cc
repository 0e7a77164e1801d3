#include "gateway/runtime/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace concordat::gateway {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

tl::unexpected<Error> system_failure(const std::string& path, const char* what) {
  return fail(Code::kIo, path + ": " + what + ": " + std::strerror(errno));
}

bool write_all(int fd, ByteView content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<Bytes> read_file(const std::string& path, std::size_t max_bytes) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_failure(path, "cannot be opened");
  Bytes content;
  char buffer[65536];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_failure(path, "cannot be read");
    if (n == 0) return content;
    if (content.size() + static_cast<std::size_t>(n) > max_bytes) {
      return fail(Code::kTooLarge, path + ": larger than " + std::to_string(max_bytes) + " bytes");
    }
    content.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<void> replace_file(const std::string& path, ByteView content, mode_t mode) {
  const std::string temporary = path + ".new";
  {
    const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!fd) return system_failure(temporary, "cannot be created");
    // Before the content: what an earlier run left behind, or the umask, does not decide who reads it.
    if (::fchmod(fd.get(), mode) != 0) return system_failure(temporary, "cannot be protected");
    if (!write_all(fd.get(), content)) return system_failure(temporary, "cannot be written");
    if (::fsync(fd.get()) != 0) return system_failure(temporary, "cannot be synced");
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return system_failure(path, "cannot be replaced");
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Descriptor directory(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) return system_failure(folder, "cannot be synced");
  return {};
}

Result<void> make_folder(const std::string& path, mode_t mode) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return {};
  std::filesystem::create_directories(path, error);
  if (error) return fail(Code::kIo, path + ": cannot be created: " + error.message());
  if (::chmod(path.c_str(), mode) != 0) return system_failure(path, "cannot be protected");
  return {};
}

bool file_exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::string below(const std::string& folder, const std::string& path) {
  return std::filesystem::path(path).is_absolute() ? path : (std::filesystem::path(folder) / path).string();
}

}  // namespace concordat::gateway
