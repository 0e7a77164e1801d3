#pragma once
// Pruning the ledger over the control socket, in two steps: what a decision would be about is worked out and given back
// as the text that an officer signs, and the signed note is then recorded in the ledger. Only when that entry is
// durable is the publisher told; it drops what is no longer kept once the entry is published.
//
//   {"command":"prune-plan","before":"2019-11-22","key":"<base64 of the officer's public key>","reason":"…"}
//     -> {"ok":true,"decision":"concordat ledger prune v1\n…","kept_from":1024,"pruned_before":0,"more":false,…}
//   {"command":"prune","note":"…"}   -> {"ok":true,"ledger_index":4711}
//
// Threads: the control socket's. Working out a plan reads the prefix on a thread of its own, one plan at a time.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "gateway/alerts/prune_officer.h"
#include "gateway/commit/committer.h"
#include "gateway/ledger/log.h"
#include "gateway/ledger/retention/prune_plan.h"
#include "gateway/runtime/clock.h"
#include "gateway/runtime/event_log.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

class PruneCommands {
 public:
  using Reply = std::function<void(std::string)>;
  // What marks this part's answers among those of its thread (Origin::session).
  static constexpr std::uint64_t kSession = 0x7072756e65;  // "prune"

  struct Dependencies {
    Store& store;
    const LedgerLog& ledger;
    Committer& committer;
    const Clock& clock;
    LogBuffer& log;
    std::string origin;
    std::uint32_t retain_years = 0;
    // Whose key it is under the policy in force, or why it does not count.
    std::function<Result<PruneOfficer>(ByteView public_key)> officer;
    std::function<void(std::function<void()>)> post;  // onto the control socket's thread
    std::function<void()> pruned;                     // a decision is durable: files may go
    std::uint32_t thread = 0;                         // whose answers are brought to on_answer()
  };
  explicit PruneCommands(Dependencies dependencies) : deps_(std::move(dependencies)) {}
  // Waits for the plan that is being worked out.
  ~PruneCommands();
  PruneCommands(const PruneCommands&) = delete;
  PruneCommands& operator=(const PruneCommands&) = delete;

  void plan(std::string_view before, std::string_view key, std::string_view reason, const Reply& reply);
  void prune(std::string_view note, const Reply& reply);
  void on_answer(const EventAnswer& answer);

 private:
  struct Offered {
    PrunePlan plan;
    Bytes key;  // the officer's public one
  };
  [[nodiscard]] Result<std::string> oldest_kept() const;
  [[nodiscard]] Result<void> start_plan(std::string before, std::string_view key, std::string_view reason,
                                        const Reply& reply);
  void offer(Result<PrunePlan> plan, const Bytes& key, const Reply& reply);
  [[nodiscard]] Result<void> record(std::string_view note, const Reply& reply);

  Dependencies deps_;
  std::thread planning_;
  bool busy_ = false;
  std::optional<Offered> offered_;  // what prune() accepts
  std::optional<Reply> recording_;  // until it is durable
};

}  // namespace concordat::gateway
