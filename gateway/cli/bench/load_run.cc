#include "gateway/cli/bench/load_run.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <utility>

#include "crypto/primitive/random.h"
#include "gateway/cli/bench/frame_pipe.h"
#include "gateway/cli/bench/load_record.h"
#include "gateway/cli/bench/record_table.h"
#include "gateway/cli/bench/wire_scan.h"
#include "gateway/client/native_client.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using protocol::native::Frame;
using std::chrono::steady_clock;

constexpr std::uint32_t kCreditRecords = 8192;
constexpr std::uint64_t kCreditBytes = 256ull << 20;
constexpr std::size_t kUnsentBytes = 256 * 1024;   // a sender's output beyond which it waits for the socket
constexpr std::int64_t kQuietNs = 10'000'000'000;  // nothing for so long: what is missing is lost
constexpr std::int64_t kBusyPauseNs = 5'000'000;
constexpr std::int64_t kLongestWaitNs = 50'000'000;
constexpr std::int64_t kShortestWaitNs = 200'000;  // paced sending: at most so many wake-ups
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kClockGranularityMs = 2;

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

std::uint64_t unix_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

struct SendingEnd {
  FramePipe pipe;
  std::size_t in_flight = 0;
};

struct ReceivingEnd {
  FramePipe pipe;
  std::vector<client::Taken> taken;  // to acknowledge
  std::uint32_t to_grant = 0;
  std::uint64_t bytes_to_grant = 0;
  std::uint64_t acknowledged = 0, settled = 0;  // highest sequences
};

class LoadRun {
 public:
  LoadRun(LoadRecord record, const LoadOptions& options)
      : record_(std::move(record)), options_(options), table_(options.seconds == 0 ? options.records : 1'000'000) {}

  Result<void> open(const client::ClientFile& sender, const client::ClientFile& receiver) {
    for (std::size_t i = 0; i < options_.receivers; ++i) {
      auto pipe = FramePipe::connect(receiver,
                                     options_.receipts ? FramePipe::Receipts::kSigned : FramePipe::Receipts::kUnsigned);
      if (!pipe) return fail(pipe.error());
      receivers_.push_back({*std::move(pipe), {}, kCreditRecords, kCreditBytes, 0, 0});
    }
    for (std::size_t i = 0; i < options_.senders; ++i) {
      auto pipe = FramePipe::connect(sender);
      if (!pipe) return fail(pipe.error());
      senders_.push_back({*std::move(pipe), 0});
    }
    return {};
  }

  Result<LoadResult> run() {
    started_ms_ = unix_ms();
    start_ = now_ = last_event_ = next_progress_ = now_ns();
    while (!finished()) {
      for (SendingEnd& end : senders_) {
        fill(end);
        if (auto wrote = end.pipe.write(); !wrote) return fail(wrote.error());
      }
      for (ReceivingEnd& end : receivers_) {
        answer(end);
        if (auto wrote = end.pipe.write(); !wrote) return fail(wrote.error());
      }
      wait();
      now_ = now_ns();
      for (SendingEnd& end : senders_) {
        if (auto read = end.pipe.read([&](std::uint32_t kind, ByteView m) { return on_sender(end, kind, m); }); !read)
          return fail(read.error());
      }
      for (ReceivingEnd& end : receivers_) {
        if (auto read = end.pipe.read([&](std::uint32_t kind, ByteView m) { return on_receiver(end, kind, m); }); !read)
          return fail(read.error());
      }
      if (now_ >= next_progress_) {
        options_.progress(result_.delivered);
        next_progress_ = now_ + kSecondNs;
      }
    }
    return summary();
  }

 private:
  [[nodiscard]] bool all_sent() const {
    return options_.seconds > 0 ? now_ - start_ >= kSecondNs * options_.seconds : next_ >= options_.records;
  }

  [[nodiscard]] bool finished() const {
    if (now_ - last_event_ > kQuietNs) return true;
    if (!all_sent() || !again_.empty() || answered_ < next_) return false;
    if (result_.delivered < result_.accepted) return false;
    return std::all_of(receivers_.begin(), receivers_.end(),
                       [](const ReceivingEnd& end) { return end.settled >= end.acknowledged; });
  }

