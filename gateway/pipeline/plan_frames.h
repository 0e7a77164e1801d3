#pragma once
// The Plan frames of one connection: each plan is sent once, before the first receipt or delivery that names it. A plan
// made under an earlier policy is found in the store, where it was kept when first used.

#include <memory>
#include <string>
#include <unordered_set>

#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

[[nodiscard]] std::string plan_text_name(ByteView plan_hash);   // the store's name for a plan's canonical text
[[nodiscard]] std::string plan_frame_name(ByteView plan_hash);  // and for its Plan message

class SentPlans {
 public:
  explicit SentPlans(Store& store) : store_(store) {}
  // Appends the Plan frame for `plan_hash` unless this connection has it.
  Result<void> ensure(ByteView plan_hash, std::string& out);
  // The same for a plan whose message is at hand (narrowed plans are not in the store yet).
  void ensure(ByteView plan_hash, const std::string& message, std::string& out);

 private:
  Store& store_;
  std::unordered_set<std::string> sent_;
  std::string newest_;  // nearly always the one that is asked for again
};

}  // namespace concordat::gateway
