#pragma once
// One mutual TLS 1.3 connection to a gateway's native door, over a non-blocking socket. Reads and writes never wait;
// wait() does, up to a deadline. Errors are for a person: who could not be reached, or why the gateway refused.
//
//   Result<TlsStream> stream = TlsStream::connect(file, std::chrono::seconds(10));
//   Result<std::size_t> n = stream->read_some(room);      // 0: nothing is there now
//   if (*n == 0) stream->wait(Interest::kRead, deadline);
//
// In TLS 1.3 the client's handshake ends before the gateway has judged its certificate: a refusal arrives with the
// first read. The process must ignore SIGPIPE. One thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gateway/client/client_file.h"
#include "protocol/base/result.h"

struct ssl_st;

namespace concordat::client {

using Deadline = std::chrono::steady_clock::time_point;

enum class Interest : std::uint8_t { kRead, kReadAndWrite };

class TlsStream {
 public:
  // kUnavailable when nobody listens; kUnauthenticated when the gateway is not who it should be; kTimeout.
  [[nodiscard]] static Result<TlsStream> connect(const ClientFile& file, std::chrono::milliseconds time);

  // Both give the number of bytes, 0 when it would have to wait. An ended connection is kUnavailable, a refused
  // certificate kUnauthenticated.
  [[nodiscard]] Result<std::size_t> read_some(std::span<char> room);
  [[nodiscard]] Result<std::size_t> write_some(std::string_view bytes);
  // Until something may be read (or written); false at the deadline.
  [[nodiscard]] Result<bool> wait(Interest interest, Deadline deadline) const;

  // Says that nothing more will be written. The socket closes with the object.
  void finish();
  // For poll(). Everything must have been read (read_some gave 0) before waiting on it.
  [[nodiscard]] int descriptor() const { return socket_.number; }

 private:
  struct Socket {
    Socket() = default;
    explicit Socket(int n) : number(n) {}
    Socket(Socket&& other) noexcept : number(std::exchange(other.number, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
      std::swap(number, other.number);
      return *this;
    }
    ~Socket();
    int number = -1;
  };
  struct FreeSession {
    void operator()(ssl_st* session) const;
  };

  TlsStream(Socket socket, std::string gateway) : socket_(std::move(socket)), gateway_(std::move(gateway)) {}
  static Result<Socket> reach(const Endpoint& endpoint, Deadline deadline);
  Result<void> shake_hands(const ClientFile& file, Deadline deadline);
  [[nodiscard]] Error failure(int result) const;

  Socket socket_;
  std::unique_ptr<ssl_st, FreeSession> session_;
  std::string gateway_;  // for messages
};

}  // namespace concordat::client
