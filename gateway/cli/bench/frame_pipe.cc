#include "gateway/cli/bench/frame_pipe.h"

#include <algorithm>
#include <cstring>

#include "gateway/cli/bench/wire_scan.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"

namespace concordat::cli {
namespace {

using protocol::native::Frame;
using protocol::native::kLengthBytes;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kConnectTime{10};
constexpr const char* kSignedReceipts = "signed-receipts";

}  // namespace

Result<FramePipe> FramePipe::connect(const client::ClientFile& file, Receipts receipts) {
  auto stream = client::TlsStream::connect(file, kConnectTime);
  if (!stream) return fail(stream.error());
  FramePipe pipe(*std::move(stream));
  if (auto greeted = pipe.greet(file, receipts); !greeted) return fail(greeted.error());
  return pipe;
}

Result<void> FramePipe::greet(const client::ClientFile& file, Receipts receipts) {
  Frame hello;
  hello.mutable_hello()->set_version(1);
  hello.mutable_hello()->set_software("concordat bench");
  if (receipts == Receipts::kSigned) hello.mutable_hello()->add_features(kSignedReceipts);
  protocol::native::append_frame(out_, hello);
  bool answered = false;
  native::v1::Hello answer;
  const auto deadline = steady_clock::now() + kConnectTime;
  while (!answered) {
    if (auto wrote = write(); !wrote) return wrote;
    auto got = read([&](std::uint32_t kind, ByteView message) {
      answered =
          kind == Frame::kHelloFieldNumber && answer.ParseFromArray(message.data(), static_cast<int>(message.size()));
      max_in_flight_ = std::max<std::uint32_t>(answer.max_in_flight(), 1);
      return answered;
    });
    if (!got) return got;
    auto ready = stream_.wait(unsent() > 0 ? client::Interest::kReadAndWrite : client::Interest::kRead,
                              answered ? steady_clock::now() : deadline);
    if (!ready) return fail(ready.error());
    if (!*ready && !answered) return fail(Code::kTimeout, "the gateway did not say Hello in time");
  }
  const auto& features = answer.features();
  if (receipts == Receipts::kUnsigned || std::count(features.begin(), features.end(), kSignedReceipts) == 0) return {};
  auto signer = client::AckSigner::make(file, answer.ledger_origin(), answer.agency());
  if (!signer) return fail(signer.error());
  signer_.emplace(*std::move(signer));
  return {};
}

Result<void> FramePipe::write() {
  while (unsent() > 0) {
    const auto written = stream_.write_some(std::string_view(out_).substr(sent_));
    if (!written) return fail(written.error());
    if (*written == 0) break;
    sent_ += *written;
  }
  if (sent_ == out_.size()) {
    out_.clear();
    sent_ = 0;
  } else if (sent_ > kReadBytes) {
    out_.erase(0, sent_);
    sent_ = 0;
  }
  return {};
}

Result<void> FramePipe::read(const Handler& handler) {
  while (true) {
    if (in_.size() - end_ <
        kReadBytes / 2) {  // room for the rest of what is there, moved to the front, or for a longer frame
      std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
      if (in_.size() - end_ < kReadBytes / 2) in_.resize(2 * in_.size());
    }
    const auto read = stream_.read_some({in_.data() + end_, in_.size() - end_});
    if (!read) return fail(read.error());
    if (*read == 0) return {};
    end_ += *read;
    if (auto taken = take_frames(handler); !taken) return taken;
  }
}

Result<void> FramePipe::take_frames(const Handler& handler) {
  while (end_ - begin_ >= kLengthBytes) {
    const std::size_t length = get_u32({in_.data() + begin_, kLengthBytes});
    if (length > limits::kFrameBytes) return fail(Code::kTooLarge, "the gateway sent a frame over the limit");
    if (end_ - begin_ < kLengthBytes + length) return {};
    const ByteView frame(in_.data() + begin_ + kLengthBytes, length);
    begin_ += kLengthBytes + length;
    if (auto taken = take(frame, handler); !taken) return taken;
  }
  return {};
}

Result<void> FramePipe::take(ByteView bytes, const Handler& handler) {
  WireFields body(bytes);
  while (body.next()) {
    switch (body.number()) {
      case Frame::kPlanFieldNumber:
      case Frame::kPongFieldNumber: break;
      case Frame::kPingFieldNumber: {
        Frame pong;
        pong.mutable_pong()->ParseFromArray(body.bytes().data(), static_cast<int>(body.bytes().size()));
        protocol::native::append_frame(out_, pong);
        break;
      }
      case Frame::kCloseFieldNumber: {
        native::v1::Close close;
        close.ParseFromArray(body.bytes().data(), static_cast<int>(body.bytes().size()));
        return fail(Code::kUnavailable,
                    "the gateway ended the connection: " + printable(close.error() + " " + close.detail(), 500));
      }
      default:
        if (!handler(body.number(), body.bytes()))
          return fail(Code::kMalformed, "the gateway sent what is not expected here");
    }
  }
  if (!body.sound()) return fail(Code::kMalformed, "the gateway sent what is not a frame");
  return {};
}

}  // namespace concordat::cli
