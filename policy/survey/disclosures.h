#pragma once
// Every disclosure that a policy permits, exactly: who may send what kind of record to whom for which purpose, and from
// when until when with which plan. A policy is finite, so this is the whole of it; the tools that show a policy (who,
// matrix, diff, the report) read it from here and nowhere else. Pure; what it returns points into the set, which must
// outlive it.
//
//   for (const Flow& flow : flows(set))
//     for (const Stretch& stretch : flow.stretches)
//       std::cout << flow.provider->name << " -> " << flow.recipient->name << " until " << last_day(stretch.until);

#include <cstdint>
#include <string>
#include <vector>

#include "policy/compile/decision_table.h"
#include "policy/model/purpose.h"
#include "policy/policy_set.h"

namespace concordat::policy {

// A time in which one plan holds: [from, until), in unix seconds. Agreements begin and end at midnight in London.
struct Stretch {
  std::int64_t from = 0;
  std::int64_t until = 0;
  const Plan* plan = nullptr;  // never null: plan->items[i] has action and clause, plan->clause(i) says it in full
  Demands demands;             // what it asks of the record itself

  [[nodiscard]] bool holds(std::int64_t unix_seconds) const { return from <= unix_seconds && unix_seconds < until; }
};

// What one provider may send one recipient, for one purpose, of one kind of record.
struct Flow {
  const Agency* provider = nullptr;
  const Agency* recipient = nullptr;
  const Purpose* purpose = nullptr;
  const RecordKind* kind = nullptr;
  TableKey key;                    // the same four, as indexes into the set
  std::vector<Stretch> stretches;  // at least one, by time; they never overlap
};

// All that the policy ever permits, in order of provider, recipient, purpose and kind, by name.
[[nodiscard]] std::vector<Flow> flows(const PolicySet& set);
// Only what it permits at one moment, each with the one stretch that holds then.
[[nodiscard]] std::vector<Flow> flows_at(const PolicySet& set, std::int64_t unix_seconds);

// What is asked of a record before it is shared, a line each: "only where nobody has opted out". Empty: nothing.
[[nodiscard]] std::vector<std::string> in_words(const Demands& demands);

// The days of a stretch, in London: "2026-01-01"; and the last day that is in it: "2027-12-31".
[[nodiscard]] std::string first_day(std::int64_t from);
[[nodiscard]] std::string last_day(std::int64_t until);

}  // namespace concordat::policy
