#pragma once
// The plans that a connection has been told of, and what they mean for one record: item by item released, changed,
// withheld or absent. The gateway sends a plan once and then names it by its hash, with the positions of items that a
// record did not hold (absent), whose planned action could not be done with certainty (altered: withheld instead), or
// that a disclosure queued under an earlier plan no longer held (earlier).
//
//   PlanBook plans;
//   plans.learn(frame.plan());
//   Result<std::vector<ItemOutcome>> items = plans.expand(delivery.plan_hash(), delivery.absent(), delivery.altered());
//
// One a connection, one thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Plan;
}

namespace concordat::client {

enum class Outcome : std::uint8_t { kReleased, kChanged, kWithheld, kAbsent };
[[nodiscard]] std::string_view name(Outcome outcome);  // "released"

// Why an item is withheld, where it is not the plan alone that says so (concordat.proto, PlanItem.reason).
inline constexpr std::string_view kNotChangedSafely = "could-not-be-changed-safely";
inline constexpr std::string_view kNotKeptInQueue = "not-kept-in-queue";
inline constexpr std::string_view kPossiblyWithheld = "possibly-withheld";

struct ItemOutcome {
  std::string item;    // "person.name"
  std::string label;   // "Name"
  std::string action;  // as planned: "mask: last-3"
  std::string clause;  // which agreement's clause did it; empty when no agreement names the item
  Outcome outcome = Outcome::kWithheld;
  bool altered = false;  // withheld although the plan would have let it through
  std::string reason;    // a code; only of what is withheld
  bool sensitive = false;
};

class PlanBook {
 public:
  void learn(const native::v1::Plan& plan);
  // kMalformed when the gateway names a plan that it has not sent, or a position that the plan does not have.
  [[nodiscard]] Result<std::vector<ItemOutcome>> expand(std::string_view hash, std::span<const std::uint32_t> absent,
                                                        std::span<const std::uint32_t> altered,
                                                        std::span<const std::uint32_t> earlier = {}) const;
  // "ISA-2026-014 v3"; empty when the plan is not known.
  [[nodiscard]] std::vector<std::string> agreements(std::string_view hash) const;

 private:
  struct Known {
    std::vector<ItemOutcome> items;
    std::vector<std::string> agreements;
  };
  std::unordered_map<std::string, Known> plans_;
};

// The names of the items with that outcome, in the plan's order.
[[nodiscard]] std::vector<std::string> names(const std::vector<ItemOutcome>& items, Outcome outcome);

}  // namespace concordat::client
