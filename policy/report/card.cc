#include "policy/report/card.h"

#include <algorithm>
#include <functional>

#include "policy/compile/compiled.h"
#include "policy/explain/words.h"
#include "policy/report/terms.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

void write_term(Html& html, std::string_view term, const std::string& text) {
  if (text.empty()) return;
  const auto pair = html.open("div");
  html.leaf("dt", term);
  html.leaf("dd", text);
}

std::string kinds_in_words(const Facts& facts, const Agreement& agreement) {
  std::string labels;
  for (const Written& record : agreement.records) {
    const auto kind = facts.set->vocabulary().kind(record.text);
    labels += (labels.empty() ? "" : "; ") + (kind ? facts.set->vocabulary().kinds[*kind].label : record.text);
  }
  return labels;
}

std::string purpose_in_words(const Purpose& purpose) {
  std::string words = purpose.label;
  if (purpose.beyond_direct_care) words += " (goes beyond the person's own care)";
  if (purpose.break_glass) words += " (for emergencies only)";
  return words;
}

void write_facts(Html& html, const Facts& facts, const AgreementFacts& one) {
  const Agreement& agreement = *one.agreement;
  std::vector<std::string> recipients;
  for (const Written& recipient : agreement.recipients) recipients.push_back(facts.agency(recipient.text));
  const auto list = html.open("dl");
  write_term(html, "From", facts.agency(agreement.provider.text));
  write_term(html, "To", enumerated(recipients));
  write_term(html, "Why", purpose_in_words(*one.purpose));
  write_term(html, "Records", kinds_in_words(facts, agreement));
  write_term(html, "From and until",
             in_words(agreement.first_day.day) + " to " + in_words(agreement.last_day.day) + ", both included");
  write_term(html, "To be reviewed by",
             in_words(agreement.review_by.day) + (agreement.review_by.text < facts.day ? " (overdue)" : ""));
  write_term(html, "Data protection impact assessment", agreement.dpia);
}

// Parties that rely on the same law are named together.
void write_bases(Html& html, const Facts& facts, const Agreement& agreement) {
  html.leaf("h4", "On which law");
  std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> shared;  // lines -> parties
  for (const LawfulBasis& basis : agreement.bases) {
    const std::vector<std::string> lines = in_words(basis);
    auto known = std::find_if(shared.begin(), shared.end(), [&](const auto& one) { return one.first == lines; });
    if (known == shared.end()) known = shared.insert(known, {lines, {}});
    known->second.push_back(facts.agency(basis.party.text));
  }
  for (const auto& [lines, parties] : shared) {
    html.leaf("p", enumerated(parties), {{"class", "party"}});
    html.list(lines);
  }
}

void write_signatures(Html& html, const Facts& facts, const Agreement& agreement) {
  std::vector<std::string> lines;
  for (const SignatureRecord& signature : facts.set->compiled().signatures) {
    if (signature.agreement != agreement.id.str()) continue;
    const auto day = parse_day(signature.signed_on);
    lines.push_back(signature.officer + ", for " + facts.agency(signature.party) + ", on " +
                    (day ? in_words(*day) : signature.signed_on));
  }
  if (lines.empty()) return;
  html.leaf("h4", "Who signed it");
  html.list(lines);
}

using Wanted = std::function<bool(const PlanItem&)>;

// A line a group: "Person: name, NHS number"; `also` is what an item's label is followed by.
void write_items(Html& html, const Facts& facts, const AgreementFacts& one, const Wanted& wanted,
                 const std::function<std::string(const PlanItem&)>& also = {}) {
  const auto list = html.open("ul");
  for (const ItemGroup& group : facts.groups) {
    std::string labels;
    for (const ItemIndex item : group.items) {
      const PlanItem& planned = one.plan.items[item];
      if (!wanted(planned)) continue;
      labels += (labels.empty() ? "" : "; ") + facts.label(group, item) + (also ? also(planned) : "");
    }
    if (labels.empty()) continue;
    const auto line = html.open("li");
    html.leaf("strong", group.label + ":");
    html.text(" " + labels);
  }
}

