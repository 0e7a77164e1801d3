// What an action can do with a data item: by the item's type, and in the formats in which the agreement's records come.
// What passes here does something; the rest would be withheld, record after record, without anyone having meant it.

#include <algorithm>
#include <map>
#include <set>

#include "policy/check/rules.h"
#include "policy/model/pattern.h"
#include "policy/redact/json/fhir_structure.h"

namespace concordat::policy {
namespace {

std::string name_of(ValueType type) {
  constexpr std::string_view kNames[] = {"text",    "name", "identifier", "date",      "address",  "postcode",
                                         "contact", "code", "number",     "free text", "reference"};
  return std::string(kNames[static_cast<std::size_t>(type)]);
}

// R4's instants have no partial form: a day would claim a time.
bool is_instant(const Selector& selector) {
  static const std::set<std::string, std::less<>> kInstants = [] {
    std::set<std::string, std::less<>> places;
    for (StructuralPlace& place : fhir_structure()) {
      if (place.structure == Structure::kInstant) places.insert(std::move(place.selector));
    }
    return places;
  }();
  return kInstants.count(selector.text) != 0;
}

// Why what the type allows can't be done in this format; empty: it can.
std::string_view format_objection(const Action& action, const Item& item, Format format) {
  if (action.kind == ActionKind::kKeep || action.kind == ActionKind::kWithhold) return {};
  if (format == Format::kOpaque) return "an opaque payload is kept or withheld whole";
  if (format != Format::kFhir || action.kind != ActionKind::kGeneralise) return {};
  if (item.type == ValueType::kNumber) return "a band is no number";
  const auto& places = item.selectors[static_cast<std::size_t>(Format::kFhir)];
  const bool instants = item.type == ValueType::kDate && std::all_of(places.begin(), places.end(), is_instant);
  return instants ? "an instant has a time of day" : "";
}

// Stands for payloads only, or for the name of their file.
bool goes_whole(const Item& item) {
  for (std::size_t format = 0; format < kFormats; ++format) {
    if (static_cast<Format>(format) != Format::kOpaque && !item.selectors[format].empty()) return false;
  }
  return true;
}

// A rule that names one item, and asks of it what its type can't give.
bool check_type(const Rule& rule, const Item& item, Findings& findings) {
  const bool changes = rule.action.kind != ActionKind::kKeep && rule.action.kind != ActionKind::kWithhold;
  if (changes && goes_whole(item)) {
    findings.error(rule.pattern.place, "\"" + item.id.str() +
                                           "\" goes whole or not at all, as a payload and the name of its file do; "
                                           "keep it or withhold it");
    return false;
  }
  if (can_be_done(rule.action, item.type)) return true;
  if (item.type == ValueType::kFreeText) {
    findings.warning(rule.pattern.place,
                     "\"" + item.id.str() +
                         "\" is free text, and withheld: a part of it could name anybody; keep it, so "
                         "that only what is withheld is taken out of it, or withhold it");
  } else {
    findings.error(rule.pattern.place, "\"" + item.id.str() + "\" is of the type " + name_of(item.type) + "; " +
                                           std::string(objection(rule.action, item.type)) + ": choose another action");
  }
  return false;
}

void check_item_formats(const Policy& policy, const Agreement& agreement, const Rule& rule, const Item& item,
                        Findings& findings) {
  std::string refused, allowed;
  std::string_view why;
  for (std::size_t i = 0; i < kFormats; ++i) {
    const auto format = static_cast<Format>(i);
    if (item.selectors[i].empty() || !comes_in(policy, agreement, format)) continue;
    const std::string_view against = format_objection(rule.action, item, format);
    if (!against.empty()) why = against;
    std::string& list = against.empty() ? allowed : refused;
    list += (list.empty() ? "" : ", ") + std::string(kFormatNames[i]);
  }
  if (refused.empty()) return;
  std::string text = "\"" + item.id.str() + "\" is withheld in " + refused + " records: " + std::string(why);
  if (allowed.empty()) {
    findings.error(rule.pattern.place,
                   text + ", and the agreement's records come in no other form; keep it or withhold it");
  } else {
    findings.warning(rule.pattern.place, text + "; it is released in " + allowed);
  }
}

// What a wildcard reaches and can't change, by the reason.
void check_wildcard(const Policy& policy, const std::vector<Spoken>& spoken, const Rule& rule, Findings& findings) {
  constexpr std::size_t kMostNamed = 4;
  std::map<std::string_view, std::vector<std::string_view>> by_reason;
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    const Item& item = policy.vocabulary.items[i];
    if (spoken[i].rule != &rule) continue;
    if (const std::string_view why = objection(rule.action, item.type); !why.empty())
      by_reason[why].push_back(item.id.str());
  }
  for (const auto& [why, items] : by_reason) {
    std::string named;
    for (std::size_t i = 0; i < items.size() && i < kMostNamed; ++i)
      named += (i == 0 ? "\"" : ", \"") + std::string(items[i]) + "\"";
    if (items.size() > kMostNamed) named += " and " + std::to_string(items.size() - kMostNamed) + " more";
    findings.warning(rule.pattern.place, "what \"" + rule.pattern.text + "\" names is not all changed: " + named +
                                             (items.size() == 1 ? " is" : " are") + " withheld, since " +
                                             std::string(why) + "; name what is to be released on a line of its own");
  }
}

}  // namespace

void check_actions(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                   Findings& findings) {
  if (!policy.knows_vocabulary) return;
  for (const Rule& rule : agreement.rules) {
    if (is_wildcard(rule.pattern.text)) {
      check_wildcard(policy, spoken, rule, findings);
    } else if (const auto index = policy.vocabulary.item(rule.pattern.text)) {
      const Item& item = policy.vocabulary.items[*index];
      if (check_type(rule, item, findings)) check_item_formats(policy, agreement, rule, item, findings);
    }
  }
}

}  // namespace concordat::policy
