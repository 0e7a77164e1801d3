#include "tests/unit/gateway/cli/fake_gateway.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "crypto/tls/certificate.h"
#include "crypto/tls/context.h"

namespace concordat::cli {
namespace {

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

crypto::CertificateSpec spec(std::string name, crypto::Usage usage) {
  crypto::CertificateSpec made;
  made.common_name = std::move(name);
  made.san_ips = {"127.0.0.1"};
  made.usage = usage;
  made.not_before = now() - std::chrono::hours(1);
  made.not_after = now() + std::chrono::hours(24);
  return made;
}

struct Authority {
  crypto::CertificateAuthority ca =
      crypto::CertificateAuthority::create(spec("authority", crypto::Usage::kNone)).value();
  std::string crl =
      ca.issue_crl({.this_update = now() - std::chrono::hours(1), .next_update = now() + std::chrono::hours(24)})
          .value();
};

}  // namespace

struct FakeGateway::Tls {
  Authority authority;
  Authority stranger;
  std::optional<crypto::TlsContext> context;
};

std::optional<protocol::native::Frame> FakeSession::read() {
  protocol::native::Frame frame;
  while (!reader_.next(frame).value()) {
    const auto room = reader_.prepare(16 * 1024);
    const int bytes = SSL_read(session_, room.data(), static_cast<int>(room.size()));
    if (bytes <= 0) return std::nullopt;
    reader_.commit(static_cast<std::size_t>(bytes));
  }
  return frame;
}

void FakeSession::write(const protocol::native::Frame& frame) {
  std::string bytes;
  protocol::native::append_frame(bytes, frame);
  SSL_write(session_, bytes.data(), static_cast<int>(bytes.size()));
}

void FakeSession::greet(std::uint32_t max_in_flight) {
  (void)read();
  protocol::native::Frame hello;
  hello.mutable_hello()->set_version(1);
  hello.mutable_hello()->set_agency("riverside-trust");
  hello.mutable_hello()->set_max_in_flight(max_in_flight);
  hello.mutable_hello()->set_max_record_bytes(1 << 20);
  write(hello);
}

void FakeSession::see_off() {
  while (const auto frame = read()) {
    if (frame->has_close()) write(*frame);
  }
}

FakeGateway::FakeGateway(std::vector<Script> scripts, Knows knows)
    : tls_(std::make_unique<Tls>()), hangs_up_(knows == Knows::kHangsUp) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto& ca = tls_->authority.ca;
  const auto server = ca.issue(spec("gateway", crypto::Usage::kServer)).value();
  const auto client = ca.issue(spec("client", crypto::Usage::kClient)).value();
  const Authority& trusted = knows == Knows::kTheClient ? tls_->authority : tls_->stranger;
  tls_->context = crypto::TlsContext::server({.certificate_pem = server.certificate_pem,
                                              .key_pem = server.key_pem.view(),
                                              .authorities_pem = trusted.ca.certificate_pem(),
                                              .crls_pem = trusted.crl,
                                              .alpn = {std::string(protocol::native::kAlpn)},
                                              .clock = now})
                      .value();
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no port to listen on");
  }
  file_.path = "client.yaml";
  file_.gateway = {"127.0.0.1", ntohs(address.sin_port)};
  file_.authorities_pem = ca.certificate_pem();
  file_.crls_pem = tls_->authority.crl;
  file_.certificate_pem = client.certificate_pem;
  file_.key_pem = client.key_pem.duplicate();
  thread_ = std::thread([this, scripts = std::move(scripts)] { serve(scripts); });
}

FakeGateway::~FakeGateway() {
  ::shutdown(listener_, SHUT_RDWR);  // a script that nobody connected to is not waited for
  thread_.join();
  ::close(listener_);
}

void FakeGateway::serve(const std::vector<Script>& scripts) const {
  for (const Script& script : scripts) {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    if (hangs_up_) {
      ::close(socket);
      continue;
    }
    ssl_st* session = SSL_new(tls_->context->native());
    SSL_set_fd(session, socket);
    if (SSL_accept(session) == 1) {
      FakeSession peer(session);
      script(peer);
      SSL_shutdown(session);
    } else {
      ::shutdown(socket, SHUT_WR);  // lets the alert arrive before the connection is reset
      char rest[1024];
      while (::recv(socket, rest, sizeof rest, 0) > 0) continue;
    }
    SSL_free(session);
    ::close(socket);
  }
}

}  // namespace concordat::cli
