#pragma once
// Takes deliveries over the native door: grants credit, hands over what came in one go, and acknowledges (or rejects)
// it only after the handler returned without an error. A lost connection is made again; what was not acknowledged then
// comes again, flagged.
//
//   Receiver receiver(*file, {.count = 5});
//   receiver.run([&](std::vector<Arrival>& batch) { return write_and_sync(batch); });
//
// It ends after `count` records; or, without one, when nothing waits any more: when the gateway has answered a ping
// that followed the credit and nothing came for half a second. With `follow` it ends only when `stop` says so. One
// thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gateway/cli/transfer/received.h"
#include "gateway/client/native_client.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Settled;
}

namespace concordat::cli {

struct ReceiverOptions {
  std::uint64_t count = 0;                                    // 0: all that waits now
  std::chrono::milliseconds wait = std::chrono::seconds(30);  // with a count: how long to wait for the next one
  bool follow = false;
  std::string reject;                                 // not empty: reject each with this reason
  std::function<bool()> stop = [] { return false; };  // asked four times a second
};

struct Arrival {
  Received received;
  std::string body;
};

class Receiver {
 public:
  using Handler = std::function<Result<void>(std::vector<Arrival>& batch)>;

  Receiver(const client::ClientFile& file, ReceiverOptions options) : file_(file), options_(std::move(options)) {}

  // An error of the handler ends the run; what it was given is then not acknowledged.
  [[nodiscard]] Result<void> run(const Handler& handler);
  [[nodiscard]] std::uint64_t received() const { return received_; }

 private:
  [[nodiscard]] Result<client::NativeClient> connect();
  [[nodiscard]] Result<void> serve(client::NativeClient& client, const Handler& handler);
  [[nodiscard]] Result<void> take(client::NativeClient& client, protocol::native::Frame& frame, const Handler& handler);
  [[nodiscard]] Result<void> settle(client::NativeClient& client);
  void note_settled(const native::v1::Settled& settled);
  void grant(client::NativeClient& client, std::uint64_t records);
  [[nodiscard]] bool finished(const client::NativeClient& client) const;
  [[nodiscard]] client::Deadline quiet_end() const;

  const client::ClientFile& file_;
  ReceiverOptions options_;
  std::uint64_t received_ = 0;
  // Of the present connection.
  std::uint64_t may_grant_ = 0;
  std::set<std::uint64_t> unsettled_;
  client::Deadline last_arrival_;
  bool handler_failed_ = false;
};

}  // namespace concordat::cli
