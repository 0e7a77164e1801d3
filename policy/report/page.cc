#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/report/card.h"
#include "policy/report/diagram.h"
#include "policy/report/html.h"
#include "policy/report/matrix.h"
#include "policy/report/report.h"
#include "policy/report/style.h"
#include "policy/report/terms.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

void write_banner(Html& html, const Facts& facts) {
  const auto header = html.open("header");
  html.leaf("h1", "Who shares what with whom, and why");
  html.leaf("p", "The sharing agreements as they stand on " + facts.day_words + ".", {{"class", "lead"}});
  const auto line = html.open("p", {{"class", "hash"}});
  html.text("The policy's fingerprint: ");
  html.leaf("code", hex(facts.set->hash()));
}

void write_contents(Html& html, const Facts& facts) {
  const auto nav = html.open("nav", {{"aria-label", "Contents"}});
  const auto list = html.open("ul");
  const auto entry = [&](std::string_view target, std::string_view text) {
    const auto line = html.open("li");
    html.leaf("a", text, {{"href", target}});
  };
  entry("#about", "About this page");
  entry("#flows", "Who sends to whom");
  entry("#matrix", "What each agency may receive");
  entry("#in-force", "Agreements in force");
  if (facts.in_force < facts.agreements.size()) entry("#apart", "Agreements not in force");
  entry("#floor", "What nobody may ever share");
  entry("#agencies", "The agencies");
}

void write_about(Html& html, const Facts& facts) {
  const auto section = html.open("section", {{"aria-labelledby", "about"}});
  html.leaf("h2", "About this page", {{"id", "about"}});
  html.leaf("p",
            "Public bodies and those who work with them pass on information about people so that care, protection "
            "and planning work. They may do so only as a sharing agreement says. Today " +
                number_of(facts.in_force, "agreement is", "agreements are") + " in force.");
  html.leaf("p",
            "A gateway stands between the agencies. It reads these agreements, and lets through nothing that they "
            "do not name: what no agreement mentions is withheld. It writes down every decision in a ledger that "
            "can be checked afterwards, with the fingerprint of the policy that it decided by. This page was made "
            "from the very files that the gateway decides by, and the fingerprint above is theirs.");
  html.leaf("p",
            "Some information is changed before it is shared: cut down (only the year of a date, only the first "
            "half of a postcode), masked (only the last three digits of a number), or replaced by a pseudonym, "
            "which lets the recipient recognise the same thing again without having what it stands for.");
}

void write_flow_table(Html& html, const Facts& facts) {
  const auto frame = html.open("div", {{"class", "scroll"},
                                       {"tabindex", "0"},
                                       {"role", "group"},
                                       {"aria-label", "Table of flows, may scroll sideways"}});
  const auto table = html.open("table");
  html.leaf("caption", "The flows, one a line");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    for (const char* title : {"From", "To", "For", "Agreement", "State"}) html.leaf("th", title, {{"scope", "col"}});
  }
  const auto body = html.open("tbody");
  for (const AgreementFacts& one : facts.agreements) {
    for (const Written& recipient : one.agreement->recipients) {
      const auto row = html.open("tr");
      html.leaf("th", facts.agency(one.agreement->provider.text), {{"scope", "row"}});
      html.leaf("td", facts.agency(recipient.text));
      html.leaf("td", one.purpose->label);
      {
        const auto cell = html.open("td", {{"class", "long"}});
        html.leaf("a", one.agreement->id.str(), {{"href", "#" + card_id(*one.agreement)}});
        html.text(" " + one.agreement->title);
      }
      html.leaf("td", in_words(one.state, *one.agreement));
    }
  }
}

void write_flows(Html& html, const Facts& facts) {
  const auto section = html.open("section", {{"aria-labelledby", "flows"}});
  html.leaf("h2", "Who sends to whom", {{"id", "flows"}});
  if (facts.agreements.empty()) return html.leaf("p", "There are no sharing agreements.");
  html.leaf("p",
            "Each arrow is an agreement, from the agency that sends to the agency that receives. An agency that "
            "does both stands on both sides. A dashed arrow is not in force: nothing is shared under it.");
  write_diagram(html, facts);
  write_flow_table(html, facts);
}

