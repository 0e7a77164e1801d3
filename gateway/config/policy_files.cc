#include "gateway/config/policy_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolders[] = {"agencies", "agreements", "lists", "signatures"};
constexpr const char* kFiles[] = {"vocabulary.yaml", "purposes.yaml", "floor.yaml", "routes.yaml"};

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

class Directory {
 public:
  explicit Directory(const fs::path& path) : path_(path) {
    std::error_code error;
    canonical_ = fs::canonical(path, error);
    if (error) {
      problems_.push_back(printable(path.string(), 4096) + ": error: " + error.message());
    } else if (!fs::is_directory(canonical_, error)) {
      problems_.push_back(printable(path.string(), 4096) + ": error: not a directory");
    }
  }

  void read_folder(const std::string& folder) {
    if (!there(folder) || !inside(folder)) return;
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator at(path_ / folder, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (name.starts_with('.')) continue;
      const std::string ending = lower_case(at->path().extension().string());
      if (at->path().extension() == (folder == "signatures" ? ".sig" : ".yaml")) {
        names.push_back(folder + "/" + name);
      } else if (ending == ".yaml" || ending == ".yml") {
        // Passing over an agreement could widen what the others share.
        refuse(folder + "/" + name, "would not be read: its name must end in .yaml; rename it, or move it out");
      }
    }
    if (error) refuse(folder, "cannot be listed: " + error.message());
    std::sort(names.begin(), names.end());
    // What was listed must be read: a file that went away meanwhile, or may not be looked at, is not one that is
    // absent.
    for (const std::string& name : names) read_present(name);
  }

  void read_file(const std::string& name) {
    if (there(name)) read_present(name);
  }

  [[nodiscard]] bool sound() const { return problems_.empty(); }
  Result<policy::PolicyFiles> take() {
    if (problems_.empty()) return std::move(files_);
    std::string text;
    for (const std::string& problem : problems_) text += (text.empty() ? "" : "\n") + problem;
    return fail(Code::kConfigInvalid, std::move(text));
  }

 private:
  // False when there is nothing of that name; and, with a problem, when that cannot be told.
  bool there(const std::string& name) {
    std::error_code error;
    const fs::file_type type = fs::symlink_status(path_ / name, error).type();
    if (type == fs::file_type::none) refuse(name, "cannot be looked at: " + error.message());
    return type != fs::file_type::none && type != fs::file_type::not_found;
  }

  void read_present(const std::string& name) {
    if (!inside(name)) return;
    const fs::path path = path_ / name;
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return refuse(name, "not a regular file");
    const auto size = fs::file_size(path, error);
    if (error) return refuse(name, "cannot be read: " + error.message());
    if (size > limits::kPolicyFileBytes) {
      return refuse(name, "larger than " + std::to_string(limits::kPolicyFileBytes) + " bytes; split it");
    }
    std::ifstream file(path, std::ios::binary);
    // One byte more than the size, so that a file that grows meanwhile is noticed rather than cut.
    std::string text(static_cast<std::size_t>(size) + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) return refuse(name, "cannot be read; may this user read it?");
    if (static_cast<std::uintmax_t>(file.gcount()) != size) return refuse(name, "changed while it was read; try again");
    text.resize(static_cast<std::size_t>(size));
    files_.emplace(name, std::move(text));
  }

  void refuse(const std::string& name, const std::string& why) {
    problems_.push_back(printable(name) + ": error: " + why);
  }

  // False, and a problem, when the name leads out of the directory or nowhere.
  bool inside(const std::string& name) {
    std::error_code error;
    const fs::path real = fs::canonical(path_ / name, error);
    if (error) {
      refuse(name, "cannot be followed: " + error.message());
      return false;
    }
    const auto [end, rest] = std::mismatch(canonical_.begin(), canonical_.end(), real.begin(), real.end());
    (void)rest;
    if (end == canonical_.end()) return true;
    refuse(name, "a symbolic link that leads out of the configuration directory; copy the file instead");
    return false;
  }

  fs::path path_;
  fs::path canonical_;
  policy::PolicyFiles files_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<policy::PolicyFiles> read_policy_files(const std::string& directory) {
  Directory reader{fs::path(directory)};
  if (!reader.sound()) return reader.take();
  for (const char* folder : kFolders) reader.read_folder(folder);
  for (const char* file : kFiles) reader.read_file(file);
  return reader.take();
}

}  // namespace concordat::gateway
