#include "gateway/cli/transfer/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Error> failure(std::string_view what, const std::string& path) {
  return fail(Code::kIo, std::string(what) + " " + printable(path) + ": " + std::system_category().message(errno));
}

}  // namespace

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (error) return fail(Code::kIo, "cannot make the folder " + printable(path) + ": " + error.message());
  if (made && ::chmod(path.c_str(), 0700) != 0) return failure("cannot protect", path);
  return {};
}

Result<void> write_durably(const std::string& path, std::string_view content) {
  const std::string beside = path + ".part";
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.number() < 0) return failure("cannot write", path);
    while (!content.empty()) {
      const ssize_t written = ::write(file.number(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failure("cannot write", path);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.number()) != 0) return failure("cannot sync", path);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return failure("cannot name", path);
  return {};
}

Result<void> sync_folder(const std::string& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) return failure("cannot sync the folder", path);
  return {};
}

}  // namespace concordat::cli
