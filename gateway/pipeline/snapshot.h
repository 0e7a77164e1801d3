#pragma once
// One policy set in force, with what the doors need of it prepared once: its hash in hex, and the Plan message of every
// plan that has been used. A record is judged, and a disclosure delivered, under one snapshot. Immutable but for the
// cache of plan messages, which a mutex guards; shared between threads.

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/pipeline/person_lists.h"
#include "policy/policy_set.h"

namespace concordat::gateway {

// A plan as it crosses the wire and as the ledger and the store keep it.
struct PlanMessage {
  std::shared_ptr<const std::string> text;   // canonical JSON
  std::shared_ptr<const std::string> frame;  // a serialised native Plan
};

class Snapshot {
 public:
  explicit Snapshot(std::shared_ptr<const policy::PolicySet> set, PersonLists lists = {});

  [[nodiscard]] const policy::PolicySet& policy() const { return *set_; }
  // Who opted out or objected, as the policy's lists say.
  [[nodiscard]] const PersonLists& lists() const { return lists_; }
  [[nodiscard]] const std::string& hash_hex() const { return hash_hex_; }
  // In hex: which items the bits of an entry's bitmaps stand for.
  [[nodiscard]] const std::string& vocabulary_hash() const;
  // Where an item stands in every Plan message made under this snapshot; only items that are not structural stand
  // there.
  [[nodiscard]] std::uint32_t position(policy::ItemIndex item) const { return positions_[item]; }
  [[nodiscard]] PlanMessage message_of(const policy::Plan& plan) const;
  // All kinds that are named, or nullopt when the vocabulary no longer has one of them.
  [[nodiscard]] std::optional<policy::KindSet> kinds(const std::vector<std::string>& names) const;
  [[nodiscard]] std::vector<std::string> names(policy::KindSet kinds) const;

 private:
  std::shared_ptr<const policy::PolicySet> set_;
  PersonLists lists_;
  std::string hash_hex_;
  std::vector<std::uint32_t> positions_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, PlanMessage> messages_;
};

}  // namespace concordat::gateway
