#include "gateway/admin/control_server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
using boost::system::error_code;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kRequestBytes = 64 * 1024;
constexpr std::size_t kSessions = 16;

bool may_ask(Protocol::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace

struct ControlServer::State {
  State(asio::io_context& io, std::string socket_path) : context(io), acceptor(io), path(std::move(socket_path)) {}
  asio::io_context& context;
  Protocol::acceptor acceptor;
  std::string path;
  std::function<void(std::string_view, Reply)> answer;
  std::size_t sessions = 0;

  asio::awaitable<void> accept_all() {
    while (true) {
      auto [error, socket] = co_await acceptor.async_accept(kAsTuple);
      if (error) co_return;
      if (sessions >= kSessions || !may_ask(socket)) continue;
      ++sessions;
      asio::co_spawn(context, serve(std::move(socket)), [this](const std::exception_ptr&) { --sessions; });
    }
  }

  // What `answer` replies, at once or once a commit is durable.
  asio::awaitable<std::string> answer_to(const std::string& request) {
    auto ask = [this, &request](auto handler) {
      // Held by two: a std::function is copied, a handler is not.
      auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
      answer(request, [this, waiting](std::string reply) {
        asio::post(context, [waiting, reply = std::move(reply)]() mutable { std::move (*waiting)(std::move(reply)); });
      });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::string)>(ask, asio::use_awaitable);
  }

  asio::awaitable<void> serve(Protocol::socket socket) {
    std::string buffer;
    while (true) {
      const auto [error, length] =
          co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer, kRequestBytes), '\n', kAsTuple);
      if (error) co_return;
      const std::string request = buffer.substr(0, length - 1);
      buffer.erase(0, length);
      asio::awaitable<std::string> waiting = answer_to(request);
      const std::string reply = co_await std::move(waiting) + '\n';
      const auto [failed, written] = co_await asio::async_write(socket, asio::buffer(reply), kAsTuple);
      if (failed) co_return;
    }
  }
};

ControlServer::ControlServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<ControlServer>> ControlServer::open(asio::io_context& context, const std::string& path,
                                                           std::function<void(std::string_view, Reply)> answer) {
  auto state = std::make_unique<State>(context, path);
  state->answer = std::move(answer);
  // The data folder is ours alone (its lock is held), so an old socket there is a dead one's.
  ::unlink(path.c_str());
  error_code error;
  state->acceptor.open(Protocol(), error);
  const mode_t before = ::umask(0077);
  if (!error) state->acceptor.bind(Protocol::endpoint(path), error);
  ::umask(before);
  if (!error) state->acceptor.listen(16, error);
  if (error) return fail(Code::kIo, path + ": the control socket cannot be opened: " + error.message());
  asio::co_spawn(context, state->accept_all(), [](const std::exception_ptr&) {});
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(state)));
}

ControlServer::~ControlServer() {
  if (state_) ::unlink(state_->path.c_str());
}

void ControlServer::stop() {
  error_code ignored;
  state_->acceptor.close(ignored);
}

}  // namespace concordat::gateway
