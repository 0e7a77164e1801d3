#pragma once
// A client file: how one agency reaches the gateway over the native door. YAML with top-level scalars; paths are
// relative to the file.
//
//   gateway: 127.0.0.1:7443
//   ca: ../tls/ca.crt            # who may have issued the gateway's certificate
//   crl: ../tls/ca.crl           # which of its certificates were revoked; default: beside `ca`, with the ending .crl
//   cert: riverside-trust.crt
//   key: riverside-trust.key
//
//   Result<ClientFile> file = read_client_file("clients/riverside-trust.yaml");
//
// Everything it names is read at once, so that a missing file is reported before anything is sent.

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/primitive/secret.h"
#include "protocol/base/result.h"

namespace concordat::client {

struct Endpoint {
  std::string host;  // a DNS name or an IP address, without brackets
  std::uint16_t port = 0;

  // "127.0.0.1:7443", "[::1]:7443"
  [[nodiscard]] std::string str() const;
  [[nodiscard]] static Result<Endpoint> parse(std::string_view text);
  bool operator==(const Endpoint&) const = default;
};

struct ClientFile {
  std::string path;
  Endpoint gateway;
  std::string authorities_pem;
  std::string crls_pem;
  std::string certificate_pem;
  crypto::Secret key_pem;
};

// kConfigInvalid with file:line:column and every problem, one a line.
[[nodiscard]] Result<ClientFile> read_client_file(const std::string& path);

}  // namespace concordat::client
