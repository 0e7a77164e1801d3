#include "gateway/ingress/worker.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>

#include "gateway/ingress/connection.h"
#include "gateway/runtime/thread_name.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

namespace asio = boost::asio;

constexpr auto kTick = std::chrono::milliseconds(250);

}  // namespace

Worker::Worker(std::uint32_t index, WorkerShared& shared)
    : index_(index),
      shared_(shared),
      loop_(std::make_unique<Loop>()),
      log_(shared.log),
      repeats_(shared.clock),
      judge_(shared.keys, shared.clock),
      delivery_{shared.store, shared.keys, shared.clock, log_, outbox_, {}, {}, {}, {}},
      services_{shared.policy, shared.health, shared.keys, shared.clock, shared.store,
                shared.quotas, judge_,        delivery_,   log_,         outbox_} {}

Worker::~Worker() = default;

void Worker::run() {
  name_this_thread("io");
  const auto guard = asio::make_work_guard(loop_->context);
  asio::steady_timer timer(loop_->context);
  // The watchdog: a tick closes what is past its deadline, so that no wait needs a timer of its own.
  std::function<void()> arm = [this, &timer, &arm] {
    timer.expires_after(kTick);
    timer.async_wait([this, &arm](boost::system::error_code error) {
      if (error) return;
      tick();
      arm();
    });
  };
  arm();
  loop_->context.run();
}

void Worker::adopt(std::unique_ptr<AcceptedSocket> socket) {
  asio::post(loop_->context, [this, socket = std::move(socket)]() mutable {
    if (draining_ || shared_.connections.load() >= limits::kConnections) return;  // the socket closes
    const std::uint64_t id = next_id_++;
    auto& connection = connections_[id];
    connection = std::make_unique<Connection>(*this, id, std::move(socket->socket), shared_.tls.get());
    ++shared_.connections;
    asio::co_spawn(loop_->context, connection->run(), [this, id](const std::exception_ptr& error) {
      if (error)
        log_.say({.level = Severity::kCritical,
                  .action = "connection",
                  .outcome = "failure",
                  .message = "a connection ended by a bug"});
      ended(id);
    });
  });
}

void Worker::ended(std::uint64_t id) {
  // Posted: the coroutine that ends is still below us on the stack.
  asio::post(loop_->context, [this, id] {
    if (consumers_.erase(id) != 0) consumer_count_ = consumers_.size();
    if (connections_.erase(id) != 0) --shared_.connections;
    turn();
    if (draining_ && connections_.empty()) loop_->context.stop();
  });
}

void Worker::on_commit(Answers answers, std::shared_ptr<const std::vector<std::string>> recipients) {
  asio::post(loop_->context, [this, answers = std::move(answers), recipients = std::move(recipients)] {
    turn_scheduled_ = true;  // the turn at the end of this is the one
    for (const Answer& answer : answers.answers) {
      const std::uint64_t id = std::visit([](const auto& any) { return any.origin.session; }, answer);
      const auto at = connections_.find(id);
      if (at == connections_.end() || at->second->session() == nullptr) continue;
      NativeSession& session = *at->second->session();
      if (const auto* submission = std::get_if<SubmissionAnswer>(&answer)) {
        session.on_answer(*submission, answers.checkpoint ? *answers.checkpoint : std::string());
      } else if (const auto* settle = std::get_if<SettleAnswer>(&answer)) {
        session.on_answer(*settle);
      } else if (const auto* event = std::get_if<EventAnswer>(&answer)) {
        session.on_answer(*event);
      }
      touch(*at->second);
    }
    if (recipients) {
      for (const std::uint64_t id : consumers_) {
        Connection& connection = *connections_.at(id);
        NativeSession* session = connection.session();
        if (session == nullptr ||
            std::find(recipients->begin(), recipients->end(), session->agency()) == recipients->end())
          continue;
        session->produce();
        touch(connection);
      }
    }
    turn_scheduled_ = false;
    turn();
  });
}

void Worker::touch(Connection& connection) {
  if (touched_.empty() || touched_.back() != connection.id()) touched_.push_back(connection.id());
  watch_consumer(connection);
  if (turn_scheduled_) return;
  turn_scheduled_ = true;
  asio::post(loop_->context, [this] {
    turn_scheduled_ = false;
    turn();
  });
}

void Worker::watch_consumer(Connection& connection) {
  NativeSession* session = connection.session();
  if (session == nullptr || !session->wants_deliveries()) return;
  if (consumers_.insert(connection.id()).second) consumer_count_ = consumers_.size();
}

void Worker::turn() {
  if (!outbox_.empty()) {
    shared_.committer.submit(std::move(outbox_));
    outbox_.clear();
  }
  std::vector<std::uint64_t> touched;
  touched.swap(touched_);
  for (const std::uint64_t id : touched) {
    const auto at = connections_.find(id);
    if (at != connections_.end()) at->second->flush();
  }
  log_.hand_over();
}

void Worker::tick() {
  const std::int64_t now = shared_.clock.steady_ms();
  for (const auto& [id, connection] : connections_) connection->close_if_late(now);
  turn();
}

void Worker::recheck_peers() {
  asio::post(loop_->context, [this] {
    const auto tls = shared_.tls.get();
    const auto snapshot = shared_.policy.get();
    for (const auto& [id, connection] : connections_) connection->recheck(*tls, *snapshot);
  });
}

void Worker::drain() {
  asio::post(loop_->context, [this] {
    draining_ = true;
    for (const auto& [id, connection] : connections_) connection->goodbye("", "the gateway is stopping");
    turn();
    if (connections_.empty()) loop_->context.stop();
  });
}

void Worker::break_off(std::string error, std::string detail) {
  asio::post(loop_->context, [this, error = std::move(error), detail = std::move(detail)] {
    draining_ = true;
    for (const auto& [id, connection] : connections_) connection->break_off(error, detail);
    if (connections_.empty()) loop_->context.stop();
  });
}

void Worker::stop() {
  asio::post(loop_->context, [this] {
    draining_ = true;
    for (const auto& [id, connection] : connections_) connection->close();
    if (connections_.empty()) loop_->context.stop();
  });
}

}  // namespace concordat::gateway
