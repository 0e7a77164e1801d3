#pragma once
// Where a witness is reached: https://HOST[:PORT]/PATH, or http:// on this machine's loopback only, since without TLS
// nobody on the way may be trusted with anything. A plain value.
//
//   Result<Url> url = Url::parse("https://north.example:7444/witness/add-checkpoint");

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::gateway {

struct Url {
  bool tls = true;
  std::string host;  // a DNS name or an IP address, without brackets
  std::uint16_t port = 0;
  std::string path;  // begins with a slash; no query

  // kConfigInvalid with what is wrong.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
  // As the Host header has it.
  [[nodiscard]] std::string authority() const;
};

}  // namespace concordat::gateway
