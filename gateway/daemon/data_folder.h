#pragma once
// The data folder, held by one gateway at a time: a lock for the life of the process, and a file with its pid.

#include <cstdint>
#include <string>

#include "protocol/base/result.h"

namespace concordat::gateway {

class DataFolder {
 public:
  // Makes the folder if need be. kConfigInvalid when another gateway holds it.
  static Result<DataFolder> open(const std::string& path);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
};

// Bytes that an unprivileged user may still write where `path` is.
[[nodiscard]] std::uint64_t free_disk_bytes(const std::string& path);

}  // namespace concordat::gateway
