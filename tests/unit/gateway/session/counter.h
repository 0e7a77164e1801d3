#pragma once
// The gateway without sockets, files of a store, threads and time: sessions over a store in memory and a real
// committer, on the policy of deploy/examples. A Counter is one agency's session; everything said is durable after
// Gatehouse::run().
//
//   Gatehouse house;
//   Counter sender(house, "riverside-trust");
//   sender.greet();
//   sender.submit(1, "id-1");
//   house.run();
//   EXPECT_EQ(sender.take<wire::Receipt>().at(0).outcome(), wire::ACCEPTED);

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/ingress/native_session.h"
#include "gateway/ledger/log.h"
#include "gateway/store/memory_store.h"
#include "protocol/native/concordat.pb.h"
#include "tests/unit/gateway/pipeline/example.h"

namespace concordat::gateway {

class Counter;

class Gatehouse {
 public:
  Gatehouse();
  ~Gatehouse();

  // Commits what the sessions asked for, gives them the answers and lets them deliver, until nothing happens any more.
  void run();
  // Puts in force what `files` say now.
  void reload() { policy.set(snapshot_of(files)); }
  // All ledger entries, a line each.
  [[nodiscard]] std::string ledger();
  // The log so far; ends it.
  [[nodiscard]] std::string end_log();
  [[nodiscard]] LogBuffer& events() { return *event_buffer_; }

  TemporaryFolder folder;
  ManualClock clock;
  policy::PolicyFiles files = example_files();
  MemoryStore store;
  std::unique_ptr<KeyStore> keys = example_keys(folder, clock);
  PolicyInForce policy{snapshot_of(files)};
  Health health;
  Quotas quotas{clock};
  std::vector<Command> outbox;
  std::function<void(const EventAnswer&)> on_event = [](const EventAnswer&) {};  // of no session's events
  std::function<void(const EraseAnswer&)> on_erased = [](const EraseAnswer&) {};
  std::shared_ptr<const LedgerKeys> ledger_keys;
  std::unique_ptr<LedgerLog> log;
  std::unique_ptr<Committer> committer;

 private:
  friend class Counter;
  std::unique_ptr<EventLog> event_log_;
  std::optional<LogBuffer> event_buffer_;
  Judge judge_{*keys, clock};
  std::unique_ptr<DeliveryTools> delivery_;
  std::optional<SessionServices> services_;
  std::deque<Answers> answers_;
  std::map<std::uint64_t, Counter*> counters_;
  std::uint64_t next_session_ = 1;
};

class Counter {
 public:
  Counter(Gatehouse& house, const std::string& agency);
  ~Counter();
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  void send(const native::v1::Frame& frame) { session.on_frame(frame); }
  void greet(const std::vector<std::string>& features = {});
  // discharge-notice-1.json to eastshire-council, changed by `edit`.
  template <typename Edit>
  void submit(std::uint64_t sequence, const std::string& id, Edit edit) {
    native::v1::Frame frame = submission(sequence, id);
    edit(*frame.mutable_submit());
    send(frame);
  }
  void submit(std::uint64_t sequence, const std::string& id) { send(submission(sequence, id)); }
  void credit(std::uint32_t records, std::uint64_t bytes = 1 << 30);
  void acknowledge(std::uint64_t first, std::uint64_t last);
  void reject(std::uint64_t sequence, const std::string& reason = {});
  void ask(const std::string& id);
  void close();

  // The frames said since the last take.
  std::vector<native::v1::Frame> take();
  // Those of one kind, e.g. native::v1::Receipt; the others of that take are lost.
  template <typename Message>
  std::vector<Message> take();

  NativeSession session;

 private:
  static native::v1::Frame submission(std::uint64_t sequence, const std::string& id);
  Gatehouse& house_;
  std::uint64_t number_;
};

template <>
std::vector<native::v1::Receipt> Counter::take();
template <>
std::vector<native::v1::Delivery> Counter::take();
template <>
std::vector<native::v1::Settled> Counter::take();
template <>
std::vector<native::v1::StatusReply> Counter::take();
template <>
std::vector<native::v1::Close> Counter::take();

}  // namespace concordat::gateway
