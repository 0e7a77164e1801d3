#pragma once
// One connection to the HTTPS door: TLS handshake, then request after request, each answered before the next is read.
// A refused certificate never reaches the parser, and a peer who would no longer be let in is not heard again. On the
// door's thread; the door owns it and may destroy it once run() has ended.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "crypto/tls/peer_certificate.h"
#include "gateway/https/door.h"

namespace concordat::gateway {

class HttpSession {
 public:
  HttpSession(boost::asio::io_context& context, Door::Dependencies& door, boost::asio::ip::tcp::socket socket,
              std::shared_ptr<const crypto::TlsContext> tls);

  boost::asio::awaitable<void> run();

  // Ends when what is being answered is answered; at once where nothing is.
  void leave();
  void close();
  // Whether its peer would still be let in; closes it when not.
  void recheck();

 private:
  using Plain = boost::beast::tcp_stream;
  using Secure = boost::asio::ssl::stream<Plain>;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  boost::asio::awaitable<void> run_secure();
  boost::asio::awaitable<bool> handshake();
  template <typename Stream>
  boost::asio::awaitable<void> serve(Stream& stream);
  template <typename Stream>
  boost::asio::awaitable<bool> answer(Stream& stream, const Request& request, bool whole);
  boost::asio::awaitable<HttpResponse> ask(const HttpRoute& route, const HttpRequest& request);
  template <typename Stream>
  boost::asio::awaitable<bool> send(Stream& stream, HttpResponse response, bool keep);
  // The peer as the policy in force knows it.
  [[nodiscard]] bool identify();
  void refuse(std::string_view reason);
  [[nodiscard]] Plain& lowest() { return secure_ ? secure_->next_layer() : *plain_; }

  boost::asio::io_context& context_;
  Door::Dependencies& door_;
  std::string address_;
  std::shared_ptr<const crypto::TlsContext> tls_;
  std::optional<boost::asio::ssl::context> ssl_;
  std::optional<Secure> secure_;
  std::optional<Plain> plain_;
  std::optional<crypto::PeerCertificate> certificate_;
  HttpPeer peer_;
  std::string entered_;  // the agency whose connection this counts as
  bool idle_ = false;    // waits for a request
  bool leaving_ = false;
  bool closed_ = false;
};

}  // namespace concordat::gateway
