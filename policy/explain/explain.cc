#include "policy/explain/explain.h"

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/explain/words.h"

namespace concordat::policy {
namespace {

using Row = std::vector<std::string>;

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// Rows under one another, each column as wide as its widest cell, the last one ragged.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const Row& row : rows) {
    out += "   ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += ' ' + row[i];
      if (i + 1 < row.size()) out.append(widths[i] - width(row[i]) + 1, ' ');
    }
    out += '\n';
  }
  return out;
}

std::string section(const std::string& title, const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  return "\n  " + title + " (" + std::to_string(rows.size()) + ")\n" + aligned(rows);
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// "ISA-2026-014 version 3, until 2027-12-31: Hospital discharge referrals to adult social care"
std::string agreement_line(const PolicySet& set, const AgreementRef& ref) {
  for (const Agreement& agreement : set.compiled().policy.agreements) {
    if (agreement.id != ref.id) continue;
    return ref.id.str() + " version " + std::to_string(ref.version) + ", until " + agreement.last_day.text + ": " +
           agreement.title;
  }
  return ref.id.str();
}

std::string permitted(const PolicySet& set, const ExplainRequest& request, const Plan& plan) {
  std::vector<Row> released, changed, withheld;
  for (ItemIndex index : items_to_show(set, request)) {
    const Item& item = set.vocabulary().items[index];
    const PlanItem& planned = plan.items[index];
    std::string clause = planned.clause.empty() ? "no agreement names it" : plan.clause(index);
    if (planned.action.kind == ActionKind::kKeep) {
      released.push_back({item.label, item.id.str(), clause});
    } else if (planned.action.kind == ActionKind::kWithhold) {
      withheld.push_back({item.label, item.id.str(), clause});
    } else {
      changed.push_back({item.label, item.id.str(), in_words(planned.action), clause});
    }
  }
  std::string out = "permitted, under\n";
  for (const AgreementRef& agreement : plan.agreements) out += "    " + agreement_line(set, agreement) + "\n";
  out += section("released as it is", released) + section("released changed", changed) + section("withheld", withheld);
  std::vector<Row> obligations;
  for (std::string& words : in_words(plan.obligations)) obligations.push_back({std::move(words)});
  return out + section("with it goes", obligations);
}

}  // namespace

Result<std::string> explain(const PolicySet& set, const ExplainRequest& request) {
  auto decision = decide_by_name(set, request);
  if (!decision) return fail(decision.error());
  std::string kinds = request.kinds.empty() ? "a record of no known kind" : joined(request.kinds);
  std::string out = kinds + ", from " + set.agency(request.from)->name + " to " + set.agency(request.to)->name +
                    ", for " + request.purpose + ": ";
  if (decision->permit) return out + permitted(set, request, *decision->plan);
  out += "denied (" + std::string(name(decision->denial)) + ")\n";
  for (const std::string& reason : decision->reasons) out += "    " + reason + "\n";
  return out;
}

}  // namespace concordat::policy
