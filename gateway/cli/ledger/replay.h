#pragma once
// What a policy would have decided on the traffic that a ledger records, compared with what was decided: for every
// accept and refuse entry, recipient by recipient, item by item. A ledger does not say who had opted out or objected,
// how a record was labelled or whether it was justified; where it does not say that a record was refused for that, it
// is taken as met. Memory grows with the plans and parties in the ledger, never with its length.
//
//   Replay replay(*set);
//   replay.entry(entry);          // each, in order: plans stand before the entries that name them
//   print(replay.outcome());

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/ledger/audit/entry_view.h"
#include "policy/policy_set.h"
#include "policy/survey/effect.h"

namespace concordat::cli {

// What would have been otherwise, for how many records.
struct ReplayChange {
  std::uint64_t records = 0;
  std::string sender, recipient, purpose;
  std::string kinds;  // "referral", "booking, referral"
  std::string said;   // "person.phone would no longer have been shared"
  policy::Effect effect = policy::Effect::kNone;
};

struct ReplayOutcome {
  std::uint64_t records = 0;         // accepted or refused
  std::uint64_t judged = 0;          // pairs of record and recipient
  std::uint64_t same = 0;            // of those, decided alike in every item
  std::uint64_t other_refusals = 0;  // refused for something that no policy decides, or for nobody who is named
  std::uint64_t unknown_kinds = 0;   // of a kind that this policy's vocabulary does not have
  std::uint64_t unknown_plans = 0;   // permitted both times, under a plan that the ledger does not spell out
  std::vector<ReplayChange> changes;
};

class Replay {
 public:
  // `at`: the moment to judge all by, in unix seconds; each entry's own when unset.
  explicit Replay(const policy::PolicySet& set, std::optional<std::int64_t> at = {}) : set_(set), at_(at) {}

  // kLedgerInvalid when an accept or refuse entry lacks what it must say.
  [[nodiscard]] Result<void> entry(const gateway::EntryView& entry);
  [[nodiscard]] ReplayOutcome outcome() const;

 private:
  using Actions = std::map<std::string, policy::Action>;  // by item; absent: withheld
  struct Traffic {
    std::string sender, recipient, purpose, kinds;
    auto operator<=>(const Traffic&) const = default;
  };
  // "no longer have been shared", of items; or of the whole record.
  struct Saying {
    std::string said;
    policy::Effect effect = policy::Effect::kNone;
    auto operator<=>(const Saying&) const = default;
  };
  struct ItemChange {
    std::string item;
    Saying saying;
  };

  void learn_plan(const gateway::EntryView& entry);
  [[nodiscard]] Result<void> judge(const gateway::EntryView& entry);
  void judge_recipient(const Traffic& traffic, policy::KindSet kinds, std::int64_t at, const std::string& plan,
                       const std::string& reason);
  const std::vector<ItemChange>& changes_between(const std::string& recorded, const policy::Plan& plan);

  const policy::PolicySet& set_;
  std::optional<std::int64_t> at_;
  ReplayOutcome counts_;
  std::map<std::string, Actions> plans_;                                         // by hash, in hex
  std::map<std::pair<std::string, std::string>, std::vector<ItemChange>> memo_;  // by both plans' hashes
  // How many records, by item; under "" what concerns the whole record.
  std::map<Traffic, std::map<Saying, std::map<std::string, std::uint64_t>>> tallies_;
  std::vector<std::string_view> elements_;
  std::vector<gateway::Member> members_;
};

}  // namespace concordat::cli
