#pragma once
// The HTTPS door: HTTP/1.1 behind the same mutual TLS as the native door. Who its certificate does not prove to be an
// agency is refused before a byte of HTTP is read. What is asked goes to the router's handlers. Without TLS it opens on
// the loopback interface only.
//
// Threads: run() is the door's own; open() before it; the rest from any thread. Nothing that others do waits for it.
//
//   auto door = Door::open("127.0.0.1:7444", {router, clock, say, tls, identify, enter, leave});
//   std::thread thread([&] { (*door)->run(); });
//   (*door)->stop(); thread.join();

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "crypto/tls/context.h"
#include "crypto/tls/peer_certificate.h"
#include "gateway/https/router.h"
#include "gateway/runtime/event_log.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Door {
 public:
  struct Dependencies {
    Router router;
    const Clock& clock;
    std::function<void(const LogEvent&)> say;
    // The context in force; empty: no TLS.
    std::function<std::shared_ptr<const crypto::TlsContext>()> tls = {};
    // The agency of a certificate under the policy in force; asked again for every request.
    std::function<Result<HttpPeer>(const crypto::PeerCertificate&)> identify = {};
    // Counts an agency's connections; false: it has all that it may have.
    std::function<bool(const std::string& agency)> enter = {};
    std::function<void(const std::string& agency)> leave = {};
  };

  // kConfigInvalid when the address is none, is taken, or is not the loopback's although there is no TLS.
  [[nodiscard]] static Result<std::unique_ptr<Door>> open(const std::string& address, Dependencies dependencies);
  ~Door();

  // Until stop() and the end of every session.
  void run();
  // No new connections; sessions end with the answer that they are giving, at the latest after limits::kDrainTime.
  void stop();
  // New certificates or agencies are in force: sessions whose peer would no longer be let in are cut.
  void recheck();
  [[nodiscard]] std::string address() const;  // with the real port

 private:
  struct State;
  explicit Door(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::gateway
