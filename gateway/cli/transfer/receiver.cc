#include "gateway/cli/transfer/receiver.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <thread>
#include <utility>

#include "protocol/native/concordat.pb.h"

namespace concordat::cli {
namespace {

using client::Deadline;
using client::NativeClient;
using protocol::native::Frame;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::uint64_t kWindow = 64;                     // records that may be on their way or not yet acknowledged
constexpr std::uint64_t kRecordBytes = 16 * 1024 * 1024;  // granted with each record, so that the largest one passes
constexpr milliseconds kQuiet{500};
constexpr milliseconds kTick{250};
constexpr milliseconds kPingEvery{60'000};  // well within limits::kIdleTime
constexpr milliseconds kSettleTime{10'000};
constexpr milliseconds kReconnectPause{500};
constexpr int kReconnects = 20;  // in a row, without --follow

bool may_pass(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kTimeout || error.code == Code::kBusy;
}

// What was written is what is signed for: the manifest's own words of it, which received_from() has put into form.
client::Taken taken_of(const Received& received) {
  const Manifest& manifest = received.manifest;
  return {received.sequence, RecordId::parse(manifest.record_id).value(),
          crypto::Digest::from(parse_hex(manifest.commitment).value()).value()};
}

}  // namespace

Result<NativeClient> Receiver::connect() {
  const client::ConnectOptions options{.receipts = true};
  auto client = NativeClient::connect(file_, options);
  for (int tries = 0; !client && may_pass(client.error()) && received_ > 0; ++tries) {
    if (options_.stop() || (!options_.follow && tries >= kReconnects)) break;
    std::this_thread::sleep_for(kReconnectPause);
    client = NativeClient::connect(file_, options);
  }
  return client;
}

Result<void> Receiver::run(const Handler& handler) {
  while (true) {
    auto client = connect();
    if (!client) return fail(client.error());
    unsettled_.clear();
    auto served = serve(*client, handler);
    const bool again = !served && !handler_failed_ && may_pass(served.error()) && !options_.stop() &&
                       (options_.follow || options_.count > received_);
    if (!again) return served;
    std::this_thread::sleep_for(kReconnectPause);
  }
}

Result<void> Receiver::serve(NativeClient& client, const Handler& handler) {
  may_grant_ = options_.count == 0 ? std::numeric_limits<std::uint64_t>::max() : options_.count - received_;
  grant(client, kWindow);
  client.ping();
  Deadline last_ping = last_arrival_ = steady_clock::now();
  Frame frame;
  while (!finished(client)) {
    auto got = client.receive(frame, steady_clock::now() + kTick);
    if (!got) return fail(got.error());
    if (*got) {
      if (auto taken = take(client, frame, handler); !taken) return taken;
    }
    if (steady_clock::now() - last_ping > kPingEvery) {
      client.ping();
      last_ping = steady_clock::now();
    }
  }
  return settle(client);
}

Deadline Receiver::quiet_end() const {
  return last_arrival_ + (options_.count > 0 ? options_.wait : kQuiet);
}

bool Receiver::finished(const NativeClient& client) const {
  if (options_.stop() || (options_.count > 0 && received_ >= options_.count)) return true;
  if (options_.follow) return false;
  return (options_.count > 0 || client.pongs() > 0) && steady_clock::now() >= quiet_end();
}

void Receiver::grant(NativeClient& client, std::uint64_t records) {
  const std::uint64_t granted = std::min(records, may_grant_);
  may_grant_ -= granted;
  if (granted > 0) client.grant(static_cast<std::uint32_t>(granted), granted * kRecordBytes);
}

// All that came in one go is handled together, so that one sync and one acknowledgement serve many records.
Result<void> Receiver::take(NativeClient& client, Frame& frame, const Handler& handler) {
  std::vector<Arrival> batch;
  Result<bool> more = true;
  while (more && *more) {
    if (frame.has_settled()) note_settled(frame.settled());
    if (frame.has_delivery()) {
      auto received = received_from(frame.delivery(), client.plans());
      if (!received) return fail(received.error());
      received->rejected = !options_.reject.empty();
      received->manifest.recipient = client.agency();
      batch.push_back({*std::move(received), std::move(*frame.mutable_delivery()->mutable_body())});
    }
    if (batch.size() >= kWindow) break;
    more = client.receive(frame, steady_clock::now());
  }
  if (!batch.empty()) {
    last_arrival_ = steady_clock::now();
    if (auto handled = handler(batch); !handled) {
      handler_failed_ = true;
      return handled;
    }
    received_ += batch.size();
    std::vector<client::Taken> taken;
    for (const Arrival& arrival : batch) {
      const Received& received = arrival.received;
      unsettled_.insert(received.sequence);
      if (!options_.reject.empty()) client.reject(received.sequence, options_.reject);
      taken.push_back(taken_of(received));
    }
    if (options_.reject.empty()) client.acknowledge(std::move(taken));
    grant(client, batch.size());
  }
  if (!more) return fail(more.error());
  return {};
}

void Receiver::note_settled(const native::v1::Settled& settled) {
  for (const auto& range : settled.ranges()) {
    unsettled_.erase(unsettled_.lower_bound(range.first()), unsettled_.upper_bound(range.last()));
  }
}

// Until the acknowledgements are durable: to leave earlier would bring redeliveries.
Result<void> Receiver::settle(NativeClient& client) {
  const Deadline deadline = steady_clock::now() + kSettleTime;
  Frame frame;
  while (!unsettled_.empty()) {
    auto got = client.receive(frame, deadline);
    if (!got) return fail(got.error());
    if (!*got)
      return fail(Code::kTimeout,
                  "the gateway did not confirm the acknowledgements in time; these records may come again");
    if (frame.has_settled()) note_settled(frame.settled());
  }
  (void)client.close();  // everything is settled: how the connection ends changes nothing
  return {};
}

}  // namespace concordat::cli
