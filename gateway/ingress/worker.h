#pragma once
// One thread of the gateway: one io_context, its connections, and the buffers that they share. A connection lives and
// dies here; the only ways in from other threads are adopt(), on_commit() and the stop calls, each of which posts. What
// a turn of the thread has judged goes to the committer in one call, and what a commit has answered comes back in one
// (a wake-up across cores costs more than a record).

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "crypto/tls/context.h"
#include "gateway/ingress/native_session.h"
#include "gateway/ingress/tls_in_force.h"

namespace concordat::gateway {

class Connection;
struct AcceptedSocket;  // gateway/ingress/connection.h: an accepted socket on this worker's context

// What all workers share. Outlives them.
struct WorkerShared {
  const PolicyInForce& policy;
  const TlsInForce& tls;
  const Health& health;
  const KeyStore& keys;
  const Clock& clock;
  Store& store;
  Committer& committer;
  Quotas& quotas;
  EventLog& log;
  // Another session may now claim what waits for `recipient`.
  std::function<void(const std::string& recipient)> announce;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> handshakes{0};
  std::atomic<std::uint64_t> refused_handshakes{0};
};

class Worker {
 public:
  Worker(std::uint32_t index, WorkerShared& shared);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Runs until stop() and the end of every connection. On its own thread.
  void run();

  // From any thread.
  void adopt(std::unique_ptr<AcceptedSocket> socket);
  void on_commit(Answers answers, std::shared_ptr<const std::vector<std::string>> recipients);
  [[nodiscard]] bool has_consumers() const { return consumer_count_.load(std::memory_order_relaxed) > 0; }
  // New certificates or agencies are in force: sessions whose peer would no longer be let in are cut.
  void recheck_peers();
  // Tells every peer goodbye; connections end when what is in flight is done, at the latest after limits::kDrainTime.
  void drain();
  // No commit will come any more: every peer is told `error` and `detail`, and nothing is waited for but its bytes.
  void break_off(std::string error, std::string detail);
  void stop();

  struct Loop;  // the io_context, out of this header
  [[nodiscard]] Loop& loop() { return *loop_; }

  // For connections, on this thread.
  [[nodiscard]] WorkerShared& shared() { return shared_; }
  [[nodiscard]] SessionServices& services() { return services_; }
  [[nodiscard]] LogBuffer& log() { return log_; }
  [[nodiscard]] RepeatLimit& repeats() { return repeats_; }
  [[nodiscard]] std::uint32_t index() const { return index_; }
  // Something happened on this connection: its output is sent and the outbox handed over at the end of this turn.
  void touch(Connection& connection);
  void ended(std::uint64_t id);

 private:
  void turn();
  void tick();
  void watch_consumer(Connection& connection);

  std::uint32_t index_;
  WorkerShared& shared_;
  std::unique_ptr<Loop> loop_;
  LogBuffer log_;
  RepeatLimit repeats_;
  std::vector<Command> outbox_;
  Judge judge_;
  DeliveryTools delivery_;
  SessionServices services_;
  std::uint64_t next_id_ = 1;
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::unordered_set<std::uint64_t> consumers_;
  std::atomic<std::size_t> consumer_count_{0};
  std::vector<std::uint64_t> touched_;
  bool turn_scheduled_ = false;
  bool draining_ = false;
};

}  // namespace concordat::gateway
