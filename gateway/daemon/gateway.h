#pragma once
// The composition root: builds every part of the gateway from its configuration, in order, and takes it apart again.
// The one place that sees everything. Start-up recovers by itself from a crash; a start-up that can't be trusted (a
// store behind the ledger's head, a damaged file, another gateway on the same data) is refused with words that say what
// to do.
//
//   auto gateway = Gateway::open(config);                 // reads, checks, recovers; nothing is served yet
//   if (!gateway) { print(gateway.error().detail); return 1; }
//   return (*gateway)->run();                             // until TERM or INT; HUP reloads

#include <memory>
#include <string>

#include "gateway/config/gateway_config.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Gateway {
 public:
  static Result<std::unique_ptr<Gateway>> open(GatewayConfig config);
  ~Gateway();

  // The process's exit code: 0 after a polite stop, 1 after a failure (which was logged).
  int run();

 private:
  struct Parts;
  explicit Gateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::gateway
