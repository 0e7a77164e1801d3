#include "policy/decide/nearest_miss.h"

#include <algorithm>

#include "policy/source/day.h"

namespace concordat::policy {
namespace {

// How far an agreement is from permitting the request. Compared in this order, smallest first.
struct Miss {
  const Agreement* agreement = nullptr;
  bool other_purpose = false;
  KindSet uncovered = 0;  // the record's kinds that it does not name
  bool not_active = false;
  bool too_early = false;
  bool too_late = false;

  [[nodiscard]] int count() const {
    return int{other_purpose} + int{uncovered != 0} + int{not_active} + int{too_early || too_late};
  }
  [[nodiscard]] Denial denial() const {
    if (other_purpose) return Denial::kOtherPurpose;
    if (uncovered != 0) return Denial::kOtherKind;
    if (not_active || too_early || too_late) return Denial::kNotInForce;
    return Denial::kNothingReleased;
  }
};

Miss measure(const PolicySet::Compiled& compiled, std::uint32_t index, const Request& request) {
  const Agreement& agreement = compiled.policy.agreements[index];
  Miss miss;
  miss.agreement = &agreement;
  miss.other_purpose = agreement.purpose.text != request.purpose;
  miss.uncovered = request.kinds;
  for (const Written& record : agreement.records)
    miss.uncovered &= ~(KindSet{1} << *compiled.policy.vocabulary.kind(record.text));
  miss.not_active = agreement.status != Status::kActive;
  miss.too_early = request.unix_seconds < compiled.validities[index].from;
  miss.too_late = request.unix_seconds >= compiled.validities[index].until;
  return miss;
}

std::string kinds_in_words(const PolicySet::Compiled& compiled, KindSet kinds) {
  std::string out;
  for (std::size_t i = 0; i < compiled.policy.vocabulary.kinds.size(); ++i) {
    if ((kinds >> i & 1) != 0) out += (out.empty() ? "" : ", ") + compiled.policy.vocabulary.kinds[i].id.str();
  }
  return out;
}

std::string status_in_words(Status status) {
  switch (status) {
    case Status::kDraft: return "is a draft, not yet in force";
    case Status::kShadow: return "is only being tried out (shadow)";
    case Status::kSuspended: return "is suspended";
    case Status::kActive: break;
  }
  return "is active";
}

// "ISA-2026-014 would have permitted this until 2026-10-31"
std::string in_words(const PolicySet::Compiled& compiled, const Miss& miss, const Request& request) {
  const Agreement& agreement = *miss.agreement;
  const std::string& id = agreement.id.str();
  if (miss.count() == 0) return id + " applies, but with all that holds here nothing would be released";
  std::string out;
  auto add = [&](const std::string& text) { out += (out.empty() ? id + " " : ", and ") + text; };
  if (miss.other_purpose) add("is for the purpose " + agreement.purpose.text + ", not " + std::string(request.purpose));
  if (miss.uncovered != 0) add("does not cover records of the kind " + kinds_in_words(compiled, miss.uncovered));
  if (miss.not_active) add(agreement.out_of_force.empty() ? status_in_words(agreement.status) : agreement.out_of_force);
  bool only_time = miss.count() == 1;
  if (miss.too_late) add((only_time ? "would have permitted this until " : "ended on ") + agreement.last_day.text);
  if (miss.too_early) add((only_time ? "will permit this from " : "begins on ") + agreement.first_day.text);
  return out;
}

std::string labels_in_words(LabelSet labels) {
  std::string out;
  for (const auto& [name, label] : kSecurityLabels) {
    if ((labels & static_cast<LabelSet>(label)) != 0) out += (out.empty() ? "" : " and ") + std::string(name);
  }
  return out;
}

std::string list_in_words(ListAnswer answer, std::string_view barred, std::string_view list) {
  switch (answer) {
    case ListAnswer::kBarred: return std::string(barred);
    case ListAnswer::kNoNumber: return "the record names nobody who could be looked up on " + std::string(list);
    case ListAnswer::kStale: return std::string(list) + " that this gateway has is too old";
    case ListAnswer::kMissing: return "this gateway does not have " + std::string(list);
    case ListAnswer::kClear: break;
  }
  return "nothing stands against it";
}

Denial denial_of(Unmet unmet) {
  switch (unmet) {
    case Unmet::kLabel: return Denial::kSecurityLabel;
    case Unmet::kJustification: return Denial::kNotJustified;
    case Unmet::kOptOut: return Denial::kOptedOut;
    case Unmet::kObjection: return Denial::kObjected;
    case Unmet::kNothing: break;
  }
  return Denial::kNone;
}

std::string in_words(const Agreement& agreement, Unmet unmet, const Demands& demands, const Circumstances& found) {
  const std::string& id = agreement.id.str();
  switch (unmet) {
    case Unmet::kLabel:
      return id + " does not cover records that bear the security label " +
             labels_in_words(static_cast<LabelSet>(found.labels & ~demands.labels));
    case Unmet::kJustification: return id + " needs a written justification with the record, and there is none";
    case Unmet::kOptOut:
      return "under " + id + " the national data opt-out applies, and " +
             list_in_words(found.opt_out, "somebody in the record has opted out", "the opt-out list");
    case Unmet::kObjection:
      return "under " + id + " an objection is heard, and " +
             list_in_words(found.objection, "somebody in the record has objected", "the register of objections");
    case Unmet::kNothing: break;
  }
  return id;
}

}  // namespace

Decision explain_unmet(const PolicySet::Compiled& compiled, const Request& request, const Plan& plan) {
  Decision decision;
  const Purpose& purpose = *compiled.policy.purpose(request.purpose);
  for (const AgreementRef& matched : plan.agreements) {
    const Agreement& agreement = *compiled.policy.agreement(matched.id.str());
    const Demands demands = demands_of(agreement, purpose);
    const Unmet what = unmet(demands, request.circumstances);
    if (what == Unmet::kNothing) continue;
    if (decision.denial == Denial::kNone) decision.denial = denial_of(what);
    decision.reasons.push_back(in_words(agreement, what, demands, request.circumstances));
    decision.near_misses.push_back(matched);
  }
  return decision;
}

Decision no_shared_agreement() {
  Decision decision;
  decision.denial = Denial::kNoSharedAgreement;
  decision.reasons.emplace_back("no sharing agreement lets you send to this recipient");
  return decision;
}

Decision explain_denial(const PolicySet::Compiled& compiled, const Request& request, AgencyIndex provider,
                        AgencyIndex recipient) {
  std::vector<Miss> misses;
  for (std::uint32_t index : compiled.agreements_between(provider, recipient))
    misses.push_back(measure(compiled, index, request));
  if (misses.empty()) return no_shared_agreement();
  std::stable_sort(misses.begin(), misses.end(), [](const Miss& a, const Miss& b) { return a.count() < b.count(); });
  Decision decision;
  decision.denial = misses.front().denial();
  for (const Miss& miss : misses) {
    if (miss.count() > misses.front().count()) break;
    decision.reasons.push_back(in_words(compiled, miss, request));
    decision.near_misses.push_back({miss.agreement->id, miss.agreement->version, miss.agreement->hash});
  }
  return decision;
}

}  // namespace concordat::policy
