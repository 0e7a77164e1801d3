#include "policy/compile/canonical_json.h"
#include "policy/compile/compiled.h"
#include "policy/report/report.h"
#include "policy/report/terms.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

template <typename Things, typename Write>
std::string array_of(const Things& things, Write&& write) {
  std::vector<std::string> out;
  for (const auto& thing : things) out.push_back(write(thing));
  return json_array(out);
}

std::string strings_json(const std::vector<std::string>& texts) {
  return array_of(texts, json_string);
}

std::string words_json(const std::vector<Written>& words) {
  return array_of(words, [](const Written& word) { return json_string(word.text); });
}

std::string bases_json(const Agreement& agreement) {
  return array_of(agreement.bases, [](const LawfulBasis& basis) {
    JsonMembers members{{"party", json_string(basis.party.text)}, {"in_words", strings_json(in_words(basis))}};
    const std::pair<const char*, const Written*> codes[] = {
        {"article_6", &basis.article_6},   {"article_9", &basis.article_9},   {"dpa_2018", &basis.dpa_2018},
        {"dpa_part_3", &basis.dpa_part_3}, {"article_10", &basis.article_10}, {"secrecy", &basis.secrecy},
        {"common_law", &basis.common_law}};
    for (const auto& [name, code] : codes) {
      if (!code->text.empty()) members[name] = json_string(code->text);
    }
    return json_object(members);
  });
}

std::string signatures_json(const Facts& facts, const Agreement& agreement) {
  std::vector<std::string> out;
  for (const SignatureRecord& signature : facts.set->compiled().signatures) {
    if (signature.agreement != agreement.id.str()) continue;
    out.push_back(json_object({{"party", json_string(signature.party)},
                               {"officer", json_string(signature.officer)},
                               {"version", std::to_string(signature.version)},
                               {"signed_on", json_string(signature.signed_on)}}));
  }
  return json_array(out);
}

// What the agreement alone would do with each item, by group.
std::string items_json(const Facts& facts, const AgreementFacts& one) {
  std::vector<std::string> out;
  for (const ItemGroup& group : facts.groups) {
    for (const ItemIndex item : group.items) {
      const PlanItem& planned = one.plan.items[item];
      out.push_back(json_object({{"item", json_string(facts.item(item).id.str())},
                                 {"label", json_string(facts.item(item).label)},
                                 {"group", json_string(group.label)},
                                 {"action", json_string(planned.action.str())},
                                 {"clause", json_string(planned.clause)}}));
    }
  }
  return json_array(out);
}

std::string agreement_json(const Facts& facts, const AgreementFacts& one) {
  const Agreement& agreement = *one.agreement;
  return json_object({{"agreement", json_string(agreement.id.str())},
                      {"version", std::to_string(agreement.version)},
                      {"title", json_string(agreement.title)},
                      {"summary", json_string(agreement.summary)},
                      {"status", json_string(name(agreement.status))},
                      {"state", json_string(name(one.state))},
                      {"state_in_words", json_string(in_words(one.state, agreement))},
                      {"provider", json_string(agreement.provider.text)},
                      {"recipients", words_json(agreement.recipients)},
                      {"purpose", json_string(one.purpose->id.str())},
                      {"purpose_in_words", json_string(one.purpose->label)},
                      {"lawful_basis", bases_json(agreement)},
                      {"first_day", json_string(agreement.first_day.text)},
                      {"last_day", json_string(agreement.last_day.text)},
                      {"review_by", json_string(agreement.review_by.text)},
                      {"dpia", json_string(agreement.dpia)},
                      {"records", words_json(agreement.records)},
                      {"signatures", signatures_json(facts, agreement)},
                      {"items", items_json(facts, one)},
                      {"conditions", strings_json(in_words(agreement.conditions, *one.purpose))},
                      {"obligations", obligations_json(agreement.obligations)},
                      {"examples", array_of(agreement.examples,
                                            [](const Example& example) { return json_string(example.record.text); })}});
}

// Only what is released or changed; all else is withheld.
std::string recipient_json(const Facts& facts, const Recipient& recipient) {
  std::vector<std::string> out;
  for (std::size_t item = 0; item < recipient.items.size(); ++item) {
    const Item& known = facts.item(static_cast<ItemIndex>(item));
    if (known.category == Category::kStructural) continue;
    for (const Release& release : recipient.items[item]) {
      out.push_back(json_object({{"item", json_string(known.id.str())},
                                 {"provider", json_string(release.provider->id.str())},
                                 {"purpose", json_string(release.purpose->id.str())},
                                 {"action", json_string(release.action.str())}}));
    }
  }
  return json_object({{"recipient", json_string(recipient.agency->id.str())}, {"items", json_array(out)}});
}

std::string agency_json(const Agency& agency) {
  return json_object({{"agency", json_string(agency.id.str())},
                      {"name", json_string(agency.name)},
                      {"role", json_string(agency.role)},
                      {"public_authority", agency.public_authority ? "true" : "false"},
                      {"contact", json_string(agency.contact)}});
}

}  // namespace

std::string report_json(const PolicySet& set, const ReportOptions& options) {
  const Facts facts = gather(set, options);
  return json_object(
      {{"day", json_string(facts.day)},
       {"policy_hash", json_string(hex(set.hash()))},
       {"agencies", array_of(set.agencies(), agency_json)},
       {"agreements",
        array_of(facts.agreements, [&](const AgreementFacts& one) { return agreement_json(facts, one); })},
       {"recipients", array_of(facts.recipients, [&](const Recipient& one) { return recipient_json(facts, one); })},
       {"floor", array_of(set.compiled().policy.floor, [](const Prohibition& prohibition) {
          return json_object(
              {{"item", json_string(prohibition.pattern.text)}, {"reason", json_string(prohibition.reason)}});
        })}});
}

}  // namespace concordat::policy
