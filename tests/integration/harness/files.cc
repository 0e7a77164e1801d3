#include "tests/integration/harness/files.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace concordat::integration {
namespace {

namespace fs = std::filesystem;

class FolderWatch {
 public:
  explicit FolderWatch(const std::string& folder) : number_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    constexpr std::uint32_t kChanges = IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_DELETE | IN_CLOSE_WRITE;
    if (number_ < 0 || ::inotify_add_watch(number_, folder.c_str(), kChanges) < 0)
      throw std::runtime_error("cannot watch " + folder);
  }
  ~FolderWatch() { ::close(number_); }
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // False at the deadline.
  bool next_change(Deadline deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{number_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
    std::array<char, 4096> events{};
    while (::read(number_, events.data(), events.size()) > 0) continue;
    return true;
  }

 private:
  int number_;
};

}  // namespace

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "concordat-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  if (std::getenv("CONCORDAT_KEEP_TEST_FOLDERS") != nullptr) {
    std::cerr << "kept: " << path_ << "\n";
  } else {
    fs::remove_all(path_, ignored);
  }
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write_file(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

void replace_in_file(const std::string& path, std::string_view old_text, std::string_view new_text) {
  std::string text = read_file(path);
  const std::size_t at = text.find(old_text);
  if (at == std::string::npos) throw std::runtime_error(path + " does not say: " + std::string(old_text));
  text.replace(at, old_text.size(), new_text);
  write_file(path, text);
}

std::vector<std::string> files_under(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  return files;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end != 0) lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool wait_until(const std::string& folder, Deadline deadline, const std::function<bool()>& holds) {
  FolderWatch watch(folder);  // before the first look: no change is missed
  while (!holds()) {
    if (!watch.next_change(deadline)) return holds();
  }
  return true;
}

std::string shared_data() {
  for (const char* folder : {CONCORDAT_SOURCE_DIR "/../shared/data", CONCORDAT_SOURCE_DIR "/shared/data"}) {
    if (exists(folder)) return folder;
  }
  return {};
}

std::string source_file(const std::string& path) {
  return std::string(CONCORDAT_SOURCE_DIR) + "/" + path;
}

}  // namespace concordat::integration
