#include "gateway/https/session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "crypto/tls/handshake_reason.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

std::string address_of(const asio::ip::tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

// An answer to bytes that are no HTTP request, or one that is too large.
HttpResponse refusal(error_code error) {
  if (error == http::error::header_limit) return http_text(431, "the request's header is too large");
  if (error == http::error::body_limit) return http_text(413, "the request's body is too large");
  return http_text(400, "this is no HTTP/1.1 request");
}

bool is_parse_error(error_code error) {
  return error.category() == http::make_error_code(http::error::end_of_stream).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

std::string text_of(beast::string_view view) {
  return {view.data(), view.size()};
}

}  // namespace

HttpSession::HttpSession(asio::io_context& context, Door::Dependencies& door, asio::ip::tcp::socket socket,
                         std::shared_ptr<const crypto::TlsContext> tls)
    : context_(context), door_(door), address_(address_of(socket)), tls_(std::move(tls)) {
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  if (tls_) {
    ssl_.emplace(tls_->new_reference());
    secure_.emplace(Plain(std::move(socket)), *ssl_);
  } else {
    plain_.emplace(std::move(socket));
  }
}

asio::awaitable<void> HttpSession::run() {
  peer_.address = address_;
  asio::awaitable<void> served = secure_ ? run_secure() : serve(*plain_);
  co_await std::move(served);
  close();
  if (!entered_.empty()) door_.leave(entered_);
}

asio::awaitable<void> HttpSession::run_secure() {
  const bool welcome = co_await handshake();
  if (!welcome) co_return;
  co_await serve(*secure_);
  if (closed_) co_return;
  lowest().expires_after(limits::kHttpCloseTime);
  co_await secure_->async_shutdown(kAsTuple);
}

asio::awaitable<bool> HttpSession::handshake() {
  lowest().expires_after(limits::kHandshakeTime);
  const auto [error] = co_await secure_->async_handshake(Secure::server, kAsTuple);
  if (error) {
    const bool tls_error = error.category() == asio::error::get_ssl_category();
    refuse(error == beast::error::timeout
               ? "the handshake took too long"
               : crypto::handshake_reason(secure_->native_handle(),
                                          tls_error ? static_cast<unsigned long>(error.value()) : 0));
    co_return false;
  }
  auto certificate = crypto::peer_certificate(secure_->native_handle());
  if (!certificate) {
    refuse(certificate.error().detail);
    co_return false;
  }
  certificate_ = std::move(*certificate);
  if (!identify()) co_return false;
  if (!door_.enter(peer_.agency)) {
    refuse("the agency has all the connections that its file allows");
    co_return false;
  }
  entered_ = peer_.agency;
  co_return true;
}

bool HttpSession::identify() {
  if (!secure_) return true;
  if (auto in_force = door_.tls(); in_force != tls_) {
    if (auto still = in_force->recheck(secure_->native_handle()); !still) {
      refuse(still.error().detail);
      return false;
    }
    tls_ = std::move(in_force);
  }
  auto peer = door_.identify(*certificate_);
  if (peer && !entered_.empty() && peer->agency != entered_)
    peer = fail(Code::kUnauthenticated, "its certificate now belongs to another agency");
  if (!peer) {
    refuse(peer.error().detail);
    return false;
  }
  peer_ = std::move(*peer);
  peer_.address = address_;
  return true;
}

void HttpSession::refuse(std::string_view reason) {
  door_.say({.level = Severity::kWarning,
             .action = entered_.empty() ? "handshake" : "cut",
             .outcome = entered_.empty() ? "failure" : "success",
             .message = entered_.empty() ? "handshake refused at the HTTPS door" : "a live HTTPS session was cut",
             .sender = entered_,
             .error_code = info(Code::kUnauthenticated).name,
             .source = address_,
             .reason = reason});
}

template <typename Stream>
asio::awaitable<void> HttpSession::serve(Stream& stream) {
  beast::flat_buffer buffer(limits::kHttpHeaderBytes + door_.router.largest_body());
  while (!leaving_ && !closed_) {
    http::request_parser<http::string_body> parser;
    parser.header_limit(limits::kHttpHeaderBytes);
    parser.body_limit(door_.router.largest_body());
    lowest().expires_after(limits::kHttpRequestTime);
    idle_ = true;
    const auto [bad_header, header_bytes] = co_await http::async_read_header(stream, buffer, parser, kAsTuple);
    idle_ = false;
    if (bad_header) {
      if (!is_parse_error(bad_header)) co_return;
      HttpResponse refused = refusal(bad_header);
      co_await send(stream, std::move(refused), false);
      co_return;
    }
    if (!identify()) co_return;
    const Router::Found found =
        door_.router.find(text_of(parser.get().method_string()), text_of(parser.get().target()));
    const std::size_t limit = found.route == nullptr ? 0 : found.route->body_bytes;
    parser.body_limit(limit);
    if (parser.content_length().value_or(0) > limit) {
      HttpResponse refused = found.route == nullptr ? http_text(404, "nothing is here")
                                                    : http_text(413, "the request's body is too large");
      co_await send(stream, std::move(refused), false);
      co_return;
    }
    if (!parser.is_done()) {
      lowest().expires_after(limits::kHttpRequestTime);
      const auto [bad_body, body_bytes] = co_await http::async_read(stream, buffer, parser, kAsTuple);
      if (bad_body) {
        if (!is_parse_error(bad_body)) co_return;
        HttpResponse refused = refusal(bad_body);
        co_await send(stream, std::move(refused), false);
        co_return;
      }
    }
    const Request request = parser.release();
    const bool goes_on = co_await answer(stream, request, request.keep_alive());
    if (!goes_on) co_return;
  }
}

// False when the session is over.
template <typename Stream>
asio::awaitable<bool> HttpSession::answer(Stream& stream, const Request& request, bool keep) {
  const std::string method = text_of(request.method_string());
  const std::string path = text_of(request.target());
  const Router::Found found = door_.router.find(method, path);
  HttpResponse response;
  if (found.route != nullptr) {
    const HttpRequest asked{method, path, text_of(request[http::field::content_type]), request.body(), peer_};
    asio::awaitable<HttpResponse> waiting = ask(*found.route, asked);
    response = co_await std::move(waiting);
  } else {
    response =
        found.other_method ? http_text(405, "this is asked with another method") : http_text(404, "nothing is here");
  }
  if (closed_) co_return false;
  keep = keep && !leaving_;
  asio::awaitable<bool> sending = send(stream, std::move(response), keep);
  const bool sent = co_await std::move(sending);
  co_return sent&& keep;
}

asio::awaitable<HttpResponse> HttpSession::ask(const HttpRoute& route, const HttpRequest& request) {
  lowest().expires_never();
  auto initiate = [this, &route, &request](auto handler) {
    // Held by two: a std::function is copied, a handler is not.
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    route.handler(request, [this, waiting](HttpResponse response) {
      asio::post(context_,
                 [waiting, response = std::move(response)]() mutable { std::move (*waiting)(std::move(response)); });
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(HttpResponse)>(initiate, asio::use_awaitable);
}

template <typename Stream>
asio::awaitable<bool> HttpSession::send(Stream& stream, HttpResponse response, bool keep) {
  http::response<http::string_body> message;
  message.result(response.status);
  message.set(http::field::content_type, response.content_type);
  message.set(http::field::cache_control,
              response.caching == Caching::kForever ? "private, max-age=31536000, immutable" : "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.keep_alive(keep);
  message.body() = std::move(response.body);
  message.prepare_payload();
  lowest().expires_after(limits::kHttpAnswerTime);
  const auto [error, bytes] = co_await http::async_write(stream, message, kAsTuple);
  co_return !error;
}

void HttpSession::leave() {
  leaving_ = true;
  if (idle_) close();
}

void HttpSession::close() {
  if (closed_) return;
  closed_ = true;
  lowest().close();
}

void HttpSession::recheck() {
  if (certificate_ && !closed_ && !identify()) close();
}

}  // namespace concordat::gateway
