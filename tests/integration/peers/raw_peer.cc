#include "tests/integration/peers/raw_peer.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "protocol/limits.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;

constexpr auto kHandshake = 15s;

std::string alpn_wire(const std::vector<std::string>& names) {
  std::string wire;
  for (const std::string& name : names) wire += static_cast<char>(name.size()) + name;
  return wire;
}

template <typename T, typename Free>
std::unique_ptr<T, Free> hold(T* object, Free free) {
  return {object, free};
}

void use_credential(SSL_CTX* context, const crypto::Credential& credential) {
  const auto certificates = hold(BIO_new_mem_buf(credential.certificate_pem.data(), -1), &BIO_free);
  const auto certificate = hold(PEM_read_bio_X509(certificates.get(), nullptr, nullptr, nullptr), &X509_free);
  const auto pem = credential.key_pem.view();
  const auto keys = hold(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  const auto key = hold(PEM_read_bio_PrivateKey(keys.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  if (SSL_CTX_use_certificate(context, certificate.get()) != 1 || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    throw std::runtime_error("a credential of the test is not one");
  }
}

}  // namespace

void RawPeer::Free::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}
void RawPeer::Free::operator()(ssl_st* session) const {
  SSL_free(session);
}

RawPeer::RawPeer(std::uint16_t port) : reader_(limits::kFrameBytes) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("nobody listens");
  }
  ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
}

RawPeer::RawPeer(RawPeer&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      context_(std::move(other.context_)),
      session_(std::move(other.session_)),
      reader_(std::move(other.reader_)),
      closed_(other.closed_),
      alert_(std::move(other.alert_)) {}

RawPeer::~RawPeer() {
  cut();
}

void RawPeer::cut() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  closed_ = true;
}

RawPeer RawPeer::plain(std::uint16_t port) {
  return RawPeer(port);
}

RawPeer RawPeer::connect(std::uint16_t port, const RawOptions& options) {
  RawPeer peer(port);
  peer.context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = peer.context_.get();
  SSL_CTX_set_security_level(context, 0);
  if (options.tls_12_only) SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  if (options.credential != nullptr) use_credential(context, *options.credential);
  const std::string alpn = alpn_wire(options.alpn);
  if (!alpn.empty())
    SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(alpn.data()),
                            static_cast<unsigned>(alpn.size()));
  peer.session_.reset(SSL_new(context));
  SSL_set_fd(peer.session_.get(), peer.socket_);
  peer.shake_hands();
  return peer;
}

bool RawPeer::shake_hands() {
  const Deadline deadline = in(kHandshake);
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(session_.get());
    if (result == 1) return true;
    const int error = SSL_get_error(session_.get(), result);
    const bool again = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    if (again && wait_for(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline)) continue;
    failed();
    return false;
  }
}

bool RawPeer::wait_for(short events, Deadline deadline) const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  pollfd waiting{socket_, events, 0};
  return left > 0 && ::poll(&waiting, 1, static_cast<int>(left)) > 0;
}

void RawPeer::failed() {
  closed_ = true;
  const unsigned long error = ERR_get_error();
  const char* reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
  if (reason != nullptr) alert_ = reason;
}

bool RawPeer::send(std::string_view bytes) {
  const Deadline deadline = in(kHandshake);
  while (!bytes.empty() && !closed_) {
    ERR_clear_error();
    ssize_t sent = 0;
    if (session_) {
      sent = SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
      const int error = sent > 0 ? SSL_ERROR_NONE : SSL_get_error(session_.get(), static_cast<int>(sent));
      if (error != SSL_ERROR_NONE && error != SSL_ERROR_WANT_WRITE && error != SSL_ERROR_WANT_READ) failed();
    } else {
      sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN) closed_ = true;
    }
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (!closed_ && !wait_for(POLLOUT, deadline)) {
      return false;
    }
  }
  return !closed_;
}

bool RawPeer::send(const Frame& frame) {
  std::string bytes;
  protocol::native::append_frame(bytes, frame);
  return send(bytes);
}

