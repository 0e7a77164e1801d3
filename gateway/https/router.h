#pragma once
// Who answers what on the HTTPS door: a method and a path, or all paths that begin with one, to a handler. The door has
// proved the peer's agency before a handler is called. Filled before the door opens, then only read: thread-safe.
//
//   Router router;
//   router.add({"GET", "/ledger/checkpoint", handler});
//   router.add({"GET", "/ledger/tile/*", handler});                   // the longest that fits decides
//   router.add({"POST", "/witness/add-checkpoint", handler, 64 * 1024});
//
// A handler runs on the door's thread and may reply at once or later, from any thread, exactly once. It must not block
// for long: others wait meanwhile.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/base/error.h"

namespace concordat::gateway {

struct HttpPeer {
  std::string agency;  // empty on a door without TLS
  std::string fingerprint_hex;
  bool auditor = false;
  std::string address;
};

struct HttpRequest {
  std::string method;
  std::string path;  // as it came: nothing is decoded, and a query makes it another path
  std::string content_type;
  std::string body;
  HttpPeer peer;
};

enum class Caching : std::uint8_t {
  kNone,     // says something else tomorrow, or is not everybody's
  kForever,  // a full tile never changes
};

struct HttpResponse {
  // No aggregate: g++ 12 destroys one twice that a co_await gives (GCC PR107288).
  HttpResponse() {}
  HttpResponse(std::uint16_t its_status, std::string its_type, std::string its_body)
      : status(its_status), content_type(std::move(its_type)), body(std::move(its_body)) {}

  std::uint16_t status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  Caching caching = Caching::kNone;
};

// The error's HTTP status, and its detail as text where the peer must act.
[[nodiscard]] HttpResponse http_error(const Error& error);
[[nodiscard]] HttpResponse http_text(std::uint16_t status, std::string_view text);

using HttpReply = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(const HttpRequest&, const HttpReply&)>;

struct HttpRoute {
  std::string method;
  std::string path;  // ends in * where all that begin so are meant
  HttpHandler handler;
  std::size_t body_bytes = 0;  // the largest body that is read
};

class Router {
 public:
  void add(HttpRoute route) { routes_.push_back(std::move(route)); }

  struct Found {
    const HttpRoute* route = nullptr;  // null: nobody answers this
    bool other_method = false;         // but somebody would answer another method
  };
  [[nodiscard]] Found find(std::string_view method, std::string_view path) const;
  // The largest body that any route reads.
  [[nodiscard]] std::size_t largest_body() const;

 private:
  std::vector<HttpRoute> routes_;
};

}  // namespace concordat::gateway
