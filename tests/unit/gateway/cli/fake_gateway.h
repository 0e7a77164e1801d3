#pragma once
// The other end of the native door for tests: real mutual TLS on a port of the system's choosing, and what it says
// written out, one script a connection.
//
//   FakeGateway gateway({[](FakeSession& session) { session.greet(); session.send_receipt(...); }});
//   auto client = NativeClient::connect(gateway.client_file(), {});

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gateway/client/client_file.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"

struct ssl_st;

namespace concordat::cli {

class FakeSession {
 public:
  explicit FakeSession(ssl_st* session) : session_(session) {}
  // The next frame; nullopt when the client is gone.
  std::optional<protocol::native::Frame> read();
  void write(const protocol::native::Frame& frame);
  // Hello both ways.
  void greet(std::uint32_t max_in_flight = 16);
  // Answers Close, and reads until the client is gone.
  void see_off();

 private:
  ssl_st* session_;
  protocol::native::FrameReader reader_{1 << 24};
};

class FakeGateway {
 public:
  using Script = std::function<void(FakeSession&)>;
  enum class Knows { kTheClient, kNobody, kHangsUp };  // the last: before the handshake, without a word

  // Serves the scripts one after the other, each over a new connection.
  explicit FakeGateway(std::vector<Script> scripts, Knows knows = Knows::kTheClient);
  ~FakeGateway();
  FakeGateway(const FakeGateway&) = delete;
  FakeGateway& operator=(const FakeGateway&) = delete;

  [[nodiscard]] const client::ClientFile& client_file() const { return file_; }

 private:
  void serve(const std::vector<Script>& scripts) const;
  struct Tls;
  std::unique_ptr<Tls> tls_;
  bool hangs_up_ = false;
  int listener_ = -1;
  client::ClientFile file_;
  std::thread thread_;
};

}  // namespace concordat::cli
