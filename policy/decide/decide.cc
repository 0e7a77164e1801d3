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

// The plan for a record of all those kinds; null when any kind is not permitted, or nothing would be left.
std::shared_ptr<const Plan> find_plan(const PolicySet::Compiled& compiled, TableKey key, KindSet kinds,
                                      std::int64_t unix_seconds) {
  std::array<std::shared_ptr<const Plan>, 64> plans;
  std::size_t count = 0;
  for (; kinds != 0; kinds &= kinds - 1) {
    key.kind = static_cast<KindIndex>(std::countr_zero(kinds));
    const Cut* cut = compiled.table.find(key, unix_seconds);
    if (cut == nullptr || cut->plan == nullptr) return nullptr;
    plans[count++] = cut->plan;
  }
  auto plan = compiled.combined.of(std::span(plans.data(), count), compiled.policy.vocabulary);
  return plan->releases_nothing(compiled.policy.vocabulary) ? nullptr : plan;
}

}  // namespace

Decision PolicySet::decide(const Request& request) const {
  const Compiled& compiled = *compiled_;
  auto purpose = compiled.purpose_by_id.find(request.purpose);
  if (purpose == compiled.purpose_by_id.end())
    return denied(Denial::kUnknownPurpose, "the purpose is not one of this gateway's purposes");
  if (request.kinds == 0) return denied(Denial::kUnknownKind, "the record is of no kind that the vocabulary knows");
  auto provider = compiled.agency_by_id.find(request.sender);
  auto recipient = compiled.agency_by_id.find(request.recipient);
  if (!provider || !recipient) return no_shared_agreement();

  TableKey key{*provider, *recipient, purpose->second, static_cast<KindIndex>(std::countr_zero(request.kinds))};
  std::shared_ptr<const Plan> plan;
  if (std::has_single_bit(request.kinds)) {
    const Cut* cut = compiled.table.find(key, request.unix_seconds);
    if (cut != nullptr) plan = cut->plan;
  } else {
    plan = find_plan(compiled, key, request.kinds, request.unix_seconds);
  }
  if (plan == nullptr) return explain_denial(compiled, request, *provider, *recipient);
  Decision decision;
  decision.permit = true;
  decision.agreements = plan->agreements;
  decision.plan = std::move(plan);
  return decision;
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
    case Denial::kObligation: return "obligation";
  }
  return "none";
}

}  // namespace concordat::policy