  // How many records may have been sent by now.
  [[nodiscard]] std::uint64_t due() const {
    if (options_.rate <= 0) return ~0ull;
    return static_cast<std::uint64_t>(static_cast<double>(now_ - start_) / 1e9 * options_.rate) + 1;
  }

  void fill(SendingEnd& end) {
    const std::size_t limit = std::min<std::size_t>(options_.in_flight, end.pipe.max_in_flight());
    const std::uint64_t due_now = due();
    while (end.in_flight < limit && end.pipe.unsent() < kUnsentBytes) {
      if (!again_.empty() && again_.front().second <= now_) {
        record_.append(end.pipe.out(), again_.front().first);
        again_.pop_front();
      } else if (!all_sent() && next_ < due_now) {
        // With a rate, time counts from when the record was due: a gateway that stalls does not hide it.
        sent_ns_.push_back(options_.rate > 0
                               ? start_ + static_cast<std::int64_t>(static_cast<double>(next_) * 1e9 / options_.rate)
                               : now_);
        record_.append(end.pipe.out(), next_++);
      } else {
        break;
      }
      ++end.in_flight;
    }
  }

  // Acknowledges what came since the last time, and grants as much again.
  static void answer(ReceivingEnd& end) {
    Frame frame;
    for (const client::Taken& taken : end.taken) end.acknowledged = std::max(end.acknowledged, taken.sequence);
    if (!end.taken.empty() && end.pipe.signer() != nullptr) {
      end.pipe.signer()->append(end.pipe.out(), std::exchange(end.taken, {}));
    } else if (!end.taken.empty()) {
      std::vector<std::uint64_t> sequences;
      for (const client::Taken& taken : std::exchange(end.taken, {})) sequences.push_back(taken.sequence);
      for (const client::Range& range : client::ranges_of(std::move(sequences))) {
        auto* added = frame.mutable_ack()->add_ranges();
        added->set_first(range.first);
        added->set_last(range.last);
      }
      protocol::native::append_frame(end.pipe.out(), frame);
    }
    if (end.to_grant >= kCreditRecords / 4 || end.bytes_to_grant >= kCreditBytes / 4) {
      frame.Clear();
      frame.mutable_credit()->set_records(std::exchange(end.to_grant, 0));
      frame.mutable_credit()->set_bytes(std::exchange(end.bytes_to_grant, 0));
      protocol::native::append_frame(end.pipe.out(), frame);
    }
  }

  void wait() {
    std::int64_t ns = kLongestWaitNs;
    if (options_.rate > 0 && !all_sent()) {
      const auto next_due = start_ + static_cast<std::int64_t>(static_cast<double>(next_) * 1e9 / options_.rate);
      ns = std::clamp(next_due - now_ns(), kShortestWaitNs, kLongestWaitNs);
    }
    if (!again_.empty()) ns = std::min(ns, kBusyPauseNs);
    polled_.clear();
    const auto add = [&](const FramePipe& pipe) {
      polled_.push_back({pipe.descriptor(), static_cast<short>(pipe.unsent() > 0 ? POLLIN | POLLOUT : POLLIN), 0});
    };
    for (const SendingEnd& end : senders_) add(end.pipe);
    for (const ReceivingEnd& end : receivers_) add(end.pipe);
    const timespec time{0, static_cast<long>(ns)};
    ::ppoll(polled_.data(), polled_.size(), &time, nullptr);
  }

  bool on_sender(SendingEnd& end, std::uint32_t kind, ByteView message) {
    if (kind != Frame::kReceiptFieldNumber) return kind == Frame::kCheckpointFieldNumber;
    const auto receipt = scan_receipt(message);
    if (!receipt || receipt->sequence < LoadRecord::kFirstSequence) return false;
    const std::uint64_t number = receipt->sequence - LoadRecord::kFirstSequence;
    if (number >= next_ || end.in_flight == 0) return false;
    --end.in_flight;
    last_event_ = now_;
    if (receipt->outcome == native::v1::FAILED && receipt->error == info(Code::kBusy).name) {
      ++result_.busy;
      again_.emplace_back(number, now_ + kBusyPauseNs);
      return true;
    }
    ++answered_;
    if (receipt->outcome != native::v1::ACCEPTED) {
      ++(receipt->outcome == native::v1::REFUSED ? result_.refused : result_.failed);
      if (result_.first_refusal.empty()) {
        result_.first_refusal = printable(receipt->error) + ": " + printable(receipt->detail, 500);
      }
      return true;
    }
    const auto id = RecordId::from_bytes(receipt->record_id);
    if (!id) return false;
    ++result_.accepted;
    last_accepted_ = now_;
    accept_ns_.push_back(now_ - sent_ns_[number]);
    TrackedRecord& record = table_.at(*id);
    record.number = number;
    if (record.delivered_ns != 0) count_delivery(record);
    return true;
  }

