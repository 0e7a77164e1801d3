#include "gateway/https/http_client.h"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>

#include "crypto/tls/handshake_reason.h"
#include "gateway/https/url.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using SecureStream = asio::ssl::stream<beast::tcp_stream>;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr int kHttp11 = 11;
constexpr std::size_t kHeaderBytes = 16 * 1024;

tl::unexpected<Error> unreachable(const Url& url, error_code error) {
  if (error == beast::error::timeout || error == asio::error::timed_out)
    return fail(Code::kTimeout, url.authority() + " does not answer in time");
  return fail(Code::kUnavailable, "cannot reach " + url.authority() + ": " + error.message());
}

// The request and its answer over a stream that is connected.
template <typename Stream>
asio::awaitable<Result<HttpAnswer>> exchange(Stream& stream, const Url& url, std::string body) {
  http::request<http::string_body> request{http::verb::post, url.path, kHttp11};
  request.set(http::field::host, url.authority());
  request.set(http::field::content_type, "text/plain; charset=utf-8");
  request.keep_alive(false);
  request.body() = std::move(body);
  request.prepare_payload();
  const auto [unsent, sent] = co_await http::async_write(stream, request, kAsTuple);
  if (unsent) co_return unreachable(url, unsent);
  beast::flat_buffer buffer(kHeaderBytes + HttpClient::kAnswerBytes);
  http::response_parser<http::string_body> parser;
  parser.header_limit(kHeaderBytes);
  parser.body_limit(HttpClient::kAnswerBytes);
  const auto [unread, received] = co_await http::async_read(stream, buffer, parser, kAsTuple);
  // In TLS 1.3 a server that refuses our certificate says so after the handshake.
  if (unread && unread.category() == asio::error::get_ssl_category())
    co_return fail(Code::kUnauthenticated, url.authority() + " refuses the connection: " + unread.message());
  if (unread && unread.category() == http::make_error_code(http::error::end_of_stream).category() &&
      unread != http::error::end_of_stream)
    co_return fail(Code::kMalformed, url.authority() + " does not speak HTTP/1.1: " + unread.message());
  if (unread) co_return unreachable(url, unread);
  HttpAnswer answer;
  answer.status = static_cast<std::uint16_t>(parser.get().result_int());
  answer.content_type = std::string(parser.get()[http::field::content_type]);
  answer.body = std::move(parser.get().body());
  co_return answer;
}

}  // namespace

struct HttpClient::State {
  Tls tls;
  std::chrono::milliseconds time;
  asio::io_context context{1};
  std::atomic<bool> stopped{false};

  asio::awaitable<error_code> connect(const Url& url, beast::tcp_stream& stream) {
    asio::ip::tcp::resolver resolver(context);
    const auto [unknown, found] = co_await resolver.async_resolve(url.host, std::to_string(url.port), kAsTuple);
    if (unknown) co_return unknown;
    const auto [failed, endpoint] = co_await stream.async_connect(found, kAsTuple);
    co_return failed;
  }

  asio::awaitable<Result<HttpAnswer>> post_secure(const Url& url, std::string body) {
    const std::shared_ptr<const crypto::TlsContext> in_force = tls ? tls() : nullptr;
    if (!in_force) co_return fail(Code::kConfigInvalid, "no certificate is configured to ask " + url.authority());
    asio::ssl::context ssl(in_force->new_reference());
    SecureStream stream(beast::tcp_stream(context), ssl);
    stream.next_layer().expires_after(time);
    const error_code failed = co_await connect(url, stream.next_layer());
    if (failed) co_return unreachable(url, failed);
    if (auto named = crypto::expect_server(stream.native_handle(), url.host); !named) co_return fail(named.error());
    const auto [refused] = co_await stream.async_handshake(SecureStream::client, kAsTuple);
    if (refused && refused.category() == asio::error::get_ssl_category()) {
      co_return fail(Code::kUnauthenticated,
                     "no safe connection to " + url.authority() + ": " +
                         crypto::handshake_reason(stream.native_handle(), static_cast<unsigned long>(refused.value())));
    }
    if (refused) co_return unreachable(url, refused);
    asio::awaitable<Result<HttpAnswer>> answer = exchange(stream, url, std::move(body));
    co_return co_await std::move(answer);
  }

  asio::awaitable<Result<HttpAnswer>> post_plain(const Url& url, std::string body) {
    beast::tcp_stream stream(context);
    stream.expires_after(time);
    const error_code failed = co_await connect(url, stream);
    if (failed) co_return unreachable(url, failed);
    asio::awaitable<Result<HttpAnswer>> answer = exchange(stream, url, std::move(body));
    co_return co_await std::move(answer);
  }

  // Found is held by everyone who writes to it: a look-up that took too long may end after its answer was given up.
  using Found = std::shared_ptr<std::vector<std::optional<Result<HttpAnswer>>>>;
  asio::awaitable<void> post(HttpPost what, Found found, std::size_t at) {
    const auto url = Url::parse(what.url);
    if (!url) {
      (*found)[at] = fail(url.error());
      co_return;
    }
    asio::awaitable<Result<HttpAnswer>> answer =
        url->tls ? post_secure(*url, std::move(what.body)) : post_plain(*url, std::move(what.body));
    (*found)[at] = co_await std::move(answer);
  }
};

HttpClient::HttpClient(Tls tls, std::chrono::milliseconds time) : state_(std::make_unique<State>()) {
  state_->tls = std::move(tls);
  state_->time = time;
}

HttpClient::~HttpClient() = default;

std::vector<Result<HttpAnswer>> HttpClient::post_all(std::vector<HttpPost> posts) {
  auto found = std::make_shared<std::vector<std::optional<Result<HttpAnswer>>>>(posts.size());
  state_->context.restart();  // before the look at `stopped`: whoever stops comes before the one or after the other
  if (!state_->stopped) {
    for (std::size_t i = 0; i < posts.size(); ++i) {
      asio::co_spawn(state_->context, state_->post(std::move(posts[i]), found, i),
                     [found, i](const std::exception_ptr& bug) {
                       if (bug) (*found)[i] = fail(Code::kInternal, "asking ended by a bug");
                     });
    }
    // A host whose name takes too long to look up has no deadline of its own.
    state_->context.run_for(2 * state_->time);
  }
  std::vector<Result<HttpAnswer>> answers;
  for (auto& one : *found) {
    answers.push_back(one ? std::move(*one) : Result<HttpAnswer>(fail(Code::kUnavailable, "no answer in time")));
  }
  return answers;
}

void HttpClient::stop() {
  state_->stopped = true;
  state_->context.stop();
}

}  // namespace concordat::gateway
