#pragma once
// A published ledger with a plan that can be read, for tests of what is counted from it.

#include <string>

#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {

// The hash of the plan that judged_record() names.
[[nodiscard]] std::string usual_plan();
// Withholds person.religion by the agreement and person.photo by the floor, keeps person.name and person.telecom; to be
// delivered within an hour.
[[nodiscard]] std::string usual_plan_text();
// The same, but person.telecom is no longer named, and nothing is said of time.
[[nodiscard]] std::string narrow_plan_text();

struct Traffic : PublishedLedger {
  void append(const EntryDraft& draft);
  // The index of its entry; `number` tells records apart.
  std::uint64_t accept(std::uint64_t number);
  std::uint64_t accept(const JudgedEntry& judged);
  void refuse(std::uint64_t number, const std::string& reason);
  void settle(std::uint64_t number, std::uint64_t accept, const std::string& outcome, const std::string& reason = {});
  void narrow(std::uint64_t number, const std::string& plan);
  // Lets the clock go on by so much before the next entry.
  void wait(std::chrono::milliseconds time) { now += time.count(); }
};

}  // namespace concordat::gateway
