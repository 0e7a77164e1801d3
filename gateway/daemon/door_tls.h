#pragma once
// The TLS contexts that a configuration's files make: of a door, for one protocol, and of our own questions to other
// agencies. Read anew at each call: reloading is calling again.

#include <memory>
#include <string>

#include "crypto/tls/context.h"
#include "gateway/config/gateway_config.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr const char* kHttpAlpn = "http/1.1";  // RFC 7301 section 6

enum class TlsSide { kDoor, kAsking };
[[nodiscard]] Result<std::shared_ptr<const crypto::TlsContext>> tls_of(const GatewayConfig& config, TlsSide side,
                                                                       const std::string& alpn);
// Of the native door.
[[nodiscard]] Result<std::shared_ptr<const crypto::TlsContext>> native_tls(const GatewayConfig& config);

}  // namespace concordat::gateway
