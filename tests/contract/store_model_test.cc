// Random lives of a store against a naive model of it: whatever order commits, claims, releases, settlements, revivals
// and crashes come in, the queue holds what the model holds, gives it in order, and flags whatever may have been
// offered.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <sstream>

#include "protocol/limits.h"
#include "tests/contract/stores.h"

namespace concordat::gateway {
namespace {

struct ModelDisclosure {
  RecordId record;
  Bytes sealed;
  bool claimed = false;
  bool dead = false;
  bool may_be_offered = false;
};

struct ModelQueue {
  std::map<std::uint64_t, ModelDisclosure> waiting;
  std::map<RecordId, SettleOutcome> ended;
  std::uint64_t next_sequence = 1;
};

template <typename Kind>
class Life {
 public:
  void run(int steps) {
    for (int step = 0; step < steps; ++step) {
      switch (*rc::gen::inRange(0, 10)) {
        case 0: commit_only_settlements(); break;
        case 1: release(); break;
        case 2: revive(); break;
        case 3: die(); break;
        case 4: compare(); break;
        case 5:
        case 6: claim(); break;
        default: commit();
      }
    }
    die();
    compare();
  }

 private:
  Store& store() { return kind_.store(); }
  static std::string recipient() { return *rc::gen::element<std::string>("council", "trust", "c"); }

  CommitBatch next_batch() {
    CommitBatch batch;
    batch.number = store().last_commit() + 1;
    return batch;
  }

  void commit() {
    CommitBatch batch = next_batch();
    const auto sizes = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 40));
    for (const std::size_t size : sizes) {
      NewDisclosure made;
      made.recipient = recipient();
      made.record = record_number(++records_);
      made.route.sender = *rc::gen::element<std::string>("a", "b");
      made.sealed = Bytes(size, static_cast<char>('a' + records_ % 26));
      batch.disclosures.push_back(made);
    }
    add_settlements(batch);
    RC_ASSERT(store().commit(batch).has_value());
    for (const NewDisclosure& one : batch.disclosures) {
      ModelQueue& queue = model_[one.recipient];
      RC_ASSERT(one.sequence == queue.next_sequence);
      queue.waiting[queue.next_sequence++] = {.record = one.record, .sealed = one.sealed};
    }
  }

  void commit_only_settlements() {
    CommitBatch batch = next_batch();
    add_settlements(batch);
    RC_ASSERT(store().commit(batch).has_value());
  }

  void add_settlements(CommitBatch& batch) {
    using enum SettleOutcome;
    for (auto& [name, queue] : model_) {
      std::vector<std::uint64_t> ended;
      for (auto& [sequence, one] : queue.waiting) {
        if (*rc::gen::inRange(0, 3) > 0) continue;
        const SettleOutcome outcome = *rc::gen::element(kDelivered, kRejected, kExpired, kDeadLetter);
        batch.settlements.push_back(
            {.recipient = name, .sequence = sequence, .outcome = outcome, .ledger_index = sequence});
        if (outcome == kDeadLetter) {
          one.dead = true;
          one.claimed = false;
        } else {
          queue.ended[one.record] = outcome;
          ended.push_back(sequence);
        }
      }
      for (const std::uint64_t sequence : ended) queue.waiting.erase(sequence);
    }
  }

  void claim() {
    const std::string name = recipient();
    const auto records = *rc::gen::inRange<std::size_t>(0, 12);
    const auto bytes = *rc::gen::inRange<std::size_t>(0, 200);
    const auto claim = store().claim(name, records, bytes);
    RC_ASSERT(claim.has_value());
    RC_ASSERT(claim->disclosures.size() <= records);
    auto at = model_[name].waiting.begin();
    std::size_t given = 0;
    for (const Claimed& got : claim->disclosures) {
      while (at->second.claimed || at->second.dead) ++at;
      RC_ASSERT(got.sequence == at->first);
      RC_ASSERT(got.record == at->second.record);
      RC_ASSERT(got.sealed == at->second.sealed);
      RC_ASSERT(got.redelivered || !at->second.may_be_offered);
      at->second.claimed = at->second.may_be_offered = true;
      given += got.sealed.size();
    }
    RC_ASSERT(claim->disclosures.size() <= 1 || given <= bytes);
    RC_ASSERT(claim->more == (claimable(name) > 0));
    RC_ASSERT(!claim->disclosures.empty() || records == 0 || !claim->more || claim->needs_reservation);
  }

  std::size_t claimable(const std::string& name) {
    std::size_t count = 0;
    for (const auto& [sequence, one] : model_[name].waiting) count += one.claimed || one.dead ? 0 : 1;
    return count;
  }

  void release() {
    const std::string name = recipient();
    std::vector<std::uint64_t> sequences;
    for (auto& [sequence, one] : model_[name].waiting) {
      if (!one.claimed || *rc::gen::inRange(0, 2) == 0) continue;
      one.claimed = false;
      sequences.push_back(sequence);
    }
    store().release(name, sequences);
  }

  void revive() {
    const std::string name = recipient();
    for (auto& [sequence, one] : model_[name].waiting) {
      if (!one.dead) continue;
      RC_ASSERT(store().revive(name, sequence).has_value());
      one.dead = false;
      return;
    }
  }

  void die() {
    if (*rc::gen::arbitrary<bool>()) {
      kind_.crash();
    } else {
      kind_.reopen();
    }
    for (auto& [name, queue] : model_) {
      for (auto& [sequence, one] : queue.waiting) one.claimed = false;
    }
  }

  void compare() {
    const auto waiting = store().waiting();
    for (const auto& [name, queue] : model_) {
      const auto ids = store().queued(name);
      RC_ASSERT(ids.has_value());
      RC_ASSERT(ids->size() == queue.waiting.size());
      auto id = ids->begin();
      std::uint64_t bytes = 0;
      for (const auto& [sequence, one] : queue.waiting) {
        RC_ASSERT(id->sequence == sequence);
        RC_ASSERT(id->record == one.record);
        RC_ASSERT((id->state == SettleOutcome::kDeadLetter) == one.dead);
        RC_ASSERT(id->offered || !one.may_be_offered);
        RC_ASSERT(store().state_of(name, one.record).value().outcome == id->state);
        bytes += one.sealed.size();
        ++id;
      }
      for (const auto& [record, outcome] : queue.ended)
        RC_ASSERT(store().state_of(name, record).value().outcome == outcome);
      if (waiting.count(name) == 0) continue;
      RC_ASSERT(waiting.at(name).records == queue.waiting.size());
      RC_ASSERT(waiting.at(name).bytes == bytes);
    }
  }

  Kind kind_;
  std::map<std::string, ModelQueue> model_;
  std::uint64_t records_ = 0;
};

enum class Shrinking : std::uint8_t { kOn, kOff };

template <typename Kind>
void live(int lives, int steps, Shrinking shrinking) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = lives;
  params.disableShrinking = shrinking == Shrinking::kOff;
  const auto result =
      rc::detail::checkTestable([steps] { Life<Kind>().run(steps); }, rc::detail::TestMetadata{}, params);
  std::ostringstream why;
  rc::detail::printResultMessage(result, why);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << "seed " << params.seed << ": " << why.str();
}

TEST(StoreModel, MemoryStoreLivesLikeTheModel) {
  live<InMemory>(200, 60, Shrinking::kOn);
}

// Each of these lives opens a database several times: fewer of them, and a failing one is given as it was.
TEST(StoreModel, RocksStoreLivesLikeTheModel) {
  live<OnRocksDb>(30, 40, Shrinking::kOff);
}

}  // namespace
}  // namespace concordat::gateway
