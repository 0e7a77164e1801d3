#pragma once
// Moves the bytes of one native session: TLS handshake, frames to the session, the session's output to the peer. A thin
// shell around NativeSession, on its worker's thread from birth to death. The worker owns it and may destroy it once
// run() has ended.
//
// One deadline at a time, set before each wait for the peer; the worker's tick closes what is past it.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gateway/ingress/native_session.h"
#include "gateway/ingress/worker.h"
#include "protocol/native/frame.h"

namespace concordat::gateway {

struct Worker::Loop {
  boost::asio::io_context context{1};
};

struct AcceptedSocket {
  boost::asio::ip::tcp::socket socket;
};

class Connection {
 public:
  Connection(Worker& worker, std::uint64_t id, boost::asio::ip::tcp::socket socket,
             std::shared_ptr<const crypto::TlsContext> tls);
  ~Connection();

  boost::asio::awaitable<void> run();

  // Sends the session's output unless a write is under way, and wakes the reader if it may read again.
  void flush();
  void close();
  void goodbye(std::string_view error, std::string_view detail);
  void break_off(std::string_view error, std::string_view detail);
  void close_if_late(std::int64_t steady_ms);
  // Whether the peer's certificate and agency would still be accepted.
  void recheck(const crypto::TlsContext& tls, const Snapshot& snapshot);
  [[nodiscard]] NativeSession* session() { return session_ ? &*session_ : nullptr; }
  [[nodiscard]] std::uint64_t id() const { return id_; }

 private:
  using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
  using Signal = boost::asio::experimental::channel<void(boost::system::error_code)>;

  boost::asio::awaitable<bool> handshake();
  bool identify();
  boost::asio::awaitable<void> serve();
  void take_frames();
  void set_deadline();
  void wrote(boost::system::error_code error);
  void refuse(std::string_view reason);
  Result<const policy::Agency*> agency_of_peer(const Snapshot& snapshot) const;

  Worker& worker_;
  std::uint64_t id_;
  std::string address_;
  std::shared_ptr<const crypto::TlsContext> tls_;
  boost::asio::ssl::context context_;
  Stream stream_;
  Signal signal_;
  protocol::native::FrameReader reader_;
  std::optional<NativeSession> session_;
  policy::Identity identity_;
  std::string sending_;
  bool writing_ = false;
  bool closed_ = false;
  std::int64_t deadline_ms_ = 0;
  std::int64_t frame_since_ms_ = 0;  // when the first byte of an unfinished frame came; 0: none
};

}  // namespace concordat::gateway
