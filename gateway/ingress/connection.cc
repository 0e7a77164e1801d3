#include "gateway/ingress/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "crypto/tls/handshake_reason.h"
#include "crypto/tls/peer_certificate.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadBytes = 16 * 1024;  // one TLS record

std::int64_t milliseconds(std::chrono::milliseconds time) {
  return time.count();
}

std::string address_of(const asio::ip::tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

}  // namespace

Connection::Connection(Worker& worker, std::uint64_t id, asio::ip::tcp::socket socket,
                       std::shared_ptr<const crypto::TlsContext> tls)
    : worker_(worker),
      id_(id),
      address_(address_of(socket)),
      tls_(std::move(tls)),
      context_(tls_->new_reference()),
      stream_(std::move(socket), context_),
      signal_(worker.loop().context, 1),
      reader_(limits::kFrameBytes) {
  error_code ignored;
  stream_.next_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
}

Connection::~Connection() = default;

asio::awaitable<void> Connection::run() {
  if (co_await handshake()) {
    co_await serve();
  }
  close();
  // A write that is under way still points at our buffers.
  while (writing_) co_await signal_.async_receive(kAsTuple);
  if (session_) {
    const std::string agency = session_->agency();
    session_.reset();  // what was in flight may be claimed by another session
    worker_.shared().quotas.leave(agency);
    worker_.shared().announce(agency);
  }
}

asio::awaitable<bool> Connection::handshake() {
  auto& handshakes = worker_.shared().handshakes;
  if (handshakes.fetch_add(1) >= limits::kHandshakes) {
    handshakes.fetch_sub(1);
    refuse("too many handshakes at once");
    co_return false;
  }
  deadline_ms_ = worker_.services().clock.steady_ms() + milliseconds(limits::kHandshakeTime);
  const auto [error] = co_await stream_.async_handshake(Stream::server, kAsTuple);
  handshakes.fetch_sub(1);
  if (error) {
    const bool tls_error = error.category() == asio::error::get_ssl_category();
    refuse(closed_ ? "the handshake took too long"
                   : crypto::handshake_reason(stream_.native_handle(),
                                              tls_error ? static_cast<unsigned long>(error.value()) : 0));
    co_return false;
  }
  co_return identify();
}

bool Connection::identify() {
  auto certificate = crypto::peer_certificate(stream_.native_handle());
  if (!certificate) {
    refuse(certificate.error().detail);
    return false;
  }
  identity_ = {certificate->san_uris, certificate->san_dns, certificate->key_pin.hex(), certificate->common_name};
  const auto snapshot = worker_.services().policy.get();
  auto agency = agency_of_peer(*snapshot);
  if (!agency) {
    refuse(agency.error().detail);
    return false;
  }
  if (!worker_.shared().quotas.enter(**agency)) {
    refuse("the agency has all the connections that its file allows");
    return false;
  }
  Peer peer{(*agency)->id.str(), certificate->fingerprint.hex(), address_};
  session_.emplace(worker_.services(), std::move(peer), Origin{worker_.index(), id_, 0});
  return true;
}

Result<const policy::Agency*> Connection::agency_of_peer(const Snapshot& snapshot) const {
  return snapshot.policy().agency_of(identity_);
}

void Connection::refuse(std::string_view reason) {
  ++worker_.shared().refused_handshakes;
  if (auto unsaid = worker_.repeats().allow(reason)) {
    const std::string text = *unsaid == 0
                                 ? std::string("handshake refused")
                                 : "handshake refused (" + std::to_string(*unsaid) + " more like this were not logged)";
    worker_.log().say({.level = Severity::kWarning,
                       .action = "handshake",
                       .outcome = "failure",
                       .message = text,
                       .error_code = info(Code::kUnauthenticated).name,
                       .source = address_,
                       .reason = reason});
  }
}

