#include "gateway/runtime/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>
#include <map>

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;

constexpr std::uint32_t kEvents =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB | IN_ONLYDIR;

}  // namespace

struct FolderWatch::State : std::enable_shared_from_this<FolderWatch::State> {
  State(asio::io_context& context, FolderWatchOptions given, std::function<void()> tell)
      : options(std::move(given)), changed(std::move(tell)), descriptor(context), timer(context) {}

  Result<void> open() {
    const int file = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (file < 0) return fail(Code::kIo, "files cannot be watched: " + std::string(std::strerror(errno)));
    descriptor.assign(file);
    watch_all();
    if (watched.empty()) return fail(Code::kIo, "none of the folders can be watched");
    await();
    return {};
  }

  // Adding a watch again is the same watch, so all are added after every change that may have made one possible.
  void watch_all() {
    for (const std::string& folder : options.folders) {
      const int watch = ::inotify_add_watch(descriptor.native_handle(), folder.c_str(), kEvents);
      if (watch >= 0) watched[watch] = folder;
    }
  }

  void await() {
    descriptor.async_read_some(asio::buffer(buffer), [self = shared_from_this()](auto error, std::size_t size) {
      if (error || self->stopped) return;
      self->take(size);
      self->await();
    });
  }

  void take(std::size_t size) {
    bool concerned = false;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      at += sizeof event + event.len;
      const auto folder = watched.find(event.wd);
      const bool lost = (event.mask & IN_Q_OVERFLOW) != 0;
      const bool made = (event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
      if (made) watch_all();
      const bool named = folder != watched.end() && event.len > 0 && options.concerns(folder->second, name);
      concerned = concerned || lost || named || made;
      if ((event.mask & IN_IGNORED) != 0 && folder != watched.end()) watched.erase(folder);
    }
    if (concerned) begin_or_prolong();
  }

  void begin_or_prolong() {
    const auto now = std::chrono::steady_clock::now();
    if (!bursting) burst_began = now;
    bursting = true;
    timer.expires_at(std::min(now + options.quiet, burst_began + options.most));
    timer.async_wait([self = shared_from_this()](auto error) {
      if (error || self->stopped) return;
      self->bursting = false;
      self->changed();
    });
  }

  FolderWatchOptions options;
  std::function<void()> changed;
  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;
  std::map<int, std::string> watched;
  alignas(inotify_event) std::array<char, 16 * 1024> buffer{};
  std::chrono::steady_clock::time_point burst_began;
  bool bursting = false;
  bool stopped = false;
};

FolderWatch::FolderWatch(asio::io_context& context, FolderWatchOptions options, std::function<void()> changed)
    : state_(std::make_shared<State>(context, std::move(options), std::move(changed))) {}

FolderWatch::~FolderWatch() {
  stop();
}

Result<void> FolderWatch::start() {
  return state_->open();
}

void FolderWatch::stop() {
  if (std::exchange(state_->stopped, true)) return;
  boost::system::error_code ignored;
  state_->descriptor.close(ignored);
  state_->timer.cancel();
}

}  // namespace concordat::gateway
