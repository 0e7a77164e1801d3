#include "tests/integration/harness/cuttable_disk.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "tests/integration/harness/process.h"

namespace concordat::integration {
namespace {

namespace fs = std::filesystem;

// fs/ext4/ext4.h
constexpr unsigned long kShutdown = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t kWithoutFlushingTheLog = 2;
constexpr std::uintmax_t kBytes = 1024u * 1024 * 1024;

std::string must(const std::vector<std::string>& command) {
  const Finished done = run(command);
  if (done.exit_code != 0) throw std::runtime_error(command.front() + ": " + done.err);
  return done.out;
}

}  // namespace

std::string CuttableDisk::unable() {
  if (::geteuid() != 0) return "cutting the power of a disk needs root";
  for (const char* needed : {"/sbin/losetup", "/sbin/mkfs.ext4", "/dev/loop-control"}) {
    if (!fs::exists(needed)) return std::string("cutting the power of a disk needs ") + needed;
  }
  if (run({"/sbin/losetup", "-f"}).exit_code != 0) return "this machine gives no loop device";
  return {};
}

CuttableDisk::CuttableDisk(const std::string& image, const std::string& folder) : folder_(folder) {
  must({"/usr/bin/truncate", "-s", std::to_string(kBytes), image});
  device_ = must({"/sbin/losetup", "-f", "--show", image});
  device_.erase(device_.find('\n'));
  try {
    must({"/sbin/mkfs.ext4", "-q", device_});
    const std::string kept = image + ".kept";
    fs::copy(folder_, kept, fs::copy_options::recursive);
    mount();
    fs::copy(kept, folder_, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  } catch (...) {
    unmount();
    (void)run({"/sbin/losetup", "-d", device_});
    throw;
  }
}

CuttableDisk::~CuttableDisk() {
  unmount();
  (void)run({"/sbin/losetup", "-d", device_});
}

void CuttableDisk::mount() {
  if (::mount(device_.c_str(), folder_.c_str(), "ext4", 0, nullptr) != 0) {
    throw std::runtime_error("cannot mount " + device_ + ": " + std::strerror(errno));
  }
  mounted_ = true;
}

void CuttableDisk::unmount() {
  if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  mounted_ = false;
}

void CuttableDisk::cut() {
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_CLOEXEC);
  std::uint32_t how = kWithoutFlushingTheLog;
  const int done = ::ioctl(folder, kShutdown, &how);
  ::close(folder);
  if (done != 0) throw std::runtime_error(std::string("cannot cut the power: ") + std::strerror(errno));
}

void CuttableDisk::restore() {
  if (::umount2(folder_.c_str(), 0) != 0)
    throw std::runtime_error(std::string("cannot unmount: ") + std::strerror(errno));
  mounted_ = false;
  mount();
}

}  // namespace concordat::integration