asio::awaitable<void> Connection::serve() {
  while (!closed_ && !session_->finished()) {
    if (!session_->wants_input()) {
      // Too much of this session is not durable or not sent yet: the peer waits.
      deadline_ms_ = worker_.services().clock.steady_ms() + milliseconds(limits::kFrameTime);
      co_await signal_.async_receive(kAsTuple);
      continue;
    }
    set_deadline();
    const auto room = reader_.prepare(kReadBytes);
    const auto [error, bytes] = co_await stream_.async_read_some(asio::buffer(room.data(), room.size()), kAsTuple);
    if (error) {
      if (session_->finished()) break;  // flush() ended the wait: everything was said
      if (reader_.mid_frame() && !closed_)
        session_->on_bad_bytes({Code::kMalformed, "the connection ended in the middle of a frame"});
      co_return;
    }
    reader_.commit(bytes);
    take_frames();
    session_->produce();
    worker_.touch(*this);
  }
  // Everything was said; wait for the last bytes to leave and for the peer to close.
  flush();
  deadline_ms_ = worker_.services().clock.steady_ms() + milliseconds(limits::kHelloTime);
  while (!closed_ && writing_) co_await signal_.async_receive(kAsTuple);
  if (closed_) co_return;
  co_await stream_.async_shutdown(kAsTuple);
}

void Connection::take_frames() {
  protocol::native::Frame frame;
  while (!session_->finished()) {
    frame.Clear();
    auto next = reader_.next(frame);
    if (!next) {
      session_->on_bad_bytes(next.error());
      return;
    }
    if (!*next) return;
    frame_since_ms_ = 0;
    session_->on_frame(frame);
  }
}

void Connection::set_deadline() {
  const std::int64_t now = worker_.services().clock.steady_ms();
  if (!reader_.mid_frame()) frame_since_ms_ = 0;
  if (reader_.mid_frame() && frame_since_ms_ == 0) frame_since_ms_ = now;
  if (frame_since_ms_ != 0) {
    deadline_ms_ = frame_since_ms_ + milliseconds(limits::kFrameTime);
  } else {
    deadline_ms_ = now + (session_->greeted() ? milliseconds(limits::kIdleTime) : milliseconds(limits::kHelloTime));
  }
}

void Connection::flush() {
  if (!session_ || closed_) return;
  if (!writing_ && !session_->output().empty()) {
    sending_.swap(session_->output());
    writing_ = true;
    asio::async_write(stream_, asio::buffer(sending_), [this](error_code error, std::size_t) { wrote(error); });
  }
  // Wakes the reader: it may read again, or there is nothing more to wait for.
  if (session_->wants_input() || session_->finished()) signal_.try_send(error_code());
  if (session_->finished() && !writing_) stream_.next_layer().cancel();
}

void Connection::wrote(error_code error) {
  writing_ = false;
  sending_.clear();
  if (sending_.capacity() > limits::kSessionWriteBytes / 4) sending_.shrink_to_fit();
  signal_.try_send(error_code());
  if (error) return close();
  if (closed_) return;
  session_->produce();
  worker_.touch(*this);
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  error_code ignored;
  stream_.next_layer().close(ignored);
  signal_.try_send(error_code());
}

void Connection::goodbye(std::string_view error, std::string_view detail) {
  if (!session_) return close();
  session_->say_goodbye(error, detail);
  flush();
}

void Connection::break_off(std::string_view error, std::string_view detail) {
  if (!session_) return close();
  session_->break_off(error, detail);
  flush();
}

void Connection::close_if_late(std::int64_t steady_ms) {
  if (steady_ms > deadline_ms_) close();
}

void Connection::recheck(const crypto::TlsContext& tls, const Snapshot& snapshot) {
  if (!session_) return;
  std::string reason;
  if (auto still = tls.recheck(stream_.native_handle()); !still) reason = still.error().detail;
  if (reason.empty()) {
    auto agency = agency_of_peer(snapshot);
    if (!agency)
      reason = agency.error().detail;
    else if ((*agency)->id.str() != session_->agency())
      reason = "its certificate now belongs to another agency";
  }
  if (reason.empty()) return;
  worker_.log().say({.level = Severity::kWarning,
                     .action = "cut",
                     .outcome = "success",
                     .message = "a live session was cut",
                     .sender = session_->agency(),
                     .source = address_,
                     .reason = reason});
  close();
}

}  // namespace concordat::gateway