std::optional<Frame> RawPeer::greet() {
  Frame hello;
  hello.mutable_hello()->set_version(1);
  hello.mutable_hello()->set_software("a test");
  send(hello);
  return receive();
}

std::size_t RawPeer::read_some(char* room, std::size_t size) {
  if (!session_) {
    const ssize_t count = ::recv(socket_, room, size, 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) closed_ = true;
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  ERR_clear_error();
  const int count = SSL_read(session_.get(), room, static_cast<int>(size));
  if (count > 0) return static_cast<std::size_t>(count);
  const int error = SSL_get_error(session_.get(), count);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) failed();
  return 0;
}

std::optional<Frame> RawPeer::receive(std::chrono::milliseconds time) {
  const Deadline deadline = in(time);
  while (true) {
    Frame frame;
    const auto got = reader_.next(frame);
    if (!got) throw std::runtime_error("the gateway sent what is not a frame: " + got.error().detail);
    if (*got) return frame;
    if (closed_) return std::nullopt;
    const auto room = reader_.prepare(16 * 1024);
    const std::size_t count = read_some(room.data(), room.size());
    reader_.commit(count);
    if (count == 0 && !closed_ && !wait_for(POLLIN, deadline)) return std::nullopt;
  }
}

std::string RawPeer::receive_all(std::chrono::milliseconds time) {
  const Deadline deadline = in(time);
  std::string all;
  char room[16 * 1024];
  while (!closed_) {
    const std::size_t count = read_some(room, sizeof room);
    all.append(room, count);
    if (count == 0 && !closed_ && !wait_for(POLLIN, deadline)) break;
  }
  return all;
}

bool RawPeer::wait_for_close(std::chrono::milliseconds time) {
  const Deadline deadline = in(time);
  char dropped[4096];
  while (!closed_) {
    if (read_some(dropped, sizeof dropped) == 0 && !closed_ && !wait_for(POLLIN, deadline)) return false;
  }
  return true;
}

crypto::Credential credential_of(const Gateway& gateway, const std::string& agency) {
  return {read_file(gateway.file("clients/" + agency + ".crt")),
          crypto::Secret::adopt(read_file(gateway.file("clients/" + agency + ".key")))};
}

crypto::CertificateAuthority authority_of(const Gateway& gateway) {
  auto loaded = crypto::CertificateAuthority::load(
      {read_file(gateway.file("tls/ca.crt")), crypto::Secret::adopt(read_file(gateway.file("tls/ca.key")))});
  if (!loaded) throw std::runtime_error(loaded.error().detail);
  return std::move(*loaded);
}

crypto::CertificateSpec client_spec(const std::string& agency) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  crypto::CertificateSpec spec;
  spec.common_name = agency;
  spec.san_uris = {"urn:concordat:agency:" + agency};
  spec.usage = crypto::Usage::kClient;
  spec.not_before = now - 1h;
  spec.not_after = now + 24h;
  return spec;
}

Frame submission(std::uint64_t sequence, std::string id, std::string body, native::v1::Format format) {
  Frame frame;
  native::v1::Submit& submit = *frame.mutable_submit();
  submit.set_sequence(sequence);
  submit.set_sender_id(std::move(id));
  submit.add_recipients("eastshire-council");
  submit.set_format(format);
  submit.set_body(std::move(body));
  return frame;
}

std::optional<bool> take_and_vanish(const Gateway& gateway, const std::string& agency) {
  const crypto::Credential credential = credential_of(gateway, agency);
  RawPeer peer = RawPeer::connect(gateway.port(), {.credential = &credential});
  std::optional<bool> redelivered;
  if (peer.greet()) {
    Frame credit;
    credit.mutable_credit()->set_records(1);
    credit.mutable_credit()->set_bytes(limits::kRecordBytes);
    peer.send(credit);
    while (const auto frame = peer.receive(std::chrono::seconds(20))) {
      if (!frame->has_delivery()) continue;
      redelivered = frame->delivery().redelivered();
      break;
    }
  }
  peer.cut();
  return redelivered;
}

}  // namespace concordat::integration
