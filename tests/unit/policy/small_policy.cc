#include "tests/unit/policy/small_policy.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace concordat::policy::test {
namespace {

constexpr std::string_view kVocabulary = R"(vocabulary: small
version: 1
destination: {fhir: [MessageHeader.destination.endpoint], json: [recipient]}
kinds:
  referral: {label: Referral, fhir: ["MessageHeader.eventCoding[code=referral].code"], json: ["record[kind=referral].kind"]}
  discharge-notice: {label: Discharge notice, json: ["record[kind=discharge-notice].kind"]}
  outcome: {label: Outcome, json: ["record[kind=outcome].kind"]}
items:
  person.name: {label: Name, category: ordinary, type: name, identifying: true, fhir: [Patient.name], json: [person.name]}
  person.nhs_number: {label: NHS number, category: ordinary, type: identifier, subject: true, json: [person.nhs_number]}
  person.birth_date: {label: Date of birth, category: ordinary, type: date, fhir: [Patient.birthDate], json: [person.birth_date]}
  person.postcode: {label: Postcode, category: ordinary, type: postcode, json: [person.postcode]}
  person.phone: {label: Telephone, category: ordinary, type: contact, fhir: [Patient.telecom], json: [person.phone]}
  person.religion: {label: Religion, category: special, type: code, sensitive: true, json: [person.religion]}
  person.contact.name: {label: Contact's name, category: ordinary, type: name, json: [person.contact.name]}
  person.contact.phone: {label: Contact's telephone, category: ordinary, type: contact, json: [person.contact.phone]}
  referral.reason: {label: Reason, category: special, type: free-text, json: [referral.reason]}
  referral.note: {label: Internal note, category: special, type: free-text, json: [referral.note]}
  offence.kind: {label: Offence, category: criminal, type: code, json: [offence.kind]}
  protected.adoption: {label: Adoption, category: special, type: code, json: [protected.adoption]}
  structure.version: {label: Version, category: structural, type: text, json: [version]}
)";

constexpr std::string_view kPurposes = R"(purposes:
  direct-care: {label: Direct care, beyond_direct_care: false}
  safeguarding: {label: Safeguarding, beyond_direct_care: false}
  research: {label: Research, beyond_direct_care: true}
)";

std::string agency(const std::string& id) {
  return "agency: " + id + "\nname: " + id +
         "\nrole: controller\npublic_authority: true\nidentity: {san_uri: \"urn:agency:" + id +
         "\"}\ndestinations: [\"urn:mailbox:" + id + "\", \"urn:mailbox:shared\"]\n";
}

}  // namespace

PolicyFiles small_policy() {
  return {{"agencies/riverside.yaml", agency("riverside-trust")},
          {"agencies/eastshire.yaml", agency("eastshire-council")},
          {"agencies/westmoor.yaml", agency("westmoor-trust")},
          {"agreements/isa-1.yaml", AgreementText{}.str()},
          {"vocabulary.yaml", std::string(kVocabulary)},
          {"purposes.yaml", std::string(kPurposes)},
          {"floor.yaml", "floor:\n  - {item: protected.adoption, reason: \"Adoption and Children Act 2002 s.57\"}\n"}};
}

std::string AgreementText::str() const {
  std::string basis =
      R"yaml({article_6: "6(1)(e)", article_9: "9(2)(h)", dpa_2018: "Sch 1 para 2(2)(d)", secrecy: "health professional"})yaml";
  std::string out = "agreement: " + id + "\ntitle: Referrals\nstatus: " + status +
                    "\nversion: 3\nprovider: " + provider + "\nrecipients: " + recipients + "\npurpose: " + purpose +
                    "\nlawful_basis:\n  riverside-trust: " + basis + "\n  eastshire-council: " + basis + "\n";
  out +=
      "dates: {first_day: \"" + first_day + "\", last_day: \"" + last_day + "\", review_by: \"" + review_by + "\"}\n";
  out += "records: " + records + "\nshare: " + share + "\n";
  if (!withhold.empty()) out += "withhold: " + withhold + "\n";
  if (!conditions.empty()) out += "conditions: " + conditions + "\n";
  if (!obligations.empty()) out += "obligations: " + obligations + "\n";
  return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto at = text.find(from);
  if (at == std::string::npos) std::abort();
  return text.replace(at, from.size(), to);
}

std::shared_ptr<const PolicySet> load_or_fail(const PolicyFiles& files, std::int64_t now) {
  Loaded loaded = load_policy(files, now);
  for (const Problem& problem : loaded.problems) {
    if (problem.level == Level::kError) ADD_FAILURE() << problem.str();
  }
  return loaded.set;
}

std::string problems_of(const PolicyFiles& files, std::int64_t now) {
  std::string out;
  for (const Problem& problem : load_policy(files, now).problems) out += problem.str() + "\n";
  return out;
}

Decision decide(const PolicySet& set, std::int64_t now) {
  return set.decide({.sender = "riverside-trust",
                     .recipient = "eastshire-council",
                     .purpose = "direct-care",
                     .kinds = KindSet{1} << *set.vocabulary().kind("referral"),
                     .unix_seconds = now,
                     .circumstances = kNothingAgainst});
}

std::string action_of(const PolicySet& set, const Decision& decision, std::string_view item) {
  if (decision.plan == nullptr) return "denied";
  return decision.plan->items[*set.vocabulary().item(item)].action.str();
}

}  // namespace concordat::policy::test
