#pragma once
// The TLS context that new handshakes use, replaced whole on reload. Thread-safe.

#include <memory>
#include <mutex>

#include "crypto/tls/context.h"

namespace concordat::gateway {

class TlsInForce {
 public:
  explicit TlsInForce(std::shared_ptr<const crypto::TlsContext> first) : current_(std::move(first)) {}
  [[nodiscard]] std::shared_ptr<const crypto::TlsContext> get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void set(std::shared_ptr<const crypto::TlsContext> next) {
    const std::lock_guard lock(mutex_);
    current_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const crypto::TlsContext> current_;
};

}  // namespace concordat::gateway
