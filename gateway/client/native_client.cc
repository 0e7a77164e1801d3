#include "gateway/client/native_client.h"

#include <algorithm>
#include <utility>

#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::client {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::uint32_t kVersion = 1;
constexpr const char* kProofs = "proofs";
constexpr const char* kSignedReceipts = "signed-receipts";
constexpr const char* kRecall = "recall";

Error closed(const native::v1::Close& close) {
  if (close.error().empty()) {
    return {Code::kUnavailable,
            "the gateway ended the connection" + (close.detail().empty() ? "" : ": " + printable(close.detail()))};
  }
  return {code_named(close.error()), "the gateway ended the connection: " + printable(close.error()) +
                                         (close.detail().empty() ? "" : ": " + printable(close.detail(), 500))};
}

}  // namespace

NativeClient::NativeClient(TlsStream stream, const ConnectOptions& options)
    : stream_(std::move(stream)), options_(options), reader_(limits::kFrameBytes) {}

Result<NativeClient> NativeClient::connect(const ClientFile& file, const ConnectOptions& options) {
  auto stream = TlsStream::connect(file, options.connect_time);
  if (!stream) return fail(stream.error());
  NativeClient client(*std::move(stream), options);
  if (auto greeted = client.greet(file); !greeted) return fail(greeted.error());
  return client;
}

Result<void> NativeClient::greet(const ClientFile& file) {
  Frame frame;
  auto* hello = frame.mutable_hello();
  hello->set_version(kVersion);
  hello->set_software("concordat");
  if (options_.proofs) hello->add_features(kProofs);
  if (options_.receipts) hello->add_features(kSignedReceipts);
  if (options_.recall) hello->add_features(kRecall);
  queue(frame);
  frame.Clear();
  auto got = receive(frame, std::chrono::steady_clock::now() + options_.reply_time);
  if (!got) return fail(got.error());
  if (!*got) return fail(Code::kTimeout, "the gateway did not say Hello in time");
  if (!frame.has_hello())
    return fail(Code::kMalformed, "the gateway's first frame is not Hello; is this a native door?");
  const auto& answer = frame.hello();
  if (answer.version() != kVersion) {
    return fail(Code::kUnsupported,
                "the gateway speaks version " + std::to_string(answer.version()) + " of the protocol, not 1");
  }
  agency_ = answer.agency();
  max_record_bytes_ = answer.max_record_bytes() == 0 ? limits::kRecordBytes : answer.max_record_bytes();
  max_in_flight_ = std::max<std::uint32_t>(answer.max_in_flight(), 1);
  const auto agreed = [&answer](bool wanted, const char* feature) {
    return wanted && std::count(answer.features().begin(), answer.features().end(), feature) > 0;
  };
  proofs_ = agreed(options_.proofs, kProofs);
  recalls_ = agreed(options_.recall, kRecall);
  if (!agreed(options_.receipts, kSignedReceipts)) return {};
  auto signer = AckSigner::make(file, answer.ledger_origin(), agency_);
  if (!signer) return fail(signer.error());
  signer_.emplace(*std::move(signer));
  return {};
}

void NativeClient::begin_output() {
  if (sent_ < out_.size()) return;
  out_.clear();
  sent_ = 0;
}

void NativeClient::queue(const Frame& frame) {
  begin_output();
  protocol::native::append_frame(out_, frame);
}

void NativeClient::submit(native::v1::Submit submit) {
  Frame frame;
  *frame.mutable_submit() = std::move(submit);
  queue(frame);
}

void NativeClient::grant(std::uint32_t records, std::uint64_t bytes) {
  Frame frame;
  frame.mutable_credit()->set_records(records);
  frame.mutable_credit()->set_bytes(bytes);
  queue(frame);
}

void NativeClient::acknowledge(const std::vector<Range>& ranges) {
  if (ranges.empty()) return;
  Frame frame;
  for (const Range& range : ranges) {
    auto* added = frame.mutable_ack()->add_ranges();
    added->set_first(range.first);
    added->set_last(range.last);
  }
  queue(frame);
}

