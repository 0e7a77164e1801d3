#pragma once
// An agency's end of the native door: connects, says Hello, and exchanges frames. What is asked for is queued and
// leaves with the next receive(); receive() gives the gateway's frames in the order in which they came, and keeps plans
// and pongs to itself.
//
//   auto client = NativeClient::connect(*file, {});
//   client->submit(std::move(submit));                        // as many as max_in_flight() without a receipt
//   Frame frame;
//   Result<bool> got = client->receive(frame, deadline);      // false: nothing came in time
//   if (*got && frame.has_receipt()) show(frame.receipt(), client->plans());
//   client->close();
//
// Any error ends the connection; what was not acknowledged or has no receipt is sent again over a new one, with the
// same ids. One thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/client/ack_signer.h"
#include "gateway/client/client_file.h"
#include "gateway/client/plan_book.h"
#include "gateway/client/tls_stream.h"
#include "protocol/base/result.h"
#include "protocol/native/frame.h"

namespace concordat::native::v1 {
class Hello;
class Recall;
class Submit;
}  // namespace concordat::native::v1

namespace concordat::client {

using protocol::native::Frame;

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // inclusive
  bool operator==(const Range&) const = default;
};

struct ConnectOptions {
  std::chrono::milliseconds connect_time = std::chrono::seconds(10);  // socket and handshake
  std::chrono::milliseconds reply_time = std::chrono::seconds(10);    // the gateway's Hello, and its answer to Close
  bool proofs = false;                                                // asks for checkpoints and proofs
  bool receipts = false;  // signs what it acknowledges, where the gateway takes that
  bool recall = false;    // will recall records
};

class NativeClient {
 public:
  [[nodiscard]] static Result<NativeClient> connect(const ClientFile& file, const ConnectOptions& options);

  // As the gateway's Hello said.
  [[nodiscard]] const std::string& agency() const { return agency_; }
  [[nodiscard]] std::uint64_t max_record_bytes() const { return max_record_bytes_; }
  [[nodiscard]] std::uint32_t max_in_flight() const { return max_in_flight_; }
  [[nodiscard]] bool proofs() const { return proofs_; }
  [[nodiscard]] bool recalls() const { return recalls_; }  // a Recall may be sent
  [[nodiscard]] bool signs() const { return signer_.has_value(); }

  void submit(native::v1::Submit submit);
  void grant(std::uint32_t records, std::uint64_t bytes);
  void acknowledge(const std::vector<Range>& ranges);
  // Signed, where both sides agreed on that.
  void acknowledge(std::vector<Taken> taken);
  void reject(std::uint64_t sequence, std::string_view reason);
  void ask_status(std::uint64_t sequence, std::string_view id);
  void recall(native::v1::Recall recall);
  // Answered after what the gateway had queued for this connection before it: see pongs().
  void ping();
  [[nodiscard]] std::uint64_t pongs() const { return pongs_; }

  // Bytes that were asked for and have not left: keep it small rather than queue everything.
  [[nodiscard]] std::size_t unsent() const { return out_.size() - sent_; }
  [[nodiscard]] const PlanBook& plans() const { return plans_; }

  // The next frame that is not a Plan, a Ping or a Pong; false when none came before the deadline. A Close from the
  // gateway is an error.
  [[nodiscard]] Result<bool> receive(Frame& frame, Deadline deadline);
  // Says Close and waits for the answer; frames that still come are dropped.
  Result<void> close();

 private:
  NativeClient(TlsStream stream, const ConnectOptions& options);
  Result<void> greet(const ClientFile& file);
  void begin_output();  // makes room where all of it has left
  void queue(const Frame& frame);
  [[nodiscard]] Result<void> write_some();
  // True when the frame was one that the client keeps to itself.
  bool absorb(const Frame& frame);

  TlsStream stream_;
  ConnectOptions options_;
  protocol::native::FrameReader reader_;
  PlanBook plans_;
  std::string out_;
  std::size_t sent_ = 0;
  std::string agency_;
  std::uint64_t max_record_bytes_ = 0;
  std::uint32_t max_in_flight_ = 1;
  bool proofs_ = false, recalls_ = false;
  std::optional<AckSigner> signer_;
  std::uint64_t pings_ = 0;
  std::uint64_t pongs_ = 0;
};

// The code that the gateway means by its name; kUnavailable for one that we do not know.
[[nodiscard]] Code code_named(std::string_view name);

// Sequences, in any order, as the fewest ranges.
[[nodiscard]] std::vector<Range> ranges_of(std::vector<std::uint64_t> sequences);

}  // namespace concordat::client
