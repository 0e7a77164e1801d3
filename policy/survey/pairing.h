#pragma once
// The disclosures of two policies side by side, by the names that both use: who to whom for what, then each kind of
// record, then the stretches of time on which neither side changes. Points into both sets, which must outlive it. Pure.
//
//   const Pairing pairing(old_set, new_set);
//   for (const auto& [parties, by_kind] : pairing.all())
//     for (const Moment& moment : moments({by_kind.at("referral")})) …

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "policy/survey/disclosures.h"

namespace concordat::policy {

// By recipient, then provider, then purpose: what changes is told to those who read for one recipient.
struct Parties {
  std::string recipient, provider, purpose;
  auto operator<=>(const Parties&) const = default;
};

struct BothFlows {
  const std::vector<Stretch>* before = nullptr;  // null: the old policy permits nothing of the kind
  const std::vector<Stretch>* after = nullptr;
};

// What holds on both sides for a time: [from, until).
struct Moment {
  std::int64_t from = 0;
  std::int64_t until = 0;
  const Stretch* before = nullptr;  // null: nothing is permitted
  const Stretch* after = nullptr;
};

class Pairing {
 public:
  using ByKind = std::map<std::string, BothFlows>;

  Pairing(const PolicySet& old_set, const PolicySet& new_set);
  Pairing(const Pairing&) = delete;
  Pairing& operator=(const Pairing&) = delete;

  [[nodiscard]] const std::map<Parties, ByKind>& all() const { return all_; }

 private:
  std::vector<Flow> before_, after_;
  std::map<Parties, ByKind> all_;
};

// What holds at that moment; null for nothing.
[[nodiscard]] const Stretch* holding(const std::vector<Stretch>* stretches, std::int64_t unix_seconds);
// Every moment at which something begins or ends, in order.
[[nodiscard]] std::vector<std::int64_t> cuts_of(std::initializer_list<BothFlows> flows);
// The time in which something is permitted on either side, cut where either changes.
[[nodiscard]] std::vector<Moment> moments(const BothFlows& flow);

}  // namespace concordat::policy
