
#include "policy/check/rules.h"
#include "policy/source/day.h"
#include "policy/source/suggestion.h"

namespace concordat::policy {
namespace {

void check_party(const Policy& policy, const Written& party, Findings& findings) {
  if (party.text.empty() || !policy.knows_all_agencies || policy.agency(party.text) != nullptr) return;
  std::vector<std::string> known;
  for (const AgencyFile& file : policy.agencies) known.push_back(file.agency.id.str());
  std::string hint = did_you_mean(party.text, known);
  findings.error(party.place, "no file in agencies/ is about \"" + party.text + "\"" +
                                  (hint.empty() ? "; add one, or mend the name" : hint));
}

bool is_officer(const Policy& policy, const Agreement& agreement, std::string_view name) {
  std::vector<Written> parties = agreement.recipients;
  parties.push_back(agreement.provider);
  for (const Written& party : parties) {
    const AgencyFile* file = policy.agency(party.text);
    if (file == nullptr) continue;
    for (const Officer& officer : file->agency.officers) {
      if (officer.name == name) return true;
    }
  }
  return false;
}

void check_purpose(const Policy& policy, const Agreement& agreement, Findings& findings) {
  const Written& written = agreement.purpose;
  if (written.text.empty() || !policy.knows_all_purposes) return;
  const Purpose* purpose = policy.purpose(written.text);
  if (purpose == nullptr) {
    std::vector<std::string> known;
    for (const Purpose& p : policy.purposes) known.push_back(p.id.str());
    std::string hint = did_you_mean(written.text, known);
    findings.error(written.place, "the purpose \"" + written.text + "\" is not in purposes.yaml" +
                                      (hint.empty() ? "; use one that is" : hint));
  } else if (purpose->beyond_direct_care && agreement.conditions.opt_out == OptOut::kUnstated) {
    findings.error(written.place,
                   "the purpose \"" + written.text +
                       "\" goes beyond direct care; say under conditions whether the national data opt-out applies: "
                       "opt_out: applies, or not-applicable",
                   "National data opt-out operational policy guidance");
  }
}

// A break-glass purpose is never free of friction: somebody writes why, and somebody else looks at it afterwards.
void check_break_glass(const Policy& policy, const Agreement& agreement, Findings& findings) {
  const Purpose* purpose = policy.purpose(agreement.purpose.text);
  if (purpose == nullptr) return;
  const Conditions& conditions = agreement.conditions;
  if (purpose->break_glass && conditions.justification != Justification::kRequired) {
    findings.error(agreement.purpose.place,
                   "the purpose \"" + agreement.purpose.text +
                       "\" is for emergencies; write under conditions justification: required",
                   "POLICY.md, The decision, rule 9");
  }
  if (purpose->break_glass && conditions.acknowledged_by.empty()) {
    findings.error(agreement.purpose.place,
                   "the purpose \"" + agreement.purpose.text +
                       "\" is for emergencies; name under conditions in acknowledged_by who looks at every use",
                   "POLICY.md, The decision, rule 9");
  }
  if (!purpose->break_glass && !conditions.acknowledged_by.empty()) {
    findings.error(conditions.acknowledged_by.front().place,
                   "nobody has to acknowledge anything for the purpose \"" + agreement.purpose.text +
                       "\", which is not for emergencies; remove acknowledged_by");
  }
  for (const Written& person : conditions.acknowledged_by) {
    if (!policy.knows_all_agencies || is_officer(policy, agreement, person.text)) continue;
    findings.error(person.place, "no officer of a party is called \"" + person.text +
                                     "\"; name one whom its file in agencies/ lists under officers");
  }
}

void check_kinds(const Policy& policy, const Agreement& agreement, Findings& findings) {
  if (!policy.knows_vocabulary) return;
  for (const Written& record : agreement.records) {
    if (policy.vocabulary.kind(record.text)) continue;
    std::vector<std::string> known;
    for (const RecordKind& kind : policy.vocabulary.kinds) known.push_back(kind.id.str());
    std::string hint = did_you_mean(record.text, known);
    findings.error(record.place, "the vocabulary has no kind of record \"" + record.text + "\"" +
                                     (hint.empty() ? "; use one that it has" : hint));
  }
}

void check_dates(const Agreement& agreement, std::int64_t unix_seconds, Findings& findings) {
  const AgreementDate &first = agreement.first_day, &last = agreement.last_day, &review = agreement.review_by;
  if (first.text.empty() || last.text.empty() || review.text.empty()) return;  // reported where they were read
  if (last.day < first.day)
    findings.error(last.place,
                   "the last day, " + last.text + ", is before the first, " + first.text + "; mend one of them");
  if (review.day < first.day) {
    findings.error(review.place, "the review, " + review.text + ", is due before the first day, " + first.text +
                                     "; mend one of them");
  }
  if (agreement.status == Status::kDraft) return;
  std::chrono::days day_long{1};
  if (london_midnight(last.day + day_long) <= unix_seconds) {
    findings.warning(last.place, agreement.id.str() + " is out of force since its last day, " + last.text +
                                     "; renew it, or remove the file");
  } else if (london_midnight(review.day + day_long) <= unix_seconds) {
    findings.warning(review.place,
                     agreement.id.str() + " was to be reviewed by " + review.text + "; review it and move the date",
                     "ICO Data sharing code of practice");
  }
}

}  // namespace

void check_terms(const Policy& policy, const Agreement& agreement, std::int64_t unix_seconds, Findings& findings) {
  check_party(policy, agreement.provider, findings);
  for (const Written& recipient : agreement.recipients) {
    check_party(policy, recipient, findings);
    if (!recipient.text.empty() && recipient.text == agreement.provider.text) {
      findings.error(recipient.place,
                     "\"" + recipient.text + "\" is the provider too; an agreement is between different agencies");
    }
  }
  check_purpose(policy, agreement, findings);
  check_break_glass(policy, agreement, findings);
  check_kinds(policy, agreement, findings);
  check_dates(agreement, unix_seconds, findings);
}

}  // namespace concordat::policy
