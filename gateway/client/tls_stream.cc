#include "gateway/client/tls_stream.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "crypto/tls/context.h"
#include "crypto/tls/handshake_reason.h"
#include "protocol/native/frame.h"

namespace concordat::client {
namespace {

constexpr std::size_t kReadAhead = 64 * 1024;  // several TLS records a system call

std::chrono::sys_seconds wall_clock() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string system_words(int error) {
  std::string text = std::strerror(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

// False at the deadline.
Result<bool> poll_until(int descriptor, short events, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd waiting{descriptor, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::clamp<long long>(left, 0, 3'600'000)));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) return fail(Code::kIo, "waiting for the gateway: " + system_words(errno));
  }
}

// What the gateway meant by its alert (RFC 8446 section 6.2), where it is about our certificate; else null.
const char* refusal(int alert) {
  switch (alert) {
    case SSL_AD_CERTIFICATE_EXPIRED: return "it has expired, or is not valid yet";
    case SSL_AD_CERTIFICATE_REVOKED: return "it was revoked";
    case SSL_AD_UNKNOWN_CA: return "its issuer is not one that the gateway knows";
    case SSL_AD_UNSUPPORTED_CERTIFICATE: return "it is not meant for a client (its extended key usage)";
    case SSL_AD_BAD_CERTIFICATE: return "it is not acceptable";
    case SSL_AD_CERTIFICATE_UNKNOWN: return "it is not acceptable, or no agency is known by it";
    case SSL_AD_ACCESS_DENIED: return "no agency is known by it";
    case SSL_AD_CERTIFICATE_REQUIRED: return "none was presented";
    default: return nullptr;
  }
}

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

}  // namespace

TlsStream::Socket::~Socket() {
  if (number >= 0) ::close(number);
}

void TlsStream::FreeSession::operator()(ssl_st* session) const {
  SSL_free(session);
}

Result<TlsStream::Socket> TlsStream::reach(const Endpoint& endpoint, Deadline deadline) {
  const std::string who = "cannot reach " + endpoint.str() + ": ";
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
      code != 0) {
    return fail(Code::kUnavailable, who + ::gai_strerror(code));
  }
  const std::unique_ptr<addrinfo, FreeAddresses> addresses(found);
  int last_error = ECONNREFUSED;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.number < 0) return fail(Code::kIo, who + system_words(errno));
    int failed = ::connect(socket.number, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (failed == EINPROGRESS) {
      auto ready = poll_until(socket.number, POLLOUT, deadline);
      if (!ready) return fail(ready.error());
      if (!*ready) return fail(Code::kTimeout, who + "no answer in time");
      socklen_t size = sizeof failed;
      ::getsockopt(socket.number, SOL_SOCKET, SO_ERROR, &failed, &size);
    }
    if (failed == 0) {
      const int on = 1;
      ::setsockopt(socket.number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return socket;
    }
    last_error = failed;
  }
  return fail(Code::kUnavailable,
              who + system_words(last_error) + (last_error == ECONNREFUSED ? "; is concordatd running?" : ""));
}

Result<TlsStream> TlsStream::connect(const ClientFile& file, std::chrono::milliseconds time) {
  const Deadline deadline = std::chrono::steady_clock::now() + time;
  auto socket = reach(file.gateway, deadline);
  if (!socket) return fail(socket.error());
  TlsStream stream(*std::move(socket), file.gateway.str());
  if (auto done = stream.shake_hands(file, deadline); !done) return fail(done.error());
  return stream;
}

Result<void> TlsStream::shake_hands(const ClientFile& file, Deadline deadline) {
  auto context = crypto::TlsContext::client({.certificate_pem = file.certificate_pem,
                                             .key_pem = file.key_pem.view(),
                                             .authorities_pem = file.authorities_pem,
                                             .crls_pem = file.crls_pem,
                                             .alpn = {std::string(protocol::native::kAlpn)},
                                             .versions = crypto::TlsVersions::kOnly13,
                                             .clock = wall_clock});
  if (!context) return fail(Code::kConfigInvalid, file.path + ": " + context.error().detail);
  session_.reset(SSL_new(context->native()));
  if (session_ == nullptr || SSL_set_fd(session_.get(), socket_.number) != 1)
    return fail(Code::kInternal, "no TLS session");
  if (auto named = crypto::expect_server(session_.get(), file.gateway.host); !named) return fail(named.error());
  SSL_set_mode(session_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_set_read_ahead(session_.get(), 1);
  SSL_set_default_read_buffer_len(session_.get(), kReadAhead);
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(session_.get());
    if (result == 1) return {};
    const int reason = SSL_get_error(session_.get(), result);
    if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
      // Who hangs up without a word has refused nobody: a gateway that went away says as much.
      const unsigned long error = ERR_peek_error();
      const bool hung_up = reason == SSL_ERROR_SYSCALL || ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
      return fail(hung_up ? Code::kUnavailable : Code::kUnauthenticated,
                  "no safe connection to " + gateway_ + ": " + crypto::handshake_reason(session_.get(), error));
    }
    auto ready = poll_until(socket_.number, reason == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline);
    if (!ready) return fail(ready.error());
    if (!*ready) return fail(Code::kTimeout, gateway_ + " did not finish the handshake in time");
  }
}

Error TlsStream::failure(int result) const {
  const int reason = SSL_get_error(session_.get(), result);
  const unsigned long code = ERR_peek_error();
  if (reason == SSL_ERROR_SSL && ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) > SSL_AD_REASON_OFFSET) {
    const char* words = refusal(ERR_GET_REASON(code) - SSL_AD_REASON_OFFSET);
    if (words != nullptr)
      return {Code::kUnauthenticated, std::string("the gateway refused this certificate: ") + words};
  }
  if (reason == SSL_ERROR_SYSCALL && errno != 0) {
    return {Code::kUnavailable, "the connection to " + gateway_ + " was lost: " + system_words(errno)};
  }
  if (reason == SSL_ERROR_ZERO_RETURN || reason == SSL_ERROR_SYSCALL ||
      ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    return {Code::kUnavailable, "the gateway at " + gateway_ + " closed the connection"};
  }
  return {Code::kUnavailable,
          "the connection to " + gateway_ + " failed: " + crypto::handshake_reason(session_.get(), code)};
}

Result<std::size_t> TlsStream::read_some(std::span<char> room) {
  ERR_clear_error();
  std::size_t bytes = 0;
  errno = 0;
  const int result = SSL_read_ex(session_.get(), room.data(), room.size(), &bytes);
  if (result == 1) return bytes;
  const int reason = SSL_get_error(session_.get(), result);
  if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return std::size_t{0};
  return fail(failure(result));
}

Result<std::size_t> TlsStream::write_some(std::string_view bytes) {
  if (bytes.empty()) return std::size_t{0};
  ERR_clear_error();
  std::size_t written = 0;
  errno = 0;
  const int result = SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &written);
  if (result == 1) return written;
  const int reason = SSL_get_error(session_.get(), result);
  if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return std::size_t{0};
  return fail(failure(result));
}

Result<bool> TlsStream::wait(Interest interest, Deadline deadline) const {
  const int events = interest == Interest::kRead ? POLLIN : POLLIN | POLLOUT;
  return poll_until(socket_.number, static_cast<short>(events), deadline);
}

void TlsStream::finish() {
  ERR_clear_error();
  SSL_shutdown(session_.get());
}

}  // namespace concordat::client
