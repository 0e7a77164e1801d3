#include "gateway/ingress/acceptor.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/ingress/connection.h"
#include "gateway/runtime/listening.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kRetry = std::chrono::milliseconds(100);

}  // namespace

struct Acceptor::State {
  explicit State(Worker& home) : acceptor(home.loop().context), retry(home.loop().context) {}
  std::vector<Worker*> workers;
  std::size_t next = 0;
  tcp::acceptor acceptor;
  asio::steady_timer retry;

  void accept_next() {
    Worker& worker = *workers[next++ % workers.size()];
    acceptor.async_accept(worker.loop().context, [this, &worker](error_code error, tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (!error) worker.adopt(std::make_unique<AcceptedSocket>(AcceptedSocket{std::move(socket)}));
      if (!error || error == asio::error::connection_aborted) return accept_next();
      // Out of descriptors or memory: those who wait stay in the backlog.
      retry.expires_after(kRetry);
      retry.async_wait([this](error_code stopped) {
        if (!stopped) accept_next();
      });
    });
  }
};

Acceptor::Acceptor() = default;
Acceptor::~Acceptor() = default;

Result<std::unique_ptr<Acceptor>> Acceptor::open(const std::string& address, std::vector<Worker*> workers) {
  std::unique_ptr<Acceptor> self(new Acceptor);
  self->state_ = std::make_unique<State>(*workers.front());
  self->state_->workers = std::move(workers);
  if (auto listening = listen_on(self->state_->acceptor, address); !listening) return fail(listening.error());
  return self;
}

void Acceptor::start() {
  asio::post(state_->acceptor.get_executor(), [this] { state_->accept_next(); });
}

void Acceptor::stop() {
  asio::post(state_->acceptor.get_executor(), [this] {
    error_code ignored;
    state_->acceptor.close(ignored);
    state_->retry.cancel();
  });
}

std::string Acceptor::address() const {
  return address_of(state_->acceptor);
}

}  // namespace concordat::gateway
