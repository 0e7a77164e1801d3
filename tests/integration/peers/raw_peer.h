#pragma once
// A peer that does what no honest client does: any certificate or none, any ALPN, older TLS, bytes that are not frames.
// It believes every gateway. Blocks up to a deadline a call. One thread.
//
//   RawPeer peer = RawPeer::connect(gateway.port(), {.credential = &stranger});
//   peer.send(frame_bytes);
//   std::optional<Frame> answer = peer.receive();      // nullopt: the gateway closed, or said nothing in time
//   peer.alert();                                      // "tlsv1 alert unknown ca", if that is how it ended

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/tls/certificate.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"
#include "tests/integration/harness/gateway.h"

struct ssl_ctx_st;
struct ssl_st;

namespace concordat::integration {

using protocol::native::Frame;

struct RawOptions {
  const crypto::Credential* credential = nullptr;  // none: no certificate
  std::vector<std::string> alpn = {"concordat/1"};
  bool tls_12_only = false;
};

class RawPeer {
 public:
  // Connects and shakes hands; a handshake that fails leaves a peer that is closed().
  [[nodiscard]] static RawPeer connect(std::uint16_t port, const RawOptions& options);
  // A socket without TLS.
  [[nodiscard]] static RawPeer plain(std::uint16_t port);
  ~RawPeer();
  RawPeer(RawPeer&& other) noexcept;

  // False when the connection is closed.
  bool send(std::string_view bytes);
  bool send(const Frame& frame);
  // Hello, and the gateway's answer.
  std::optional<Frame> greet();
  [[nodiscard]] std::optional<Frame> receive(std::chrono::milliseconds time = std::chrono::seconds(10));
  // All bytes until the gateway closes, or so long.
  [[nodiscard]] std::string receive_all(std::chrono::milliseconds time = std::chrono::seconds(10));
  // Until the gateway closes; false when it still has not after `time`. What comes before is dropped.
  [[nodiscard]] bool wait_for_close(std::chrono::milliseconds time = std::chrono::seconds(20));
  // Ends the connection as a cut cable would: no close of TLS.
  void cut();
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] const std::string& alert() const { return alert_; }

 private:
  explicit RawPeer(std::uint16_t port);
  bool shake_hands();
  // Waits for the socket; false at the deadline.
  bool wait_for(short events, Deadline deadline) const;
  // The number of bytes; 0: none now; closed() when there will be no more.
  std::size_t read_some(char* room, std::size_t size);
  void failed();

  struct Free {
    void operator()(ssl_ctx_st* context) const;
    void operator()(ssl_st* session) const;
  };
  int socket_ = -1;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::unique_ptr<ssl_st, Free> session_;
  protocol::native::FrameReader reader_;
  bool closed_ = false;
  std::string alert_;
};

// The credentials that `concordat init` made for an agency.
[[nodiscard]] crypto::Credential credential_of(const Gateway& gateway, const std::string& agency);
// The authority that it made.
[[nodiscard]] crypto::CertificateAuthority authority_of(const Gateway& gateway);
// A certificate as an agency's would be, to be spoilt in one respect.
[[nodiscard]] crypto::CertificateSpec client_spec(const std::string& agency);

// Takes one delivery as `agency`, and is gone without a word. Whether it was flagged as a redelivery; nullopt when none
// came.
std::optional<bool> take_and_vanish(const Gateway& gateway, const std::string& agency);

// A submission of a record that the gateway would accept from riverside-trust.
[[nodiscard]] Frame submission(std::uint64_t sequence, std::string id, std::string body,
                               native::v1::Format format = native::v1::FORMAT_FHIR);

}  // namespace concordat::integration
