#pragma once
// What the ledger has to do with others: the HTTPS door that serves it, the witness that this gateway is for other
// logs, and the asking of witnesses for its own. Each where the configuration says so. Nothing here is waited for by
// records: a fault is a log line and a health field.
//
// Threads: the door's and the asker's own, from start() to stop(); published() and witnessed_json() from any; the rest
// on the main thread.

#include <memory>
#include <string>

#include "gateway/config/gateway_config.h"
#include "gateway/https/door.h"
#include "gateway/ingress/quota.h"
#include "gateway/pipeline/policy_in_force.h"
#include "gateway/runtime/clock.h"
#include "gateway/runtime/event_log.h"
#include "gateway/runtime/health.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class PublicLedger {
 public:
  struct Dependencies {
    const GatewayConfig& config;
    const PolicyInForce& policy;
    const Clock& clock;
    Health& health;
    Quotas& quotas;
    EventLog& log;
  };
  // Opens the door and the witness; nothing is served or asked yet.
  [[nodiscard]] static Result<std::unique_ptr<PublicLedger>> open(Dependencies dependencies);
  // What open() would refuse of the witnesses' files. Touches nothing.
  [[nodiscard]] static Result<void> check(const GatewayConfig& config);
  ~PublicLedger();

  void start();
  // Both parts end, the door with the answers that it is giving; join() waits for it.
  void stop();
  void join();
  // A checkpoint was published: witnesses are asked.
  void published();
  // New certificates, or agencies, are in force.
  [[nodiscard]] Result<void> reload_tls();
  void recheck_peers();

  // Of the HTTPS door; empty when there is none.
  [[nodiscard]] std::string address() const;
  // {"size":12,"quorum":true,"witnesses":[{"name":"north","size":12,"fault":""}]}; null when none are configured.
  [[nodiscard]] std::string witnessed_json() const;

 private:
  struct Parts;
  explicit PublicLedger(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::gateway
