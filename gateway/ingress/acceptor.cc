#include "gateway/ingress/acceptor.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>

#include "gateway/ingress/connection.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr auto kRetry = std::chrono::milliseconds(100);

Result<tcp::endpoint> endpoint_of(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  const auto wrong = [&] {
    return fail(Code::kConfigInvalid, "listen address \"" + address + "\": write it as 127.0.0.1:7443 or [::1]:7443");
  };
  if (colon == std::string::npos) return wrong();
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const auto [end, parsed] = std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  if (parsed != std::errc() || end != address.data() + address.size()) return wrong();
  error_code error;
  const auto ip = asio::ip::make_address(host, error);
  if (error) return wrong();
  return tcp::endpoint(ip, port);
}

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
  auto endpoint = endpoint_of(address);
  if (!endpoint) return fail(endpoint.error());
  std::unique_ptr<Acceptor> self(new Acceptor);
  self->state_ = std::make_unique<State>(*workers.front());
  self->state_->workers = std::move(workers);
  tcp::acceptor& acceptor = self->state_->acceptor;
  error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(limits::kListenBacklog, error);
  if (error) {
    return fail(Code::kConfigInvalid, "cannot listen on " + address + ": " + error.message() +
                                          "; is another gateway running, or the port taken?");
  }
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
  error_code error;
  const auto endpoint = state_->acceptor.local_endpoint(error);
  if (error) return {};
  const std::string host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

}  // namespace concordat::gateway
