#pragma once
// Who was erased, kept outside the store and outside its backups: one random handle a line, with the time. Whoever
// restores a backup would otherwise resurrect them; at each start the gateway erases whom the list names and the store
// still knows. The handles say nothing about anybody.
//
//   "0f3c…a1 2026-11-23T10:15:00.000Z\n"
//
// Threads: append() on the commit thread, read() before it runs.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class ErasureList {
 public:
  explicit ErasureList(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  // No file: nobody. A last line that is not whole was never acted upon and is left out; kConfigInvalid on any other
  // line that is no handle, with its number.
  [[nodiscard]] Result<std::vector<Bytes>> read() const;
  // Durable when it returns.
  [[nodiscard]] Result<void> append(const std::vector<Bytes>& handles, std::int64_t unix_ms) const;

 private:
  std::string path_;
};

}  // namespace concordat::gateway
