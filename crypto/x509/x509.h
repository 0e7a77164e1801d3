#pragma once
// Reading what X.509 objects hold: PEM lists, dates, names, serial numbers. Internal to crypto/: it shows OpenSSL's
// types.

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/primitive/openssl.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

// Every certificate or CRL of a PEM text, in order; `what` names the text in the error. kConfigInvalid when there is
// none or one is malformed.
[[nodiscard]] Result<std::vector<CertificateHandle>> read_certificates(std::string_view pem, std::string_view what);
[[nodiscard]] Result<std::vector<CrlHandle>> read_crls(std::string_view pem, std::string_view what);

[[nodiscard]] Result<std::chrono::sys_seconds> time_of(const ASN1_TIME* time);
// "2026-01-03", or "an unreadable date".
[[nodiscard]] std::string date_of(const ASN1_TIME* time);
// "CN=Trial CA", escaped and cut: fit for a log line.
[[nodiscard]] std::string name_of(const X509_NAME* name);
// Upper-case hexadecimal.
[[nodiscard]] std::string serial_of(const X509* certificate);

}  // namespace concordat::crypto
