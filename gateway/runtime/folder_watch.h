#pragma once
// Tells when files in some folders change (inotify(7)), once for a burst of changes: an editor writes a file in several
// steps, and a copy of a folder is many files. On one io_context's thread.
//
//   FolderWatch watch(context, {.folders = {"/etc/concordat", …}, .concerns = is_policy_file}, [] { reload(); });
//   watch.start();
//
// A folder that is not there yet is watched as soon as it appears in another one of them. Where the system has no more
// watches to give, start() says so; nothing else depends on it.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace boost::asio {
class io_context;
}

namespace concordat::gateway {

struct FolderWatchOptions {
  std::vector<std::string> folders;
  // Whether a file of that name, in one of the folders, matters.
  std::function<bool(const std::string& folder, std::string_view name)> concerns;
  std::chrono::milliseconds quiet{300};  // how long nothing may change before a burst is over
  std::chrono::milliseconds most{5000};  // and how long a burst may last
};

class FolderWatch {
 public:
  FolderWatch(boost::asio::io_context& context, FolderWatchOptions options, std::function<void()> changed);
  ~FolderWatch();
  Result<void> start();
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace concordat::gateway
