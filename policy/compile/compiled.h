#pragma once
// What a PolicySet holds: the model, and the tables that decisions are read from. Built by compile(); immutable but for
// the memo of plans for records that are of several kinds at once.

#include <deque>
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
#include "policy/compile/resolve.h"
#include "policy/load/policy.h"
#include "policy/policy_set.h"
#include "policy/redact/record_index.h"
#include "policy/sign/signature_record.h"
#include "policy/verify/verifier.h"

namespace concordat::policy {

// Lets a std::string map be searched by std::string_view.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};
template <typename T>
using NameMap = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;

// Plans for records of several kinds, made when first asked for. Thread-safe; bounded: beyond that, each is made anew.
class CombinedPlans {
 public:
  // At least one plan, each sealed and alive as long as this.
  [[nodiscard]] std::shared_ptr<const Plan> of(std::span<const Plan* const> plans, const Vocabulary& vocabulary) const;

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

// What one agreement demands of a record; of several, the strictest of each.
[[nodiscard]] Demands demands_of(const Agreement& agreement, const Purpose& purpose);
[[nodiscard]] Demands stricter(const Demands& a, const Demands& b);

struct PolicySet::Compiled {
  struct Source {
    Policy policy;
    std::vector<std::vector<Spoken>> spoken;  // what each of policy.agreements says in force, item by item
    std::vector<SignatureRecord> signatures;  // those that count
  };
  explicit Compiled(Source source);

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
  std::vector<std::vector<Spoken>> spoken;     // of policy.agreements, item by item
  std::vector<SignatureRecord> signatures;     // that count; none when they are not required
  std::deque<Plan> plans;                      // that the table points to
  std::vector<ShadowOutcome> shadow_outcomes;  // [0] is nothing
  DecisionTable table;
  CombinedPlans combined;

  [[nodiscard]] static std::uint64_t pair_key(AgencyIndex provider, AgencyIndex recipient) {
    return std::uint64_t{provider} << 32 | recipient;
  }
  // Every agreement with that provider and recipient, whatever its status.
  [[nodiscard]] std::span<const std::uint32_t> agreements_between(AgencyIndex provider, AgencyIndex recipient) const;
};

}  // namespace concordat::policy