std::size_t count(const Facts& facts, const AgreementFacts& one, const Wanted& wanted) {
  std::size_t found = 0;
  for (const ItemGroup& group : facts.groups) {
    for (const ItemIndex item : group.items) found += wanted(one.plan.items[item]) ? 1 : 0;
  }
  return found;
}

bool kept(const PlanItem& item) {
  return item.action.kind == ActionKind::kKeep;
}
bool withheld(const PlanItem& item) {
  return item.action.kind == ActionKind::kWithhold;
}
bool changed(const PlanItem& item) {
  return !kept(item) && !withheld(item);
}
bool named(const PlanItem& item) {
  return withheld(item) && !item.clause.empty();
}
bool unnamed(const PlanItem& item) {
  return withheld(item) && item.clause.empty();
}

void write_shared(Html& html, const Facts& facts, const AgreementFacts& one) {
  html.leaf("h4", "What is shared as it is");
  if (count(facts, one, kept) == 0) {
    html.leaf("p", "Nothing.");
  } else {
    write_items(html, facts, one, kept);
  }
  if (count(facts, one, changed) > 0) {
    html.leaf("h4", "What is changed before it is shared");
    write_items(html, facts, one, changed, [](const PlanItem& item) { return " – " + in_words(item.action); });
  }
  html.leaf("h4", "What is never shared");
  if (count(facts, one, named) > 0) write_items(html, facts, one, named);
  const std::size_t others = count(facts, one, unnamed);
  if (others == 0) return html.leaf("p", "Anything else that a record holds is withheld too.");
  html.leaf("p", "The agreement names what is shared. Whatever it does not name is withheld.");
  const auto details = html.open("details");
  html.leaf("summary", number_of(others, "further item", "further items") + " that it does not name");
  write_items(html, facts, one, unnamed);
}

std::vector<std::string> obligations_of(const Agreement& agreement) {
  std::vector<std::string> lines;
  for (const std::string& line : in_words(agreement.obligations)) lines.push_back(capitalised(line) + ".");
  return lines;
}

// "discharge-referral-1.json: 14 statements about what comes of it"
std::vector<std::string> examples_of(const Agreement& agreement) {
  std::vector<std::string> lines;
  for (const Example& example : agreement.examples) {
    const std::string& path = example.record.text;
    const std::size_t said = example.released.size() + example.changed.size() + example.withheld.size();
    lines.push_back(path.substr(path.rfind('/') + 1) + ", with " + number_of(said, "statement", "statements") +
                    " of what comes of it");
  }
  return lines;
}

}  // namespace

std::string card_id(const Agreement& agreement) {
  return "agreement-" + agreement.id.str();
}

void write_card(Html& html, const Facts& facts, const AgreementFacts& one) {
  const Agreement& agreement = *one.agreement;
  const std::string id = card_id(agreement);
  const auto card =
      html.open("article", {{"class", one.state == State::kInForce ? "card" : "card apart"}, {"aria-labelledby", id}});
  html.leaf("h3", agreement.title, {{"id", id}});
  html.leaf("p", agreement.id.str() + ", version " + std::to_string(agreement.version), {{"class", "reference"}});
  html.leaf("p", in_words(one.state, agreement), {{"class", "state"}});
  if (!agreement.summary.empty()) html.leaf("p", agreement.summary);
  write_facts(html, facts, one);
  write_bases(html, facts, agreement);
  write_signatures(html, facts, agreement);
  write_shared(html, facts, one);
  html.leaf("h4", "Conditions");
  html.list(in_words(agreement.conditions, *one.purpose));
  if (const auto obligations = obligations_of(agreement); !obligations.empty()) {
    html.leaf("h4", "What the recipient has to do, and what happens on the way");
    html.list(obligations);
  }
  if (const auto lines = examples_of(agreement); !lines.empty()) {
    html.leaf("h4", "Example records that it is tested with");
    html.list(lines);
  }
}

}  // namespace concordat::policy
