#pragma once
// Group commit. Every thread hands over what it judged; the commit thread takes all that is pending, gives each its
// sequence, time and ledger index, writes one batch, signs one checkpoint, and gives the answers back. It is a callable
// step(), so that tests drive it without a thread. Order of a step (LEDGER.md, Durability): build entries, store.commit
// (fsync), head file (fdatasync), answers.
//
// A failed step is final: nothing in it was acknowledged, and the process must exit and recover (DESIGN.md, rule 2).

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

#include "crypto/primitive/digest.h"
#include "gateway/commit/commands.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Clock;
class LedgerLog;  // gateway/ledger/log.h

// One commit's answers, for one thread.
struct Answers {
  std::uint64_t commit = 0;
  std::shared_ptr<const std::string> checkpoint;  // the signed note that proofs of this commit lead to
  std::vector<Answer> answers;
};

struct Committed {
  std::uint64_t records = 0;  // submissions and settlements in this step
  std::uint64_t entries = 0;
  std::vector<std::string> recipients;  // who has something new to claim, or a raised watermark
};

class Committer {
 public:
  struct Dependencies {
    Store& store;
    LedgerLog& log;
    const Clock& clock;
    // Called on the commit thread after a durable step: once for each thread that has answers, then once for all.
    std::function<void(std::uint32_t thread, Answers answers)> deliver_answers;
    std::function<void(const Committed&)> committed;
  };
  explicit Committer(Dependencies dependencies);

  // From any thread. Everything handed over in one call is committed in order, and in one step where the limits allow.
  void submit(std::vector<Command> commands);

  // Takes what is pending (up to limits::kCommitRecords and kCommitBytes) through one commit. Returns false at once
  // when nothing is pending.
  Result<bool> step();

  // Runs steps until stop(); returns the first failure. With nothing to do it sleeps.
  Result<void> run();
  // run() returns after everything pending was committed.
  void stop();

  [[nodiscard]] std::size_t pending() const;

 private:
  std::vector<Command> take();
  Result<void> commit(std::vector<Command> commands);

  Dependencies deps_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Command> pending_;
  bool stopping_ = false;
  // Of the commit thread.
  std::int64_t last_unix_ms_ = 0;
  std::unordered_set<Bytes> known_frames_;  // plans whose frame the store has
};

}  // namespace concordat::gateway
