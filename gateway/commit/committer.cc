#include "gateway/commit/committer.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "gateway/commit/commit_step.h"
#include "gateway/ledger/log.h"
#include "gateway/runtime/clock.h"
#include "gateway/runtime/thread_name.h"
#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

struct Load {
  std::size_t records = 0;
  std::size_t bytes = 0;
};

constexpr std::size_t kSettlementBytes = 512;  // about what its entry takes

struct LoadOf {
  Load operator()(const Submission& submission) const {
    Load load{1, submission.entry.head.size() + submission.receipt.size()};
    for (const NewDisclosure& disclosure : submission.disclosures) load.bytes += disclosure.sealed.size();
    for (const auto& [name, bytes] : submission.values) load.bytes += bytes.size();
    return load;
  }
  Load operator()(const SettleRequest& request) const {
    return {request.sequences.size(), request.sequences.size() * kSettlementBytes};
  }
  Load operator()(const EventRequest& request) const { return {1, request.entry.head.size()}; }
  Load operator()(const EraseRequest& /*request*/) const { return {1, 0}; }
  Load operator()(const ReserveRequest& /*request*/) const { return {}; }
};

}  // namespace

Committer::Committer(Dependencies dependencies) : deps_(std::move(dependencies)) {}

void Committer::submit(std::vector<Command> commands) {
  if (commands.empty()) return;
  {
    const std::scoped_lock lock(mutex_);
    pending_.insert(pending_.end(), std::move_iterator(commands.begin()), std::move_iterator(commands.end()));
  }
  wake_.notify_one();
}

std::size_t Committer::pending() const {
  const std::scoped_lock lock(mutex_);
  return pending_.size();
}

// At least one, however large it is.
std::vector<Command> Committer::take() {
  const std::scoped_lock lock(mutex_);
  std::vector<Command> taken;
  Load total;
  while (!pending_.empty()) {
    const Load load = std::visit(LoadOf{}, pending_.front());
    total.records += load.records;
    total.bytes += load.bytes;
    const bool full = total.records > limits::kCommitRecords || total.bytes > limits::kCommitBytes;
    const bool alone = std::holds_alternative<EraseRequest>(pending_.front());
    if ((full || alone) && !taken.empty()) break;
    taken.push_back(std::move(pending_.front()));
    pending_.pop_front();
    if (alone) break;
  }
  return taken;
}

Result<bool> Committer::step() {
  std::vector<Command> commands = take();
  if (commands.empty()) return false;
  try {
    if (auto done = commit(std::move(commands)); !done) return fail(done.error());
    return true;
  } catch (const std::exception& thrown) {
    // A bug, or no memory left: the step is as failed as when its disk is.
    return fail(Code::kInternal, std::string("a commit was broken off: ") + thrown.what());
  }
}

Result<void> Committer::commit(std::vector<Command> commands) {
  last_unix_ms_ = std::max(last_unix_ms_, deps_.clock.unix_ms());
  CommitStep step(deps_.store, deps_.log, last_unix_ms_, known_frames_);
  for (Command& command : commands) {
    if (auto added = step.add(command); !added) return added;
  }
  if (auto written = step.write(); !written) return written;
  auto answers = step.answers();
  if (!answers) return fail(answers.error());
  for (auto& [thread, its] : *answers) deps_.deliver_answers(thread, std::move(its));
  deps_.committed(step.committed());
  return {};
}

Result<void> Committer::run() {
  name_this_thread("commit");
  for (;;) {
    const auto stepped = step();
    if (!stepped) return fail(stepped.error());
    if (*stepped) continue;
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    if (stopping_ && pending_.empty()) return {};
  }
}

void Committer::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
}

}  // namespace concordat::gateway
