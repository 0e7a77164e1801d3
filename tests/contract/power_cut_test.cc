// The power goes while a store is committing: on an ext4 of its own, on a loop device, which is shut down under load
// without its log being flushed (what the disk has not been asked to keep is gone). Every commit that was acknowledged
// before must be there after. Needs root.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <thread>

#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

// linux/fs/ext4/ext4.h; not among the exported headers.
constexpr unsigned long kShutdown = _IOR('X', 125, std::uint32_t);
constexpr std::uint32_t kWithoutFlushingTheLog = 2;
constexpr int kCuts = 10;
constexpr std::uint64_t kAcknowledgedBeforeACut = 15;

bool run(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

Bytes body_of(std::uint64_t n) {
  return Bytes(3000 + n % 50, static_cast<char>('a' + n % 26));
}

// The disk whose power is cut. Unmounted however the test ends.
class LoopDisk {
 public:
  ~LoopDisk() { unmount(); }
  bool make() {
    std::filesystem::create_directory(mount_);
    return run("truncate -s 1G " + image_) && run("mkfs.ext4 -q -F " + image_) && mount();
  }
  bool mount() { return mounted_ = run("mount -o loop " + image_ + " " + mount_); }
  bool unmount() {
    if (!mounted_) return true;
    mounted_ = !run("umount " + mount_) && !run("umount -l " + mount_);
    return !mounted_;
  }
  bool cut() {
    const int root = ::open(mount_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    std::uint32_t how = kWithoutFlushingTheLog;
    const bool done = root >= 0 && ::ioctl(root, kShutdown, &how) == 0;
    if (root >= 0) ::close(root);
    return done;
  }
  std::filesystem::path store() const { return std::filesystem::path(mount_) / "store"; }

 private:
  TemporaryFolder folder_;
  std::string image_ = folder_.path() / "disk";
  std::string mount_ = folder_.path() / "mount";
  bool mounted_ = false;
};

// The last acknowledged commit, told by the child that commits to the test that cuts.
class SharedNumber {
 public:
  SharedNumber()
      : memory_(::mmap(nullptr, sizeof(Number), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)),
        number_(new (memory_) Number(0)) {}
  ~SharedNumber() { ::munmap(memory_, sizeof(Number)); }
  SharedNumber(const SharedNumber&) = delete;
  SharedNumber& operator=(const SharedNumber&) = delete;
  std::atomic<std::uint64_t>& operator*() { return *number_; }

 private:
  using Number = std::atomic<std::uint64_t>;
  void* memory_;
  Number* number_;
};

// Commits until the disk fails; then the process ends as a gateway's would.
[[noreturn]] void commit_until_the_power_goes(const std::filesystem::path& folder,
                                              std::atomic<std::uint64_t>& acknowledged) {
  auto store = RocksStore::open(folder);
  if (!store) ::_exit(1);
  for (;;) {
    CommitBatch batch;
    batch.number = (*store)->last_commit() + 1;
    NewDisclosure made;
    made.recipient = "council";
    made.record = record_number(batch.number);
    made.sealed = body_of(batch.number);
    batch.disclosures.push_back(std::move(made));
    batch.first_entry = batch.number - 1;
    batch.entries.push_back(body_of(batch.number));
    if (!(*store)->commit(batch)) ::_exit(0);
    acknowledged = batch.number;
  }
}

void expect_everything_up_to(RocksStore& store, std::uint64_t promised) {
  ASSERT_GE(store.last_commit(), promised);
  const auto ids = store.queued("council");
  ASSERT_TRUE(ids);
  ASSERT_EQ(ids->size(), store.last_commit());
  for (std::uint64_t n = 1; n <= store.last_commit(); ++n) {
    EXPECT_EQ((*ids)[n - 1].record, record_number(n));
    EXPECT_EQ(store.entries(n - 1, 1).value().at(0), body_of(n));
  }
  const Claim claim = store.claim("council", 4096, 1u << 30).value();
  for (const Claimed& one : claim.disclosures) EXPECT_EQ(one.sealed, body_of(one.sequence));
}

TEST(PowerCut, LosesNothingThatWasAcknowledged) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a disk to cut the power of";
  LoopDisk disk;
  if (!disk.make()) GTEST_SKIP() << "no loop device can be mounted here";
  SharedNumber acknowledged;
  for (int cut = 0; cut < kCuts; ++cut) {
    const std::uint64_t before = *acknowledged;
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) commit_until_the_power_goes(disk.store(), *acknowledged);
    int status = 0;
    bool ended = false;
    while (!ended && *acknowledged < before + kAcknowledgedBeforeACut) {
      ended = ::waitpid(child, &status, WNOHANG) == child;
      std::this_thread::yield();
    }
    // A machine without power acknowledges nothing more; here the child may, while the disk goes down under its last
    // sync.
    const std::uint64_t promised = *acknowledged;
    const bool cut_off = disk.cut();
    if (!cut_off) ::kill(child, SIGKILL);
    if (!ended) ::waitpid(child, &status, 0);
    ASSERT_TRUE(cut_off) << "the disk could not be shut down";
    ASSERT_FALSE(ended) << "the store failed before its power was cut";
    ASSERT_TRUE(disk.unmount());
    ASSERT_TRUE(disk.mount());
    auto store = RocksStore::open(disk.store());
    ASSERT_TRUE(store) << store.error().detail;
    expect_everything_up_to(**store, promised);
    if (HasFatalFailure()) return;
    EXPECT_LE((*store)->last_commit(), *acknowledged + 1);
    *acknowledged = (*store)->last_commit();
  }
}

}  // namespace
}  // namespace concordat::gateway