void write_agreements(Html& html, const Facts& facts, bool in_force) {
  const std::string id = in_force ? "in-force" : "apart";
  const auto section = html.open("section", {{"aria-labelledby", id}});
  html.leaf("h2", in_force ? "Agreements in force" : "Agreements not in force", {{"id", id}});
  if (in_force && facts.in_force == 0) html.leaf("p", "None today.");
  if (!in_force) html.leaf("p", "Nothing is shared under these today. They say what would be shared if they were.");
  for (const AgreementFacts& one : facts.agreements) {
    if ((one.state == State::kInForce) == in_force) write_card(html, facts, one);
  }
}

void write_floor(Html& html, const Facts& facts) {
  const auto section = html.open("section", {{"aria-labelledby", "floor"}});
  html.leaf("h2", "What nobody may ever share", {{"id", "floor"}});
  const std::vector<Prohibition>& floor = facts.set->compiled().policy.floor;
  if (floor.empty()) return html.leaf("p", "No prohibition stands above the agreements.");
  html.leaf("p", "These stand above every agreement. Whatever an agreement says, the gateway withholds them.");
  const auto list = html.open("ul");
  for (const Prohibition& prohibition : floor) {
    const auto item = facts.set->vocabulary().item(prohibition.pattern.text);
    const auto line = html.open("li");
    html.leaf("strong", item ? facts.item(*item).label : prohibition.pattern.text);
    html.text(": " + prohibition.reason);
  }
}

// "Takes part in ISA-1 and ISA-2."
std::string part_of(const Facts& facts, const Agency& agency) {
  std::vector<std::string> agreements;
  for (const AgreementFacts& one : facts.agreements) {
    const Agreement& agreement = *one.agreement;
    const bool receives = std::any_of(agreement.recipients.begin(), agreement.recipients.end(),
                                      [&](const Written& recipient) { return recipient.text == agency.id.str(); });
    if (receives || agreement.provider.text == agency.id.str()) agreements.push_back(agreement.id.str());
  }
  return agreements.empty() ? "No agreement: nothing flows to it or from it" : enumerated(agreements);
}

void write_agencies(Html& html, const Facts& facts) {
  const auto section = html.open("section", {{"aria-labelledby", "agencies"}});
  html.leaf("h2", "The agencies", {{"id", "agencies"}});
  html.leaf("p",
            "A controller decides why and how personal information is used, and answers for it. A processor acts "
            "for a controller. To ask what is held about you, or to object, ask the controller.");
  const auto frame = html.open("div", {{"class", "scroll"},
                                       {"tabindex", "0"},
                                       {"role", "group"},
                                       {"aria-label", "Table of agencies, may scroll sideways"}});
  const auto table = html.open("table");
  html.leaf("caption", "Every agency that is connected");
  {
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    for (const char* title : {"Agency", "Role", "Agreements", "Contact"}) html.leaf("th", title, {{"scope", "col"}});
  }
  const auto body = html.open("tbody");
  for (const Agency& agency : facts.set->agencies()) {
    const auto row = html.open("tr");
    html.leaf("th", facts.agency(agency.id.str()), {{"scope", "row"}});
    html.leaf("td", capitalised(agency.role) + (agency.public_authority ? ", public authority" : ""));
    html.leaf("td", part_of(facts, agency), {{"class", "long"}});
    html.leaf("td", agency.contact.empty() ? "Not stated" : agency.contact, {{"class", "long"}});
  }
}

void write_main(Html& html, const Facts& facts) {
  const auto main = html.open("main", {{"id", "main"}, {"tabindex", "-1"}});
  write_about(html, facts);
  write_flows(html, facts);
  write_matrix(html, facts);
  write_agreements(html, facts, true);
  if (facts.in_force < facts.agreements.size()) write_agreements(html, facts, false);
  write_floor(html, facts);
  write_agencies(html, facts);
}

}  // namespace

std::string report_html(const PolicySet& set, const ReportOptions& options) {
  const Facts facts = gather(set, options);
  Html html;
  html.literal("<!DOCTYPE html>\n");
  {
    const auto page = html.open("html", {{"lang", "en-GB"}});
    write_head(html, "Sharing agreements, " + facts.day_words);
    const auto body = html.open("body");
    html.leaf("a", "Skip to the main content", {{"class", "skip"}, {"href", "#main"}});
    write_banner(html, facts);
    write_contents(html, facts);
    write_main(html, facts);
    const auto footer = html.open("footer");
    html.leaf("p", "Made by concordat policy report on " + facts.day_words +
                       ", from the policy files whose fingerprint "
                       "stands at the top of this page.");
  }
  return html.str();
}

}  // namespace concordat::policy
