#include "gateway/cli/init/plain_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

constexpr mode_t kPublicFile = 0644, kSecretFile = 0600, kPublicFolder = 0755, kPrivateFolder = 0700;

tl::unexpected<Error> failure(const std::string& path) {
  return fail(Code::kIo, "cannot write " + printable(path, 4096) + ": " + std::system_category().message(errno));
}

Result<void> write_file(const std::string& path, std::string_view content, mode_t mode) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return failure(path);
  bool good = true;
  while (good && !content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    good = written > 0 || (written < 0 && errno == EINTR);
    if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
  }
  const int reason = errno;
  good = ::close(file) == 0 && good;
  if (good) return {};
  errno = reason;
  return failure(path);
}

Result<void> make_folder_with(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  return failure(path);
}

}  // namespace

Result<void> write_public(const std::string& path, std::string_view content) {
  return write_file(path, content, kPublicFile);
}
Result<void> write_secret(const std::string& path, std::string_view content) {
  return write_file(path, content, kSecretFile);
}
Result<void> make_private_folder(const std::string& path) {
  return make_folder_with(path, kPrivateFolder);
}
Result<void> make_public_folder(const std::string& path) {
  return make_folder_with(path, kPublicFolder);
}

}  // namespace concordat::cli
