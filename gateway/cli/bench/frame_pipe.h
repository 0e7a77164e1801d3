#pragma once
// One connection of the load generator: whole frames out, raw frames in, many to a system call and a TLS record. Says
// Hello when it is made and answers pings by itself. One thread, never waits after that.
//
//   auto pipe = FramePipe::connect(*file);
//   record.append(pipe->out(), n);
//   pipe->write();
//   pipe->read([&](std::uint32_t kind, ByteView message) { ... });     // the field number in Frame, and its bytes

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "gateway/client/ack_signer.h"
#include "gateway/client/tls_stream.h"
#include "protocol/base/result.h"

namespace concordat::cli {

class FramePipe {
 public:
  // What handles one frame; false ends the run: the message was broken.
  using Handler = std::function<bool(std::uint32_t kind, ByteView message)>;

  enum class Receipts : std::uint8_t { kUnsigned, kSigned };
  [[nodiscard]] static Result<FramePipe> connect(const client::ClientFile& file,
                                                 Receipts receipts = Receipts::kUnsigned);

  // Finished frames to go out; append only.
  [[nodiscard]] std::string& out() { return out_; }
  [[nodiscard]] std::size_t unsent() const { return out_.size() - sent_; }
  [[nodiscard]] Result<void> write();
  // All that is there now.
  [[nodiscard]] Result<void> read(const Handler& handler);
  [[nodiscard]] int descriptor() const { return stream_.descriptor(); }
  [[nodiscard]] std::uint32_t max_in_flight() const { return max_in_flight_; }
  // Null unless receipts are to be signed and the gateway takes that.
  [[nodiscard]] const client::AckSigner* signer() const { return signer_ ? &*signer_ : nullptr; }

 private:
  explicit FramePipe(client::TlsStream stream) : stream_(std::move(stream)), in_(kReadBytes, '\0') {}
  static constexpr std::size_t kReadBytes = 256 * 1024;

  [[nodiscard]] Result<void> greet(const client::ClientFile& file, Receipts receipts);
  [[nodiscard]] Result<void> take_frames(const Handler& handler);
  [[nodiscard]] Result<void> take(ByteView frame, const Handler& handler);

  client::TlsStream stream_;
  std::string out_;
  std::size_t sent_ = 0;
  std::string in_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint32_t max_in_flight_ = 1;
  std::optional<client::AckSigner> signer_;
};

}  // namespace concordat::cli
