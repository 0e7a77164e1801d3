#include "crypto/tls/handshake_reason.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string_view>

#include "crypto/tls/verification.h"
#include "protocol/base/bytes.h"

namespace concordat::crypto {
namespace {

constexpr int kAlertOffset =
    SSL_AD_REASON_OFFSET;  // OpenSSL's reason for an alert that the peer sent: this plus its number

struct Words {
  int reason;
  std::string_view of_client;  // when the peer is a client
  std::string_view of_server;
};

constexpr std::string_view kNotTls = "what arrived is not TLS";
constexpr std::string_view kClosed = "the peer closed the connection during the handshake";

constexpr Words kWords[] = {
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "the client presented no certificate",
     "the server presented no certificate"},
    {SSL_R_NO_APPLICATION_PROTOCOL, "the client does not speak this door's protocol (ALPN)",
     "the server does not speak our protocol (ALPN)"},
    {SSL_R_NO_SHARED_CIPHER, "the client has no cipher suite in common with us",
     "the server has no cipher suite in common with us"},
    {SSL_R_NO_SUITABLE_KEY_SHARE, "the client has no key exchange group in common with us",
     "the server chose an unusable group"},
    {SSL_R_NO_SHARED_GROUPS, "the client has no key exchange group in common with us",
     "the server has no group in common with us"},
    {SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, "the client has no signature algorithm in common with us",
     "the server has no signature algorithm in common with us"},
    {SSL_R_WRONG_SIGNATURE_TYPE, "the client signed with an algorithm that is not allowed",
     "the server signed with a forbidden algorithm"},
    {SSL_R_EXCESSIVE_MESSAGE_SIZE, "the client sent a handshake message over the limit",
     "the server sent a message over the limit"},
    {SSL_R_HTTP_REQUEST, "plain HTTP was sent to a TLS port", kNotTls},
    {SSL_R_HTTPS_PROXY_REQUEST, "an HTTP proxy request was sent to a TLS port", kNotTls},
    {SSL_R_WRONG_VERSION_NUMBER, kNotTls, kNotTls},
    {SSL_R_UNEXPECTED_EOF_WHILE_READING, kClosed, kClosed},
};

// RFC 8446 section 6.2: what the peer said of us.
struct AlertWords {
  int alert;
  std::string_view words;
};
constexpr AlertWords kAlertWords[] = {
    {SSL_AD_CERTIFICATE_REQUIRED, "the peer requires a certificate from us and got none"},
    {SSL_AD_UNKNOWN_CA, "the peer does not know the authority that issued our certificate"},
    {SSL_AD_CERTIFICATE_EXPIRED, "the peer says that our certificate is not valid at this time"},
    {SSL_AD_CERTIFICATE_REVOKED, "the peer says that our certificate is revoked"},
    {SSL_AD_BAD_CERTIFICATE, "the peer does not accept our certificate"},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, "the peer says that our certificate is not for this use"},
    {SSL_AD_CERTIFICATE_UNKNOWN, "the peer could not check our certificate"},
    {SSL_AD_PROTOCOL_VERSION, "the peer does not speak our version of TLS"},
    {SSL_AD_NO_APPLICATION_PROTOCOL, "the peer does not speak our protocol (ALPN)"},
    {SSL_AD_HANDSHAKE_FAILURE, "the peer refused the handshake (nothing in common, or our certificate)"},
};

std::string version_reason(const SSL* session) {
  const bool only_13 = SSL_CTX_get_min_proto_version(SSL_get_SSL_CTX(session)) == TLS1_3_VERSION;
  return std::string(SSL_is_server(session) ? "the client" : "the server") + " does not speak " +
         (only_13 ? "TLS 1.3, which is required here" : "TLS 1.2 or 1.3");
}

std::string alert_reason(int alert) {
  for (const auto& [number, words] : kAlertWords) {
    if (number == alert) return std::string(words);
  }
  return std::string("the peer refused: ") + SSL_alert_desc_string_long(alert);
}

}  // namespace

std::string handshake_reason(const ssl_st* session, unsigned long openssl_error) {
  if (std::string refusal = refusal_of(session); !refusal.empty()) return refusal;
  const unsigned long error = openssl_error != 0 ? openssl_error : ERR_peek_last_error();
  if (error == 0 || ERR_GET_LIB(error) != ERR_LIB_SSL) {
    const char* text = error == 0 || ERR_SYSTEM_ERROR(error) ? nullptr : ERR_reason_error_string(error);
    return text == nullptr ? std::string(kClosed) : std::string("the TLS handshake failed: ") + text;
  }
  const int reason = ERR_GET_REASON(error);
  if (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_VERSION_TOO_LOW) return version_reason(session);
  for (const Words& words : kWords) {
    if (words.reason == reason) return std::string(SSL_is_server(session) ? words.of_client : words.of_server);
  }
  if (reason > kAlertOffset && reason < kAlertOffset + 256) return alert_reason(reason - kAlertOffset);
  const char* text = ERR_reason_error_string(error);
  return std::string("the TLS handshake failed: ") + (text == nullptr ? "for an unknown reason" : text);
}

}  // namespace concordat::crypto
