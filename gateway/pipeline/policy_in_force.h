#pragma once
// The snapshot that new work is judged by, swapped whole between two records. Thread-safe: get() is a shared_ptr copy
// under a mutex, taken once for each batch of frames.

#include <memory>
#include <mutex>

#include "gateway/pipeline/snapshot.h"

namespace concordat::gateway {

class PolicyInForce {
 public:
  explicit PolicyInForce(std::shared_ptr<const Snapshot> first) : current_(std::move(first)) {}
  [[nodiscard]] std::shared_ptr<const Snapshot> get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void set(std::shared_ptr<const Snapshot> next) {
    const std::lock_guard lock(mutex_);
    current_.swap(next);  // the old one dies outside the lock, with its last user
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> current_;
};

}  // namespace concordat::gateway