  bool on_receiver(ReceivingEnd& end, std::uint32_t kind, ByteView message) {
    if (kind == Frame::kSettledFieldNumber) {
      end.settled = std::max(end.settled, scan_settled(message));
      last_event_ = last_settled_ = now_;
      return true;
    }
    if (kind != Frame::kDeliveryFieldNumber) return kind == Frame::kCheckpointFieldNumber;
    const auto delivery = scan_delivery(message);
    const auto id = delivery ? RecordId::from_bytes(delivery->record_id) : std::nullopt;
    if (!id) return false;
    ++end.to_grant;
    end.bytes_to_grant += delivery->body.size();
    if (id->unix_ms() + kClockGranularityMs < started_ms_) {
      ++result_.held_back;
      return true;
    }
    last_event_ = now_;
    crypto::Digest commitment;
    if (end.pipe.signer() != nullptr) commitment = client::commitment_to(delivery->body, delivery->output_salt);
    end.taken.push_back({delivery->sequence, *id, commitment});
    TrackedRecord& record = table_.at(*id);
    if (record.delivered_ns != 0) {
      ++result_.duplicates;
      if (!delivery->redelivered) ++result_.duplicates_unflagged;
      return true;
    }
    record.delivered_ns = now_;
    if (record.number != TrackedRecord::kUnknown) count_delivery(record);
    return true;
  }

  // The record has both its receipt and its delivery.
  void count_delivery(const TrackedRecord& record) {
    ++result_.delivered;
    end_to_end_ns_.push_back(record.delivered_ns - sent_ns_[record.number]);
  }

  LoadResult summary() {
    result_.sent = next_;
    result_.lost = result_.accepted - result_.delivered;
    result_.accept_seconds = static_cast<double>(std::max(last_accepted_ - start_, std::int64_t{0})) / 1e9;
    result_.deliver_seconds = static_cast<double>(std::max(last_settled_ - start_, std::int64_t{0})) / 1e9;
    result_.accept = percentiles(accept_ns_);
    result_.end_to_end = percentiles(end_to_end_ns_);
    result_.record_bytes = record_.body_bytes();
    result_.senders = options_.senders;
    result_.receivers = options_.receivers;
    result_.in_flight = options_.in_flight;
    return result_;
  }

  LoadRecord record_;
  const LoadOptions& options_;
  std::deque<SendingEnd> senders_;  // handlers refer to them: they must not move
  std::deque<ReceivingEnd> receivers_;
  RecordTable table_;
  std::vector<std::int64_t> sent_ns_;  // by number
  std::vector<std::int64_t> accept_ns_, end_to_end_ns_;
  std::deque<std::pair<std::uint64_t, std::int64_t>> again_;  // number, not before
  std::vector<pollfd> polled_;
  std::uint64_t next_ = 0, answered_ = 0;
  std::uint64_t started_ms_ = 0;
  std::int64_t start_ = 0, now_ = 0, last_event_ = 0, last_accepted_ = 0, last_settled_ = 0, next_progress_ = 0;
  LoadResult result_;
};

}  // namespace

Result<LoadResult> run_load(const client::ClientFile& sender, const client::ClientFile& receiver,
                            const LoadOptions& options) {
  std::array<std::uint8_t, 4> run{};
  crypto::fill_random(run);
  auto record = LoadRecord::make(options.size, get_u32({reinterpret_cast<const char*>(run.data()), run.size()}));
  if (!record) return fail(record.error());
  LoadRun load(*std::move(record), options);
  if (auto opened = load.open(sender, receiver); !opened) return fail(opened.error());
  return load.run();
}

}  // namespace concordat::cli
