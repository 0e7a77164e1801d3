#pragma once
// One step of the committer: add() judges each command against the store and against what the step holds already and
// drafts its entries, write() makes all of it durable, and answers() says what became of each. On the commit thread;
// used once.
//
//   CommitStep step(store, log, now, known_frames);
//   for (Command& command : commands) step.add(command);
//   step.write();
//   deliver(step.answers(), step.committed());

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/ledger/log.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class CommitStep {
 public:
  CommitStep(Store& store, LedgerLog& log, std::int64_t unix_ms, std::unordered_set<Bytes>& known_frames);

  // An error is final: the whole step is.
  Result<void> add(Command& command);
  Result<void> write();
  // After write(), by thread. Takes the proofs from the tree that write() made durable.
  Result<std::map<std::uint32_t, Answers>> answers();
  [[nodiscard]] Committed committed() const;

 private:
  // An acceptance of this step, for repeats within it.
  struct Accepted {
    Bytes digest;
    SubmissionAnswer answer;
  };

  Result<void> add_one(Submission& submission);
  Result<void> add_one(SettleRequest& request);
  Result<void> add_one(EventRequest& request);
  Result<void> add_one(EraseRequest& request);  // erasure.cc
  Result<void> add_one(ReserveRequest& request);
  Result<void> add_one(AttemptRequest& request);
  Result<void> add_one(RecallRequest& request);
  // The answer to a submission whose id was accepted before; nullopt when it was not.
  Result<std::optional<SubmissionAnswer>> answer_repeat(const Submission& submission);
  Result<void> use_plans(const std::vector<PlanUse>& plans);
  [[nodiscard]] std::string elsewhere(std::uint64_t place) const;
  void accept(Submission& submission, const SubmissionAnswer& answer);
  // nullopt when it no longer waits, or has ended in this step.
  Result<std::optional<Claimed>> still_waiting(const std::string& recipient, std::uint64_t sequence);
  // False when the disclosure no longer waits.
  Result<bool> settle(const SettleRequest& request, std::uint64_t sequence,
                      const SignedReceipt::Line* signed_line = nullptr);
  Result<void> repeat_certificates(std::uint64_t kept_from);
  Result<void> know_certificate(const SettleRequest& request);
  Result<SettledState> recall(const RecallRequest& request, RecallRequest::Target& target);
  Result<SettledState> recalled_before(const RecallRequest& request, const std::string& recipient);
  Result<void> prove(SubmissionAnswer& answer);
  // What waits of these records: recipient, sequence, record.
  struct Waits {
    std::string recipient;
    std::uint64_t sequence = 0;
    RecordId record;
  };
  Result<std::vector<Waits>> waiting_of(const std::set<RecordId>& records);

  Store& store_;
  LedgerLog& log_;
  const std::int64_t unix_ms_;
  std::unordered_set<Bytes>& known_frames_;
  CommitBatch batch_;
  bool reserves_ = false;
  std::uint64_t records_ = 0;
  std::vector<Answer> answers_;
  std::vector<std::size_t> to_prove_;             // of answers_
  std::unordered_map<Bytes, Accepted> accepted_;  // by dedup key
  std::set<std::pair<std::string, std::uint64_t>> ended_;
  std::set<std::string> certificates_;  // fingerprints of those that signed in this step
  std::set<std::string> recipients_;
};

}  // namespace concordat::gateway
