#pragma once
// Posts to other agencies' HTTPS doors: several requests at once, each over a connection of its own, all answered or
// given up within one bounded time. Who answers must prove the host's name under the authorities of the TLS context.
//
// Threads: post_all() on one at a time; stop() from any, which ends what is under way.
//
//   HttpClient client([] { return tls; }, std::chrono::seconds(5));
//   std::vector<Result<HttpAnswer>> answers = client.post_all({{url, body}, {other_url, body}});

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crypto/tls/context.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct HttpPost {
  std::string url;
  std::string body;
};
struct HttpAnswer {
  std::uint16_t status = 0;
  std::string content_type;
  std::string body;
};

class HttpClient {
 public:
  static constexpr std::size_t kAnswerBytes = 64 * 1024;

  // The context that is in force when a request begins; null where only http:// to this machine is asked for.
  using Tls = std::function<std::shared_ptr<const crypto::TlsContext>()>;
  HttpClient(Tls tls, std::chrono::milliseconds time);
  ~HttpClient();

  // One answer a request, in their order. kConfigInvalid for a URL that is none, kUnavailable, kUnauthenticated,
  // kTimeout; kMalformed for an answer that is no HTTP.
  [[nodiscard]] std::vector<Result<HttpAnswer>> post_all(std::vector<HttpPost> posts);
  // Whatever is asked from now on is kUnavailable.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::gateway
