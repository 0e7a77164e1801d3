#include "gateway/https/door.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unordered_map>

#include "gateway/https/session.h"
#include "gateway/runtime/listening.h"
#include "gateway/runtime/thread_name.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kRetry = std::chrono::milliseconds(100);

}  // namespace

struct Door::State {
  explicit State(Dependencies dependencies)
      : deps(std::move(dependencies)), acceptor(context), retry(context), late(context), repeats(deps.clock) {
    // What nobody who knocks may fill the log with.
    deps.say = [this, say = std::move(deps.say)](const LogEvent& event) {
      if (repeats.allow(event.reason)) say(event);
    };
  }

  Dependencies deps;
  asio::io_context context{1};
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  asio::steady_timer late;
  RepeatLimit repeats;
  std::uint64_t next_id = 1;
  bool stopping = false;
  std::unordered_map<std::uint64_t, std::unique_ptr<HttpSession>> sessions;

  void accept_next() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (!error) adopt(std::move(socket));
      if (!error || error == asio::error::connection_aborted) return accept_next();
      // Out of descriptors or memory: those who wait stay in the backlog.
      retry.expires_after(kRetry);
      retry.async_wait([this](error_code stopped) {
        if (!stopped) accept_next();
      });
    });
  }

  void adopt(tcp::socket socket) {
    if (sessions.size() >= limits::kHttpConnections) return;  // the socket closes
    const std::uint64_t id = next_id++;
    auto& session = sessions[id];
    session = std::make_unique<HttpSession>(context, deps, std::move(socket), deps.tls ? deps.tls() : nullptr);
    asio::co_spawn(context, session->run(), [this, id](const std::exception_ptr& bug) {
      if (bug) {
        deps.say({.level = Severity::kCritical,
                  .action = "connection",
                  .outcome = "failure",
                  .message = "an HTTPS session ended by a bug"});
      }
      // Posted: the coroutine that ends is still below us on the stack.
      asio::post(context, [this, id] {
        sessions.erase(id);
        end_if_done();
      });
    });
  }

  void end_if_done() {
    if (!stopping || !sessions.empty()) return;
    late.cancel();
    context.stop();
  }

  void stop() {
    if (stopping) return;
    stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    retry.cancel();
    for (const auto& [id, session] : sessions) session->leave();
    late.expires_after(limits::kDrainTime);
    late.async_wait([this](error_code in_time) {
      if (in_time) return;
      for (const auto& [id, session] : sessions) session->close();
      context.stop();
    });
    end_if_done();
  }
};

Door::Door(std::unique_ptr<State> state) : state_(std::move(state)) {}
Door::~Door() = default;

Result<std::unique_ptr<Door>> Door::open(const std::string& address, Dependencies dependencies) {
  const auto endpoint = listen_endpoint(address);
  if (!endpoint) return fail(endpoint.error());
  if (!dependencies.tls && !endpoint->address().is_loopback()) {
    return fail(Code::kConfigInvalid,
                address + ": without TLS a door opens on this machine only (127.0.0.1, [::1]); give a certificate");
  }
  auto state = std::make_unique<State>(std::move(dependencies));
  if (auto listening = listen_on(state->acceptor, address); !listening) return fail(listening.error());
  return std::unique_ptr<Door>(new Door(std::move(state)));
}

void Door::run() {
  name_this_thread("https");
  asio::post(state_->context, [this] { state_->accept_next(); });
  state_->context.run();
}

void Door::stop() {
  asio::post(state_->context, [this] { state_->stop(); });
}

void Door::recheck() {
  asio::post(state_->context, [this] {
    for (const auto& [id, session] : state_->sessions) session->recheck();
  });
}

std::string Door::address() const {
  return address_of(state_->acceptor);
}

}  // namespace concordat::gateway