void NativeClient::acknowledge(std::vector<Taken> taken) {
  if (signer_) {
    begin_output();
    return signer_->append(out_, std::move(taken));
  }
  std::vector<std::uint64_t> sequences;
  for (const Taken& one : taken) sequences.push_back(one.sequence);
  acknowledge(ranges_of(std::move(sequences)));
}

void NativeClient::recall(native::v1::Recall recall) {
  Frame frame;
  *frame.mutable_recall() = std::move(recall);
  queue(frame);
}

void NativeClient::reject(std::uint64_t sequence, std::string_view reason) {
  Frame frame;
  frame.mutable_reject()->set_sequence(sequence);
  frame.mutable_reject()->set_reason(std::string(reason));
  queue(frame);
}

void NativeClient::ask_status(std::uint64_t sequence, std::string_view id) {
  Frame frame;
  frame.mutable_status_request()->set_sequence(sequence);
  frame.mutable_status_request()->set_id(std::string(id));
  queue(frame);
}

void NativeClient::ping() {
  Frame frame;
  frame.mutable_ping()->set_token(++pings_);
  queue(frame);
}

Result<void> NativeClient::write_some() {
  while (unsent() > 0) {
    const auto written = stream_.write_some(std::string_view(out_).substr(sent_));
    if (!written) {
      // A gateway that refuses says why before it closes: what it said is still to be read.
      auto said = stream_.read_some(reader_.prepare(kReadBytes));
      const bool refused = !said && said.error().code == Code::kUnauthenticated;
      return fail(refused ? said.error() : written.error());
    }
    if (*written == 0) return {};
    sent_ += *written;
  }
  return {};
}

bool NativeClient::absorb(const Frame& frame) {
  if (frame.has_plan()) {
    plans_.learn(frame.plan());
  } else if (frame.has_pong()) {
    pongs_ = frame.pong().token();
  } else if (frame.has_ping()) {
    Frame pong;
    pong.mutable_pong()->set_token(frame.ping().token());
    queue(pong);
  } else {
    // A body of a later version of the protocol is no frame to us.
    return frame.body_case() == Frame::BODY_NOT_SET;
  }
  return true;
}

Result<bool> NativeClient::receive(Frame& frame, Deadline deadline) {
  while (true) {
    frame.Clear();
    auto whole = reader_.next(frame);
    if (!whole) return whole;
    if (*whole) {
      if (absorb(frame)) continue;
      if (frame.has_close()) return fail(closed(frame.close()));
      return true;
    }
    if (auto wrote = write_some(); !wrote) return fail(wrote.error());
    auto read = stream_.read_some(reader_.prepare(kReadBytes));
    if (!read) return fail(read.error());
    reader_.commit(*read);
    if (*read > 0) continue;
    auto ready = stream_.wait(unsent() > 0 ? Interest::kReadAndWrite : Interest::kRead, deadline);
    if (!ready || !*ready) return ready;
  }
}

Result<void> NativeClient::close() {
  Frame frame;
  frame.mutable_close();
  queue(frame);
  const Deadline deadline = std::chrono::steady_clock::now() + options_.reply_time;
  while (true) {
    auto got = receive(frame, deadline);
    if (got && *got) continue;
    stream_.finish();
    if (got) return fail(Code::kTimeout, "the gateway did not answer Close in time");
    if (frame.has_close() && frame.close().error().empty()) return {};
    return fail(got.error());
  }
}

Code code_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Code::kInternal); ++i) {
    const auto code = static_cast<Code>(i);
    if (info(code).name == name) return code;
  }
  return Code::kUnavailable;
}

std::vector<Range> ranges_of(std::vector<std::uint64_t> sequences) {
  std::sort(sequences.begin(), sequences.end());
  std::vector<Range> ranges;
  for (const std::uint64_t sequence : sequences) {
    if (!ranges.empty() && sequence <= ranges.back().last + 1) {
      ranges.back().last = sequence;
    } else {
      ranges.push_back({sequence, sequence});
    }
  }
  return ranges;
}

}  // namespace concordat::client
