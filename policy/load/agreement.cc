#include <array>

#include "policy/load/files.h"
#include "policy/source/fields.h"
#include "policy/source/suggestion.h"

namespace concordat::policy {
namespace {

template <typename E, std::size_t N>
using Choices = std::array<std::pair<std::string_view, E>, N>;

constexpr Choices<Status, 4> kStatuses{{{"draft", Status::kDraft},
                                        {"shadow", Status::kShadow},
                                        {"active", Status::kActive},
                                        {"suspended", Status::kSuspended}}};
constexpr Choices<OptOut, 2> kOptOuts{{{"applies", OptOut::kApplies}, {"not-applicable", OptOut::kNotApplicable}}};
constexpr Choices<Objection, 2> kObjections{{{"deny", Objection::kDeny}, {"overridden", Objection::kOverridden}}};
constexpr Choices<Justification, 2> kJustifications{
    {{"not-required", Justification::kNotRequired}, {"required", Justification::kRequired}}};
constexpr Choices<std::string_view, 2> kOnward{{{"forbidden", "forbidden"}, {"permitted", "permitted"}}};

LawfulBasis load_basis(const Entry& entry, Report& report) {
  LawfulBasis basis;
  basis.party = {entry.key, report.at(entry)};
  Fields fields(entry.value, "a party's lawful basis", report);
  basis.article_6 = fields.written("article_6", Need::kOptional);
  basis.article_9 = fields.written("article_9", Need::kOptional);
  basis.dpa_2018 = fields.written("dpa_2018", Need::kOptional);
  basis.dpa_part_3 = fields.written("dpa_part_3", Need::kOptional);
  basis.article_10 = fields.written("article_10", Need::kOptional);
  basis.secrecy = fields.written("secrecy", Need::kOptional);
  basis.common_law = fields.written("common_law", Need::kOptional);
  return basis;
}

// The three maps of `share` whose keys are items: verb "mask" and value "last-3" make the action "mask: last-3".
void load_changes(Fields& share, std::string_view verb, std::string_view examples, std::vector<Rule>& rules) {
  Report& report = share.report();
  share.each_entry(verb, Need::kOptional, [&](const Entry& entry) {
    std::string how;
    Place place = report.at(entry.value);
    if (verb == "pseudonymise") {
      Fields fields(entry.value, "a pseudonym", report);
      Written key = fields.word("key", Need::kRequired);
      how = key.text;
      place = key.place;
    } else {
      how = scalar_text(entry.value, entry.key, report).text;
    }
    if (how.empty()) return;
    auto action = Action::parse(std::string(verb) + ": " + how);
    if (!is_pattern(entry.key)) {
      report.error(report.at(entry),
                   "\"" + entry.key + "\" is no data item; write a name such as person.name, or person.*");
    } else if (!action) {
      report.error(place, "\"" + how + "\" is not known to " + std::string(verb) + "; write " + std::string(examples));
    } else {
      rules.push_back({{entry.key, report.at(entry)}, *action, "share." + std::string(verb) + " " + entry.key});
    }
  });
}

void load_share(Fields& share, std::vector<Rule>& rules) {
  const std::size_t problems_before = share.report().count();
  for (Written& pattern : share.patterns("keep", Need::kOptional)) {
    std::string clause = "share.keep " + pattern.text;
    rules.push_back({std::move(pattern), Action{.kind = ActionKind::kKeep}, std::move(clause)});
  }
  load_changes(share, "generalise", "year, month, day, outward, decade, or band-N (N from 2 to 90)", rules);
  load_changes(share, "mask", "last-N (from 1), or all", rules);
  load_changes(share, "pseudonymise", "{key: the name of a key}, in lower-case letters, digits, '-', '_' and '.'",
               rules);
  if (rules.empty() && share.report().count() == problems_before)

    share.report().error(share.place(), "nothing is shared; name at least one data item, or remove the agreement");
}

Example load_example(const Node& node, Report& report) {
  Example example;
  Fields fields(node, "an example", report);
  example.record = fields.written("record", Need::kRequired);
  fields.with_map("expect", Need::kRequired, [&](Fields& expect) {
    example.released = expect.words("released", Need::kOptional);
    example.changed = expect.words("changed", Need::kOptional);
    example.withheld = expect.words("withheld", Need::kOptional);
  });
  return example;
}

void load_conditions(Fields& fields, Conditions& out) {
  out.opt_out = fields.one_of<OptOut>("opt_out", kOptOuts, OptOut::kUnstated);
  out.objection = fields.one_of<Objection>("objection", kObjections, Objection::kDeny);
  out.objection_grounds = fields.written("objection_grounds", Need::kOptional);
  out.justification = fields.one_of<Justification>("justification", kJustifications, Justification::kNotRequired);
  out.acknowledged_by = fields.texts("acknowledged_by", Need::kOptional);
  for (const Written& code : fields.words("security_labels", Need::kOptional)) {
    auto label = security_label(code.text);
    if (label) {
      out.security_labels |= static_cast<LabelSet>(*label);
    } else {
      fields.report().error(code.place, "\"" + code.text + "\" is no label that restricts a record; write R or V",
                            "HL7 v3 Confidentiality");
    }
  }
}

void load_obligations(Fields& fields, Obligations& out) {
  out.retain_days = static_cast<std::uint32_t>(fields.integer("retain_days", 0, 1, 36'500));
  out.onward_sharing = fields.one_of<std::string_view>("onward_sharing", kOnward, "");
  out.warn_after = fields.duration("warn_after");
  out.deliver_within = fields.duration("deliver_within");
  out.expire_after = fields.duration("expire_after");
}

void load_parties(Fields& fields, Agreement& agreement) {
  agreement.provider = fields.word("provider", Need::kRequired);
  agreement.recipients = fields.words("recipients", Need::kRequired);
  agreement.purpose = fields.word("purpose", Need::kRequired);
  fields.each_entry("lawful_basis", Need::kRequired,
                    [&](const Entry& entry) { agreement.bases.push_back(load_basis(entry, fields.report())); });
}

}  // namespace

Agreement load_agreement(const Node& root, Report& report) {
  Agreement agreement;
  Fields fields(root, "an agreement", report);
  Written id = fields.word("agreement", Need::kRequired);
  if (id.text == "log") {
    report.error(
        id.place,
        "an agreement can't be called \"log\": the ledger counts its own entries under that name; choose another");
  }
  agreement.id = AgreementId{id.text};
  agreement.place = id.place;
  agreement.title = fields.text("title", Need::kRequired);
  agreement.summary = fields.text("summary", Need::kOptional);
  agreement.status = fields.one_of<Status>("status", kStatuses, Status::kDraft, Need::kRequired);
  agreement.version = static_cast<std::uint32_t>(fields.required_integer("version", 1, 1'000'000));
  load_parties(fields, agreement);
  fields.with_map("dates", Need::kRequired, [&](Fields& dates) {
    agreement.first_day = dates.date("first_day", Need::kRequired);
    agreement.last_day = dates.date("last_day", Need::kRequired);
    agreement.review_by = dates.date("review_by", Need::kRequired);
  });
  agreement.dpia = fields.text("dpia", Need::kOptional);
  agreement.records = fields.words("records", Need::kRequired);
  fields.with_map("share", Need::kRequired, [&](Fields& share) { load_share(share, agreement.rules); });
  for (Written& pattern : fields.patterns("withhold", Need::kOptional)) {
    std::string clause = "withhold " + pattern.text;
    agreement.rules.push_back({std::move(pattern), Action{}, std::move(clause)});
  }
  fields.with_map("conditions", Need::kOptional,
                  [&](Fields& conditions) { load_conditions(conditions, agreement.conditions); });
  fields.with_map("obligations", Need::kOptional,
                  [&](Fields& obligations) { load_obligations(obligations, agreement.obligations); });
  fields.each_element("examples", Need::kOptional,
                      [&](const Node& node) { agreement.examples.push_back(load_example(node, report)); });
  return agreement;
}

}  // namespace concordat::policy
