#include "tests/integration/peers/follower.h"

#include "protocol/base/id.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::integration {
namespace {

using namespace std::chrono_literals;
using client::NativeClient;

constexpr std::uint32_t kWindow = 256;
constexpr std::uint64_t kWindowBytes = 64 * 1024 * 1024;
constexpr auto kTick = 50ms;

}  // namespace

Follower::Follower(const std::string& client_file) : client_file_(client_file), thread_([this] { run(); }) {}

Follower::~Follower() {
  stop();
}

void Follower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

bool Follower::pause() {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, kTick, [this] { return stop_; });
}

void Follower::run() {
  const auto file = client::read_client_file(client_file_);
  if (!file) {
    const std::lock_guard lock(mutex_);
    broken_ += file.error().detail;
    return;
  }
  do {
    auto client = NativeClient::connect(*file, {});
    if (client) (void)follow(*client);  // however the connection ends: what was not settled comes again
  } while (pause());
}

Result<void> Follower::follow(NativeClient& client) {
  {
    const std::lock_guard lock(mutex_);
    unsettled_.clear();
  }
  client.grant(kWindow, kWindowBytes);
  protocol::native::Frame frame;
  while (true) {
    auto got = client.receive(frame, std::chrono::steady_clock::now() + kTick);
    if (!got) return fail(got.error());
    std::vector<std::uint64_t> sequences;
    while (got && *got) {
      if (frame.has_delivery()) {
        take(frame.delivery());
        sequences.push_back(frame.delivery().sequence());
      }
      if (frame.has_settled()) note_settled(frame.settled());
      got = client.receive(frame, std::chrono::steady_clock::now());
    }
    if (!sequences.empty()) {
      client.grant(static_cast<std::uint32_t>(sequences.size()), kWindowBytes);
      client.acknowledge(client::ranges_of(std::move(sequences)));
    }
    if (!got) return fail(got.error());
    const std::lock_guard lock(mutex_);
    if (stop_) return {};
  }
}

void Follower::take(const native::v1::Delivery& delivery) {
  const auto id = RecordId::from_bytes(delivery.record_id());
  const std::string record = id ? id->str() : "a record without an id";
  const std::lock_guard lock(mutex_);
  const std::size_t before = times_[record]++;
  if (before > 0) ++redeliveries_;
  if (before > 0 && !delivery.redelivered()) broken_ += record + " came again without the flag\n";
  if (settled_.contains(record)) broken_ += record + " came again after its acknowledgement was durable\n";
  unsettled_[delivery.sequence()] = record;
}

void Follower::note_settled(const native::v1::Settled& settled) {
  const std::lock_guard lock(mutex_);
  for (const auto& range : settled.ranges()) {
    auto at = unsettled_.lower_bound(range.first());
    while (at != unsettled_.end() && at->first <= range.last()) {
      settled_.insert(at->second);
      at = unsettled_.erase(at);
    }
  }
  changed_.notify_all();
}

std::set<std::string> Follower::wait_for(const std::set<std::string>& records, Deadline deadline) {
  std::unique_lock lock(mutex_);
  std::set<std::string> missing;
  changed_.wait_until(lock, deadline, [&] {
    missing.clear();
    for (const std::string& record : records) {
      if (!times_.contains(record)) missing.insert(record);
    }
    return missing.empty() && unsettled_.empty();
  });
  return missing;
}

std::string Follower::broken_promises() const {
  const std::lock_guard lock(mutex_);
  return broken_;
}

std::size_t Follower::redeliveries() const {
  const std::lock_guard lock(mutex_);
  return redeliveries_;
}

}  // namespace concordat::integration
