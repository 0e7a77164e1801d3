#pragma once
// What a PolicySet holds: the model, and the tables that decisions are read from. Built by compile(); immutable but for
// the memo of plans for records that are of several kinds at once.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/compile/decision_table.h"
#include "policy/compile/name_table.h"
#include "policy/load/policy.h"
#include "policy/policy_set.h"
#include "policy/redact/record_index.h"
#include "policy/verify/verifier.h"

namespace concordat::policy {

// Lets a std::string map be searched by std::string_view.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};
template <typename T>
using NameMap = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;

// Plans for records of several kinds, made when first asked for. Thread-safe; bounded.
class CombinedPlans {
 public:
  // At least one plan, each sealed and alive as long as this.
  [[nodiscard]] std::shared_ptr<const Plan> of(std::span<const std::shared_ptr<const Plan>> plans,
                                               const Vocabulary& vocabulary) const;

 private:
  mutable std::mutex mutex_;
  mutable std::map<std::vector<const Plan*>, std::shared_ptr<const Plan>> made_;
};

// When an agreement holds, in unix seconds: [from, until).
struct Validity {
  std::int64_t from = 0;
  std::int64_t until = 0;
};
[[nodiscard]] Validity validity(const Agreement& agreement);

// True when the agreement asks for something that this gateway does not do yet (an opt-out list, a written
// justification): then it denies, since what can't be checked can't be permitted.
[[nodiscard]] bool asks_the_unknown(const Agreement& agreement);

struct PolicySet::Compiled {
  explicit Compiled(Policy source);

  Policy policy;
  std::string vocabulary_hash;                  // hex
  std::vector<Agency> agencies;                 // in the order of AgencyIndex
  std::vector<RecordIndex> record_indexes;      // by Format
  std::vector<VerifierIndex> verifier_indexes;  // by Format
  std::vector<Validity> validities;             // of policy.agreements

  NameTable agency_by_id;
  NameMap<PurposeIndex> purpose_by_id;
  NameMap<AgencyIndex> agency_by_identity;  // "san_uri spiffe://…"
  NameMap<std::vector<AgencyIndex>> agencies_by_destination;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> agreements_by_pair;  // pair_key -> policy.agreements
  DecisionTable table;
  CombinedPlans combined;

  [[nodiscard]] static std::uint64_t pair_key(AgencyIndex provider, AgencyIndex recipient) {
    return std::uint64_t{provider} << 32 | recipient;
  }
  // Every agreement with that provider and recipient, whatever its status.
  [[nodiscard]] std::span<const std::uint32_t> agreements_between(AgencyIndex provider, AgencyIndex recipient) const;
};

}  // namespace concordat::policy
