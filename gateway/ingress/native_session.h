#pragma once
// One agency's session on the native door, as a state machine without a socket: frames in, bytes to send out.
// Connection (connection.h) moves the bytes; tests drive it directly. On its thread only.
//
//   NativeSession session(services, peer, origin, hello);
//   session.on_frame(frame);                 // may add to output() and to the outbox of its thread
//   session.on_answer(answer, checkpoint);   // a commit's answer
//   session.produce();                       // deliveries, while the peer has credit and output() has room
//   send(session.output()); if (session.finished()) close();

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/egress/dispatcher.h"
#include "gateway/ingress/quota.h"
#include "gateway/pipeline/judge.h"
#include "gateway/pipeline/plan_frames.h"
#include "gateway/pipeline/policy_in_force.h"
#include "gateway/runtime/event_log.h"
#include "gateway/runtime/health.h"
#include "gateway/store/store.h"
#include "protocol/native/frame.h"

namespace concordat::native::v1 {
class Hello;
class StatusRequest;
class Submit;
}  // namespace concordat::native::v1

namespace concordat::gateway {

// What the sessions of a thread share. One a thread.
struct SessionServices {
  const PolicyInForce& policy;
  const Health& health;
  const KeyStore& keys;
  const Clock& clock;
  Store& store;
  Quotas& quotas;
  Judge& judge;
  DeliveryTools& delivery;
  LogBuffer& log;
  std::vector<Command>& outbox;  // to the committer, at the end of this turn of the thread
};

class NativeSession {
 public:
  NativeSession(SessionServices& services, Peer peer, Origin origin);
  ~NativeSession();
  NativeSession(const NativeSession&) = delete;
  NativeSession& operator=(const NativeSession&) = delete;

  // An error ends the session: it was said to the peer in a Close frame, and finished() is true once output() is sent.
  void on_frame(const protocol::native::Frame& frame);
  // The bytes were not frames: says so and ends.
  void on_bad_bytes(const Error& error);
  void on_answer(const SubmissionAnswer& answer, const std::string& checkpoint);
  void on_answer(const SettleAnswer& answer);
  void on_answer(const EventAnswer& answer) { dispatcher_.noted(answer, output_); }
  // Appends deliveries while there is credit and room.
  void produce();
  // The gateway stops: the peer is told, what is in flight is finished.
  void say_goodbye(std::string_view error, std::string_view detail);
  // The gateway cannot go on: the peer is told at once, and what is in flight gets no answer.
  void break_off(std::string_view error, std::string_view detail);

  [[nodiscard]] std::string& output();
  [[nodiscard]] const Peer& peer() const { return peer_; }
  // False while too much of this session is not yet durable or not yet sent: then the peer is not read.
  [[nodiscard]] bool wants_input() const;
  // Nothing more will be said than output().
  [[nodiscard]] bool finished() const {
    return broken_off_ || (closing_ && submissions_.empty() && dispatcher_.settling() == 0);
  }
  [[nodiscard]] bool greeted() const { return greeted_; }
  [[nodiscard]] bool wants_deliveries() const { return greeted_ && !closing_ && dispatcher_.has_credit(); }
  [[nodiscard]] const std::string& agency() const { return peer_.agency; }

 private:
  struct Waiting {  // a submission without an answer
    std::uint64_t sequence = 0;
    std::size_t bytes = 0;
    JudgementSummary summary;
    bool want_proof = false;
    std::vector<PlanUse> plans;
  };
  void greet(const native::v1::Hello& hello);
  void submit(const native::v1::Submit& submit);
  std::optional<Error> busy(const native::v1::Submit& submit) const;
  void answer_failed(std::uint64_t sequence, const Error& error);
  void answer_status(const native::v1::StatusRequest& request);
  // By the sender's own id, or by the record's.
  Result<std::optional<RecordRow>> find_record(const std::string& id) const;
  void send(const protocol::native::Frame& frame);
  void end(const Error& error);
  void log_answer(const Waiting& waiting, const SubmissionAnswer& answer);
  void log_beside(const JudgementSummary& summary, const SubmissionAnswer& answer, LogEvent event);

  SessionServices& services_;
  Peer peer_;
  Origin origin_;
  SentPlans plans_;
  Dispatcher dispatcher_;
  std::string output_;
  std::string farewell_;                                    // the Close frame, held back until everything else was said
  std::unordered_map<std::uint64_t, Waiting> submissions_;  // by our own sequence
  std::unordered_set<std::uint64_t> sequences_;             // the peer's, of the same
  std::uint64_t next_ = 1;
  std::size_t waiting_bytes_ = 0;
  bool greeted_ = false;
  bool closing_ = false;
  bool broken_off_ = false;
  bool proofs_ = false;
};

}  // namespace concordat::gateway
