#include "tests/unit/policy/generated_policy.h"

#include <rapidcheck.h>

#include <map>

namespace concordat::policy::test {
namespace {

// What may be done to what a pattern names, so that the checker has no objection.
const std::vector<std::string>& actions_for(const std::string& pattern) {
  static const std::vector<std::string> any{
      "keep", "withhold", "mask all", "mask last-2", "mask last-3", "pseudonymise {key: k1}", "pseudonymise {key: k2}"};
  static const std::vector<std::string> dates{"keep", "withhold", "generalise year", "generalise month",
                                              "generalise day"};
  static const std::vector<std::string> postcodes{"keep", "withhold", "generalise outward", "mask last-3"};
  static const std::vector<std::string> codes{"keep", "withhold"};
  if (pattern == "person.birth_date") return dates;
  if (pattern == "person.religion") return codes;
  return pattern == "person.postcode" ? postcodes : any;
}

std::string one_of(const std::vector<std::string>& words) {
  return *rc::gen::elementOf(words);
}

void append(std::string& list, const std::string& word) {
  list += (list.empty() ? "" : ", ") + word;
}

}  // namespace

const std::vector<std::string>& patterns() {
  static const std::vector<std::string> all{
      "person.nhs_number", "person.birth_date", "person.postcode",     "person.phone",
      "person.religion",   "person.contact.*",  "person.contact.name", "person.*",
      "referral.*",        "referral.reason",   "person.contact.phone"};
  return all;
}

AgreementText generate_agreement(const std::string& id) {
  // At least one line shares something, and each pattern stands in one place.
  std::map<std::string, std::string> lists{{"keep", "person.name"}, {"withhold", "offence.kind"}};
  for (const std::string& pattern : patterns()) {
    if (*rc::gen::inRange(0, 2) == 0) continue;
    const std::string action = one_of(actions_for(pattern));
    const std::size_t space = action.find(' ');
    append(lists[action.substr(0, space)],
           space == std::string::npos ? pattern : pattern + ": " + action.substr(space + 1));
  }
  AgreementText text;
  text.id = id;
  text.share = "{keep: [" + lists["keep"] + "]";
  for (const std::string how : {"mask", "generalise", "pseudonymise"}) {
    if (!lists[how].empty()) text.share += ", " + how + ": {" + lists[how] + "}";
  }
  text.share += "}";
  text.withhold = "[" + lists["withhold"] + "]";
  text.purpose = one_of({"direct-care", "direct-care", "safeguarding"});
  text.records = one_of({"[referral]", "[outcome]", "[referral, outcome]", "[referral, discharge-notice, outcome]"});
  text.first_day = one_of({"2026-01-01", "2026-04-01", "2026-07-01"});
  text.last_day = one_of({"2026-12-31", "2027-03-31", "2027-12-31"});
  text.review_by = "2026-10-01";
  text.status = one_of({"active", "active", "active", "active", "suspended"});
  text.conditions = "{opt_out: " + one_of({"not-applicable", "applies"}) +
                    ", justification: " + one_of({"not-required", "required"}) +
                    ", security_labels: " + one_of({"[]", "[R]", "[R, V]"}) + "}";
  text.obligations = "{retain_days: " + one_of({"100", "200"}) +
                     ", onward_sharing: " + one_of({"forbidden", "permitted"}) +
                     ", expire_after: " + one_of({"10d", "30d"}) + "}";
  return text;
}

std::vector<AgreementText> generate_agreements(int most) {
  std::vector<AgreementText> out;
  const int count = *rc::gen::inRange(1, most + 1);
  for (int i = 0; i < count; ++i) out.push_back(generate_agreement("ISA-" + std::to_string(i + 1)));
  return out;
}

PolicyFiles policy_of(const std::vector<AgreementText>& agreements, const std::vector<std::string>& prohibited) {
  PolicyFiles files = small_policy();
  files.erase("agreements/isa-1.yaml");
  for (const AgreementText& text : agreements) files["agreements/" + text.id + ".yaml"] = text.str();
  for (const std::string& item : prohibited) files["floor.yaml"] += "  - {item: " + item + ", reason: test}\n";
  return files;
}

std::shared_ptr<const PolicySet> load(const PolicyFiles& files) {
  return load_policy(files, kMidJune2026).set;
}

}  // namespace concordat::policy::test
