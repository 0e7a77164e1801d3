#include "gateway/cli/transfer/sender.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace concordat::cli {
namespace {

using client::Deadline;
using client::NativeClient;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kBusyPause{200};
constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{2000};
constexpr std::size_t kUnsentBytes = 1024 * 1024;  // more than this is not queued ahead of the socket

// What a new connection may mend. Whom the gateway refuses, it refuses again.
bool may_pass(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kTimeout || error.code == Code::kIo ||
         error.code == Code::kBusy;
}

}  // namespace

Sender::Sender(const client::ClientFile& file, const SenderOptions& options, NativeClient client)
    : file_(&file),
      options_(options),
      client_(std::make_unique<NativeClient>(std::move(client))),
      patience_ends_(steady_clock::now() + options.patience) {}

Result<Sender> Sender::connect(const client::ClientFile& file, const SenderOptions& options) {
  auto client = NativeClient::connect(file, {.proofs = options.proofs});
  if (!client) return fail(client.error());
  return Sender(file, options, *std::move(client));
}

bool Sender::room() const {
  const std::size_t limit = std::min<std::size_t>(options_.in_flight, client_->max_in_flight());
  return in_flight_.size() < limit && bytes_ < options_.in_flight_bytes && client_->unsent() < kUnsentBytes;
}

void Sender::dispatch(Submission submission) {
  submission.submit.set_sequence(++sequence_);
  bytes_ += submission.submit.body().size();
  client_->submit(submission.submit);
  in_flight_.emplace(sequence_, std::move(submission));
}

void Sender::fill(const std::function<std::optional<Submission>()>& next) {
  const auto now = steady_clock::now();
  while (room() && !again_.empty() && again_.front().not_before <= now) {
    Submission submission = std::move(again_.front().submission);
    again_.pop_front();
    dispatch(std::move(submission));
  }
  while (room() && again_.empty() && !exhausted_) {
    std::optional<Submission> submission = next();
    exhausted_ = !submission.has_value();
    if (submission) dispatch(*std::move(submission));
  }
}

Deadline Sender::next_wake() const {
  return again_.empty() ? patience_ends_ : std::min(patience_ends_, again_.front().not_before);
}

Result<void> Sender::run(const std::function<std::optional<Submission>()>& next,
                         const std::function<void(Answer)>& answered) {
  protocol::native::Frame frame;
  while (true) {
    fill(next);
    if (in_flight_.empty() && again_.empty() && exhausted_) break;
    auto got = client_->receive(frame, next_wake());
    if (got && !*got && steady_clock::now() >= patience_ends_) {
      got =
          fail(Code::kTimeout,
               "the gateway gave no answer for " +
                   std::to_string(std::chrono::duration_cast<std::chrono::seconds>(options_.patience).count()) + " s");
      return fail(got.error());
    }
    if (!got) {
      if (auto again = reconnect(got.error()); !again) return again;
    } else if (*got && frame.has_receipt()) {
      if (auto taken = take(frame.receipt(), answered); !taken) return taken;
    }
  }
  (void)client_->close();  // everything has its receipt: how the connection ends changes nothing
  return {};
}

Result<void> Sender::take(const native::v1::Receipt& receipt, const std::function<void(Answer)>& answered) {
  const auto found = in_flight_.find(receipt.sequence());
  if (found == in_flight_.end()) return {};  // a receipt for what a lost connection sent
  Submission submission = std::move(found->second);
  in_flight_.erase(found);
  bytes_ -= submission.submit.body().size();
  if (receipt.outcome() == native::v1::FAILED && receipt.error() == info(Code::kBusy).name) {
    again_.push_back({std::move(submission), steady_clock::now() + kBusyPause});
    return {};
  }
  auto answer = answer_of(receipt, client_->plans());
  if (!answer) return fail(answer.error());
  patience_ends_ = steady_clock::now() + options_.patience;
  answer->file = submission.file;
  answer->sender_id = submission.submit.sender_id();
  answered(*std::move(answer));
  return {};
}

Result<void> Sender::reconnect(const Error& reason) {
  Error last = reason;
  for (auto it = in_flight_.rbegin(); it != in_flight_.rend(); ++it)
    again_.push_front({std::move(it->second), steady_clock::now()});
  in_flight_.clear();
  bytes_ = 0;
  for (milliseconds pause = kFirstPause; may_pass(last); pause = std::min(2 * pause, kLongestPause)) {
    if (steady_clock::now() + pause >= patience_ends_) break;
    std::this_thread::sleep_for(pause);
    auto client = NativeClient::connect(*file_, {.proofs = options_.proofs});
    if (client) {
      client_ = std::make_unique<NativeClient>(*std::move(client));
      return {};
    }
    last = client.error();
  }
  return fail(last);
}

}  // namespace concordat::cli
