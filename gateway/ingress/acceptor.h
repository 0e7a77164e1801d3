#pragma once
// Listens on one address and hands each connection to the workers in turn. When the system has no more descriptors it
// waits and goes on. Runs on the first worker's thread; stop() from any.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/ingress/worker.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Acceptor {
 public:
  // `address` is "host:port" with a numeric host; port 0 takes a free one.
  static Result<std::unique_ptr<Acceptor>> open(const std::string& address, std::vector<Worker*> workers);
  ~Acceptor();
  void start();
  void stop();
  [[nodiscard]] std::string address() const;  // with the real port

 private:
  Acceptor();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::gateway
