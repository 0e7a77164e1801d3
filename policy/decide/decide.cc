#include <algorithm>
#include <array>
#include <bit>

#include "policy/decide/nearest_miss.h"

namespace concordat::policy {
namespace {

Decision denied(Denial denial, std::string reason) {
  Decision decision;
  decision.denial = denial;
  decision.reasons.push_back(std::move(reason));
  return decision;
}

struct Found {
  const Plan* plan = nullptr;  // null: denied
  std::shared_ptr<const Plan> combined;
  Demands demands;
};

// For a record of several kinds, which must pass for each.
Found find_for_all(const PolicySet::Compiled& compiled, TableKey key, KindSet kinds, std::int64_t unix_seconds) {
  std::array<const Plan*, 64> plans;
  std::size_t count = 0;
  Found found;
  for (; kinds != 0; kinds &= kinds - 1) {
    key.kind = static_cast<KindIndex>(std::countr_zero(kinds));
    const Cut* cut = compiled.table.find(key, unix_seconds);
    if (cut == nullptr || cut->plan == nullptr) return {};
    found.demands = count == 0 ? cut->demands : stricter(found.demands, cut->demands);
    if (std::find(plans.begin(), plans.begin() + count, cut->plan) == plans.begin() + count) plans[count++] = cut->plan;
  }
  found.plan = plans[0];
  if (count == 1) return found;
  found.combined = compiled.combined.of(std::span(plans.data(), count), compiled.policy.vocabulary);
  found.plan = found.combined->releases_nothing(compiled.policy.vocabulary) ? nullptr : found.combined.get();
  return found;
}

Found find(const PolicySet::Compiled& compiled, TableKey key, const Request& request) {
  if (!std::has_single_bit(request.kinds)) return find_for_all(compiled, key, request.kinds, request.unix_seconds);
  const Cut* cut = compiled.table.find(key, request.unix_seconds);
  return cut == nullptr ? Found{} : Found{cut->plan, nullptr, cut->demands};
}

}  // namespace

Decision PolicySet::decide(const Request& request) const {
  const Compiled& compiled = *compiled_;
  const NameTable::Search from = compiled.agency_by_id.start(request.sender);
  const NameTable::Search to = compiled.agency_by_id.start(request.recipient);
  auto purpose = compiled.purpose_by_id.find(request.purpose);
  if (purpose == compiled.purpose_by_id.end())
    return denied(Denial::kUnknownPurpose, "the purpose is not one of this gateway's purposes");
  if (request.kinds == 0) return denied(Denial::kUnknownKind, "the record is of no kind that the vocabulary knows");
  auto provider = compiled.agency_by_id.find(from);
  auto recipient = compiled.agency_by_id.find(to);
  if (!provider || !recipient) return no_shared_agreement();

  TableKey key{*provider, *recipient, purpose->second, static_cast<KindIndex>(std::countr_zero(request.kinds))};
  Found found = find(compiled, key, request);
  if (found.plan == nullptr) return explain_denial(compiled, request, *provider, *recipient);
  if (unmet(found.demands, request.circumstances) != Unmet::kNothing)
    return explain_unmet(compiled, request, *found.plan);
  Decision decision;
  decision.permit = true;
  decision.break_glass = found.demands.break_glass;
  decision.plan = found.plan;
  decision.combined = std::move(found.combined);
  return decision;
}

const ShadowOutcome* PolicySet::shadow(const Request& request) const {
  const Compiled& compiled = *compiled_;
  if (compiled.shadow_outcomes.size() == 1) return nullptr;  // nothing is being tried out
  auto purpose = compiled.purpose_by_id.find(request.purpose);
  auto provider = compiled.agency_by_id.find(request.sender);
  auto recipient = compiled.agency_by_id.find(request.recipient);
  if (purpose == compiled.purpose_by_id.end() || !provider || !recipient) return nullptr;
  for (KindSet kinds = request.kinds; kinds != 0; kinds &= kinds - 1) {
    const auto kind = static_cast<KindIndex>(std::countr_zero(kinds));
    const Cut* cut = compiled.table.find({*provider, *recipient, purpose->second, kind}, request.unix_seconds);
    if (cut != nullptr && cut->shadow != 0) return &compiled.shadow_outcomes[cut->shadow];
  }
  return nullptr;
}

std::string_view name(Denial denial) {
  switch (denial) {
    case Denial::kNone: return "none";
    case Denial::kNoSharedAgreement: return "no-shared-agreement";
    case Denial::kUnknownKind: return "unknown-kind";
    case Denial::kUnknownPurpose: return "unknown-purpose";
    case Denial::kNotInForce: return "not-in-force";
    case Denial::kOtherPurpose: return "other-purpose";
    case Denial::kOtherKind: return "other-kind";
    case Denial::kNothingReleased: return "nothing-released";
    case Denial::kSecurityLabel: return "security-label";
    case Denial::kNotJustified: return "not-justified";
    case Denial::kOptedOut: return "opted-out";
    case Denial::kObjected: return "objected";
  }
  return "none";
}

}  // namespace concordat::policy
