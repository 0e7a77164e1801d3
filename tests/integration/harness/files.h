#pragma once
// Files of a test: a folder that goes away with its owner, and whole files in one call. Anything that fails here is the
// test's own fault and throws. One thread.
//
//   TempFolder folder;
//   write_file(folder.file("record.json"), text);
//   for (const std::string& path : files_under(folder.path())) search(read_file(path));

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::integration {

using Deadline = std::chrono::steady_clock::time_point;
[[nodiscard]] inline Deadline in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

[[nodiscard]] bool exists(const std::string& path);
[[nodiscard]] std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view text);
// Replaces the one place where `old_text` stands; throws when there is none, so that no test passes by changing
// nothing.
void replace_in_file(const std::string& path, std::string_view old_text, std::string_view new_text);
[[nodiscard]] std::vector<std::string> files_under(const std::string& folder);
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

// Looks again whenever something in `folder` changes; false when `holds` was never true before the deadline.
[[nodiscard]] bool wait_until(const std::string& folder, Deadline deadline, const std::function<bool()>& holds);

// The published data that stands beside the checkout; empty when it is not there.
[[nodiscard]] std::string shared_data();
// A file of the project itself: source_file("deploy/examples/records/x.json").
[[nodiscard]] std::string source_file(const std::string& path);

}  // namespace concordat::integration
