#include "gateway/daemon/door_tls.h"

#include <chrono>

#include "crypto/primitive/secret.h"
#include "gateway/runtime/files.h"
#include "protocol/native/frame.h"

namespace concordat::gateway {
namespace {

std::chrono::sys_seconds now_seconds() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

Result<std::shared_ptr<const crypto::TlsContext>> tls_of(const GatewayConfig& config, TlsSide side,
                                                         const std::string& alpn) {
  auto certificate = read_file(config.tls_certificate);
  if (!certificate) return fail(certificate.error());
  auto key = read_file(config.tls_key);
  if (!key) return fail(key.error());
  const crypto::Secret secret = crypto::Secret::adopt(std::move(*key));
  auto ca = read_file(config.tls_ca);
  if (!ca) return fail(ca.error());
  auto crl = read_file(config.tls_crl);
  if (!crl) return fail(crl.error());
  const crypto::TlsOptions options{.certificate_pem = *certificate,
                                   .key_pem = secret.view(),
                                   .authorities_pem = *ca,
                                   .crls_pem = *crl,
                                   .alpn = {alpn},
                                   .clock = now_seconds};
  auto context = side == TlsSide::kDoor ? crypto::TlsContext::server(options) : crypto::TlsContext::client(options);
  if (!context) return fail(context.error());
  return std::make_shared<const crypto::TlsContext>(std::move(*context));
}

Result<std::shared_ptr<const crypto::TlsContext>> native_tls(const GatewayConfig& config) {
  return tls_of(config, TlsSide::kDoor, std::string(protocol::native::kAlpn));
}

}  // namespace concordat::gateway
