#include "gateway/runtime/listening.h"

#include <charconv>

#include "protocol/base/bytes.h"
#include "protocol/limits.h"

namespace concordat::gateway {

using boost::asio::ip::tcp;
using boost::system::error_code;

Result<tcp::endpoint> listen_endpoint(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  const auto wrong = [&] {
    return fail(Code::kConfigInvalid,
                "listen address \"" + printable(address) + "\": write it as 127.0.0.1:7443 or [::1]:7443");
  };
  if (colon == std::string::npos) return wrong();
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const auto [end, parsed] = std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  if (parsed != std::errc() || end != address.data() + address.size()) return wrong();
  error_code error;
  const auto ip = boost::asio::ip::make_address(host, error);
  if (error) return wrong();
  return tcp::endpoint(ip, port);
}

Result<void> listen_on(tcp::acceptor& acceptor, const std::string& address) {
  auto endpoint = listen_endpoint(address);
  if (!endpoint) return fail(endpoint.error());
  error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(limits::kListenBacklog, error);
  if (!error) return {};
  return fail(Code::kConfigInvalid, "cannot listen on " + address + ": " + error.message() +
                                        "; is another gateway running, or the port taken?");
}

std::string address_of(const tcp::acceptor& acceptor) {
  error_code error;
  const auto endpoint = acceptor.local_endpoint(error);
  if (error) return {};
  const std::string host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

}  // namespace concordat::gateway
