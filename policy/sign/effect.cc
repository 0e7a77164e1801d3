#include "policy/sign/effect.h"

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/sign/signature.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kMostNamed = 8;

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size() && i < kMostNamed; ++i) out += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > kMostNamed) out += " and " + std::to_string(words.size() - kMostNamed) + " more";
  return out;
}

// One agreement, held against its parties' signatures.
class SignedAgreement {
 public:
  SignedAgreement(const Policy& policy, Agreement& agreement, std::vector<Spoken>& spoken, const PolicyFiles& files,
                  Problems& problems, std::vector<SignatureRecord>& records)
      : policy_(policy),
        agreement_(agreement),
        spoken_(spoken),
        files_(files),
        problems_(problems),
        records_(records),
        today_(terms_of(policy, agreement, spoken)),
        now_(today_) {}

  void apply() {
    today_json_ = terms_json(today_);
    std::vector<std::string> missing;
    if (!sign_for(agreement_.provider.text)) missing.push_back(agreement_.provider.text);
    // A recipient that the provider has not signed for waits by itself; the others go on.
    const std::set<std::string> recipients = now_.recipients;
    for (const std::string& recipient : recipients) {
      if (!sign_for(recipient)) missing.push_back(recipient);
    }
    if (!missing.empty()) {
      out_of_force("waits for the signature of " + listed(missing),
                   "; have it signed with `concordat policy sign`, or set status: draft");
    } else if (!why_.empty()) {
      out_of_force("must be signed again: " + why_, "");
    } else {
      if (!waits_.empty()) {
        warn(agreement_.id.str() +
             " has changed since it was signed, and this waits until every party has signed again: " + listed(waits_));
      }
      narrow_agreement();
      narrow_items();
    }
  }

 private:
  // False when the party's signature is missing.
  bool sign_for(const std::string& party) {
    const std::string path = signature_path(agreement_.id.str(), party);
    const auto file = files_.find(path);
    const AgencyFile* agency = policy_.agency(party);
    if (file == files_.end() || agency == nullptr) return false;
    auto found = read_signature(file->second, agency->agency);
    if (!found) {
      problems_.push_back({Level::kWarning, {path, 0, 0}, found.error().detail, {}});
      return false;
    }
    const Statement& statement = found->statement;
    if (statement.agreement != agreement_.id.str()) {
      problems_.push_back({Level::kWarning, {path, 0, 0}, "this signs another agreement; have this one signed", {}});
      return false;
    }
    records_.push_back({statement.agreement, statement.version, party, found->officer, found->key,
                        day_text(statement.signed_on), statement.text_hash, found->note_hash});
    if (statement.terms == today_json_) return true;  // nothing has changed
    auto then = parse_terms(statement.terms);
    if (!then) {
      problems_.push_back({Level::kWarning, {path, 0, 0}, "its terms cannot be read; have it signed again", {}});
      return false;
    }
    const Narrowing narrowing = narrow_to(now_, *then);
    if (!narrowing.in_force && why_.empty()) why_ = narrowing.why;
    for (const std::string& what : narrowing.waits) {
      if (std::find(waits_.begin(), waits_.end(), what) == waits_.end()) waits_.push_back(what);
    }
    return true;
  }

  void out_of_force(const std::string& why, const std::string& what_to_do) {
    agreement_.out_of_force = why;
    agreement_.status = Status::kSuspended;
    warn(agreement_.id.str() + " is not in force: it " + why + what_to_do);
  }

  void warn(std::string text) { problems_.push_back({Level::kWarning, agreement_.place, std::move(text), {}}); }

  void narrow_agreement() {
    agreement_.status = now_.status;
    std::erase_if(agreement_.recipients, [&](const Written& r) { return !now_.recipients.contains(r.text); });
    std::erase_if(agreement_.records, [&](const Written& r) { return !now_.records.contains(r.text); });
    agreement_.first_day.day = now_.first_day;
    agreement_.first_day.text = day_text(now_.first_day);
    agreement_.last_day.day = now_.last_day;
    agreement_.last_day.text = day_text(now_.last_day);
    agreement_.obligations = now_.obligations;
    Conditions& conditions = agreement_.conditions;
    if (now_.demands.opt_out) conditions.opt_out = OptOut::kApplies;
    if (now_.demands.objection) conditions.objection = Objection::kDeny;
    if (now_.demands.justification) conditions.justification = Justification::kRequired;
    conditions.security_labels = now_.demands.labels;
  }

  void narrow_items() {
    for (std::size_t i = 0; i < spoken_.size(); ++i) {
      const std::string& name = policy_.vocabulary.items[i].id.str();
      const TermsItem &item = now_.items.at(name), &was = today_.items.at(name);
      if (item == was) continue;
      spoken_[i] = Spoken{nullptr, item.action.value_or(Action{}), item.action.has_value()};
    }
  }

  const Policy& policy_;
  Agreement& agreement_;
  std::vector<Spoken>& spoken_;
  const PolicyFiles& files_;
  Problems& problems_;
  std::vector<SignatureRecord>& records_;
  const Terms today_;
  Terms now_;
  std::string today_json_;
  std::string why_;
  std::vector<std::string> waits_;
};

// Signatures that sign nothing: a misspelt name would otherwise look like a missing signature only.
void check_strays(const Policy& policy, const PolicyFiles& files, Problems& problems) {
  constexpr std::string_view kFolder = "signatures/", kEnd = ".sig";
  for (auto it = files.lower_bound(std::string(kFolder)); it != files.end() && it->first.starts_with(kFolder); ++it) {
    std::string_view name = std::string_view(it->first).substr(kFolder.size());
    const std::size_t at = name.find('@');
    const bool formed = at != std::string_view::npos && name.ends_with(kEnd);
    const Agreement* agreement = formed ? policy.agreement(name.substr(0, at)) : nullptr;
    const std::string_view party = formed ? name.substr(at + 1, name.size() - at - 1 - kEnd.size()) : name;
    const bool is_party =
        agreement != nullptr && (agreement->provider.text == party ||
                                 std::any_of(agreement->recipients.begin(), agreement->recipients.end(),
                                             [&](const Written& recipient) { return recipient.text == party; }));
    if (is_party) continue;
    problems.push_back({Level::kWarning,
                        {it->first, 0, 0},
                        "this signs no agreement here; its name is AGREEMENT@PARTY.sig, and the party one of the "
                        "agreement's; mend the name, or remove the file",
                        {}});
  }
}

}  // namespace

std::vector<SignatureRecord> apply_signatures(Policy& policy, std::vector<std::vector<Spoken>>& spoken,
                                              const PolicyFiles& files, Problems& problems) {
  std::vector<SignatureRecord> records;
  check_strays(policy, files, problems);
  for (std::size_t i = 0; i < policy.agreements.size(); ++i) {
    Agreement& agreement = policy.agreements[i];
    if (agreement.status != Status::kActive) continue;  // nothing flows under the others, signed or not
    SignedAgreement(policy, agreement, spoken[i], files, problems, records).apply();
  }
  return records;
}

}  // namespace concordat::policy
