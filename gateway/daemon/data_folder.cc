#include "gateway/daemon/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "gateway/runtime/files.h"

namespace concordat::gateway {

Result<DataFolder> DataFolder::open(const std::string& path) {
  if (auto made = make_folder(path); !made) return fail(made.error());
  const std::string pid_file = path + "/concordatd.pid";
  const int fd = ::open(pid_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return fail(Code::kIo, pid_file + ": cannot be opened: " + std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return fail(Code::kConfigInvalid,
                path + " is in use: another concordatd runs on it (its pid is in concordatd.pid)");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    ::close(fd);
    return fail(Code::kIo, pid_file + ": cannot be written: " + std::strerror(errno));
  }
  return DataFolder(path, fd);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ < 0) return;
  ::unlink(file("concordatd.pid").c_str());
  ::close(lock_);
}

std::uint64_t free_disk_bytes(const std::string& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return 0;
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace concordat::gateway
