#pragma once
// Where a door listens: "127.0.0.1:7443", "[::1]:7443"; port 0 takes a free one. Errors are for the operator. One
// thread an acceptor.
//
//   tcp::acceptor acceptor(context);
//   if (auto listening = listen_on(acceptor, address); !listening) return listening;
//   std::string real = address_of(acceptor);      // with the real port

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "protocol/base/result.h"

namespace concordat::gateway {

// A numeric host, so that no name server decides where the gateway listens.
[[nodiscard]] Result<boost::asio::ip::tcp::endpoint> listen_endpoint(const std::string& address);
[[nodiscard]] Result<void> listen_on(boost::asio::ip::tcp::acceptor& acceptor, const std::string& address);
// Empty when it does not listen.
[[nodiscard]] std::string address_of(const boost::asio::ip::tcp::acceptor& acceptor);

}  // namespace concordat::gateway
