#include "policy/policy_set.h"

#include <algorithm>
#include <set>

#include "crypto/primitive/digest.h"
#include "policy/check/check.h"
#include "policy/compile/compiled.h"
#include "policy/load/policy.h"
#include "policy/sign/effect.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

void sort_by_place(Problems& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) < std::tie(b.place.file, b.place.line, b.place.column);
  });
}

// What a certificate says, for the operator who looks for the agency file that it should be in.
std::string in_words(const Identity& identity) {
  std::string out;
  auto add = [&](std::string_view what, std::string_view value) {
    if (!value.empty()) out += (out.empty() ? "" : ", ") + std::string(what) + " " + printable(value);
  };
  for (const std::string& uri : identity.san_uris) add("san_uri", uri);
  for (const std::string& dns : identity.san_dns) add("san_dns", dns);
  add("key_pin", identity.key_pin);
  add("common_name", identity.common_name);
  return out.empty() ? "no name at all" : out;
}

}  // namespace

PolicySet::PolicySet(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
PolicySet::~PolicySet() = default;

const std::string& PolicySet::hash() const {
  return compiled_->policy.hash;
}
const Vocabulary& PolicySet::vocabulary() const {
  return compiled_->policy.vocabulary;
}
const RecordIndex& PolicySet::record_index(Format format) const {
  return compiled_->record_indexes.at(static_cast<std::size_t>(format));
}
const VerifierIndex& PolicySet::verifier_index(Format format) const {
  return compiled_->verifier_indexes.at(static_cast<std::size_t>(format));
}
const std::vector<Agency>& PolicySet::agencies() const {
  return compiled_->agencies;
}
std::size_t PolicySet::agreement_count() const {
  return compiled_->policy.agreements.size();
}
bool PolicySet::has_purpose(std::string_view purpose) const {
  return compiled_->purpose_by_id.contains(purpose);
}
bool PolicySet::held_from_subject(std::string_view purpose) const {
  const auto& purposes = compiled_->policy.purposes;
  return std::any_of(purposes.begin(), purposes.end(),
                     [&](const Purpose& one) { return one.id.str() == purpose && one.held_from_subject; });
}

const Agency* PolicySet::agency(std::string_view id) const {
  auto index = compiled_->agency_by_id.find(id);
  return index ? &compiled_->agencies[*index] : nullptr;
}

Result<const Agency*> PolicySet::agency_of(const Identity& identity) const {
  std::set<AgencyIndex> found;
  auto look_up = [&](std::string_view what, const std::string& value) {
    auto it = compiled_->agency_by_identity.find(std::string(what) + " " + value);
    if (it != compiled_->agency_by_identity.end()) found.insert(it->second);
  };
  for (const std::string& uri : identity.san_uris) look_up("san_uri", uri);
  for (const std::string& dns : identity.san_dns) look_up("san_dns", dns);
  look_up("key_pin", identity.key_pin);
  look_up("common_name", identity.common_name);
  if (found.size() == 1) return &compiled_->agencies[*found.begin()];
  if (found.empty()) {
    return fail(Code::kUnauthenticated, "no file in agencies/ lists what this certificate says (" + in_words(identity) +
                                            "); add one of these to the agency's identity");
  }
  std::string names;
  for (AgencyIndex index : found) names += (names.empty() ? "" : ", ") + compiled_->agencies[index].id.str();
  return fail(Code::kUnauthenticated, "this certificate (" + in_words(identity) +
                                          ") could be more than one agency's: " + names +
                                          "; give each agency a certificate of its own");
}

std::vector<const Agency*> PolicySet::candidates(std::string_view sender, std::string_view address) const {
  std::vector<const Agency*> out;
  auto it = compiled_->agencies_by_destination.find(address);
  if (it == compiled_->agencies_by_destination.end()) return out;
  for (AgencyIndex index : it->second) {
    const Agency& agency = compiled_->agencies[index];
    if (share_an_agreement(sender, agency.id.str())) out.push_back(&agency);
  }
  return out;
}

bool PolicySet::share_an_agreement(std::string_view a, std::string_view b) const {
  auto first = compiled_->agency_by_id.find(a);
  auto second = compiled_->agency_by_id.find(b);
  if (!first || !second) return false;
  return !compiled_->agreements_between(*first, *second).empty() ||
         !compiled_->agreements_between(*second, *first).empty();
}

std::vector<std::string> PolicySet::pseudonym_keys() const {
  std::set<std::string> keys;
  for (const Agreement& agreement : compiled_->policy.agreements) {
    for (const Rule& rule : agreement.rules) {
      if (rule.action.kind == ActionKind::kPseudonymise) keys.insert(rule.action.key);
    }
  }
  return {keys.begin(), keys.end()};
}

Loaded load_policy(const PolicyFiles& files, std::int64_t unix_seconds, Signatures signatures) {
  Loaded loaded;
  Policy policy = read_policy(files, loaded.problems);
  std::vector<std::vector<Spoken>> spoken;
  spoken.reserve(policy.agreements.size());
  for (const Agreement& agreement : policy.agreements) spoken.push_back(resolve(agreement, policy.vocabulary));
  check(policy, spoken, unix_seconds, loaded.problems);
  std::vector<SignatureRecord> signed_by;
  if (signatures == Signatures::kRequired && !has_error(loaded.problems)) {
    signed_by = apply_signatures(policy, spoken, files, loaded.problems);
    // What is in force depends on who has signed: another signature, another set.
    for (const SignatureRecord& record : signed_by) policy.hash = crypto::sha256(policy.hash, record.note_hash).view();
  }
  sort_by_place(loaded.problems);
  if (!has_error(loaded.problems)) {
    auto compiled = std::make_unique<const PolicySet::Compiled>(
        PolicySet::Compiled::Source{std::move(policy), std::move(spoken), std::move(signed_by)});
    loaded.set = std::make_shared<const PolicySet>(std::move(compiled));
  }
  return loaded;
}

}  // namespace concordat::policy
