#include "tests/golden/case.h"

#include <array>
#include <charconv>

#include "policy/source/day.h"
#include "policy/source/fields.h"
#include "policy/source/yaml.h"

namespace concordat::golden {
namespace {

using policy::Fields;
using policy::ListAnswer;
using policy::Need;
using policy::Node;
using policy::Report;
using policy::Written;

constexpr std::array<std::pair<std::string_view, ListAnswer>, 5> kListAnswers{{{"clear", ListAnswer::kClear},
                                                                               {"barred", ListAnswer::kBarred},
                                                                               {"no-number", ListAnswer::kNoNumber},
                                                                               {"stale", ListAnswer::kStale},
                                                                               {"missing", ListAnswer::kMissing}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kSignatures{{{"required", true}, {"not-required", false}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kDecisions{{{"permit", true}, {"deny", false}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kDeliveries{
    {{"as-stored", "as-stored"}, {"narrowed", "narrowed"}, {"stopped", "stopped"}}};

std::vector<std::string> texts(Fields& fields, std::string_view key) {
  std::vector<std::string> out;
  for (Written& text : fields.texts(key, Need::kOptional)) out.push_back(std::move(text.text));
  return out;
}

std::map<std::string, std::string> text_map(Fields& fields, std::string_view key) {
  std::map<std::string, std::string> out;
  fields.each_entry(key, Need::kOptional, [&](const policy::Entry& entry) {
    out.emplace(entry.key, scalar_text(entry.value, entry.key, fields.report()).text);
  });
  return out;
}

// "2026-10-25T23:59:59Z"
std::optional<std::int64_t> parse_moment(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z')
    return std::nullopt;
  const auto day = policy::parse_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  std::int64_t seconds = std::chrono::seconds(day->time_since_epoch()).count();
  const std::pair<std::size_t, std::pair<int, int>> parts[] = {{11, {24, 3600}}, {14, {60, 60}}, {17, {60, 1}}};
  for (const auto& [at, part] : parts) {
    int value = 0;
    const char* from = text.data() + at;
    auto [end, error] = std::from_chars(from, from + 2, value);
    if (error != std::errc{} || end != from + 2 || value < 0 || value >= part.first) return std::nullopt;
    seconds += std::int64_t{value} * part.second;
  }
  return seconds;
}

PolicyChange read_change(Fields& fields) {
  PolicyChange change;
  change.without_files = texts(fields, "without_files");
  change.files = text_map(fields, "files");
  fields.each_element("agreements", Need::kOptional, [&](const Node& node) { change.agreements.push_back(node); });
  fields.each_element("edits", Need::kOptional, [&](const Node& node) {
    Fields edit(node, "an edit", fields.report());
    change.edits.push_back({edit.text("file", Need::kRequired), edit.text("replace", Need::kRequired),
                            edit.text("with", Need::kRequired)});
  });
  fields.each_entry("signed_by", Need::kOptional, [&](const policy::Entry& entry) {
    std::vector<std::string>& parties = change.signed_by[entry.key];
    for (const Node& party : entry.value.elements)
      parties.push_back(scalar_text(party, entry.key, fields.report()).text);
    if (parties.empty()) fields.report().error(fields.report().at(entry), "signed by nobody; name the parties");
  });
  return change;
}

policy::Identity read_certificate(Fields& fields) {
  policy::Identity identity;
  identity.san_uris = texts(fields, "san_uris");
  identity.san_dns = texts(fields, "san_dns");
  identity.key_pin = fields.text("key_pin", Need::kOptional);
  identity.common_name = fields.text("common_name", Need::kOptional);
  return identity;
}

policy::LabelSet read_labels(Fields& fields, policy::LabelSet otherwise) {
  if (fields.find("labels", Need::kOptional) == nullptr) return otherwise;
  policy::LabelSet out = 0;
  for (const Written& code : fields.texts("labels", Need::kOptional)) {
    // Of codes that restrict nothing the gateway makes nothing either.
    if (auto label = policy::security_label(code.text)) out |= static_cast<policy::LabelSet>(*label);
  }
  return out;
}

// `question` with what `fields` says written over it.
Question read_question(Fields& fields, Question question) {
  auto replace = [&](std::string_view key, std::string& into) {
    if (Written said = fields.written(key, Need::kOptional); !said.text.empty()) into = std::move(said.text);
  };
  replace("from", question.from);
  replace("to", question.to);
  replace("purpose", question.purpose);
  if (fields.find("kinds", Need::kOptional) != nullptr) question.kinds = texts(fields, "kinds");
  if (Written at = fields.written("at", Need::kOptional); !at.text.empty()) {
    const auto moment = parse_moment(at.text);
    if (!moment) fields.report().error(at.place, "no moment; write it as \"2026-06-15T11:00:00Z\"");
    question.at = moment.value_or(0);
  }
  fields.with_map("certificate", Need::kOptional,
                  [&](Fields& certificate) { question.certificate = read_certificate(certificate); });
  if (Written address = fields.written("address", Need::kOptional); !address.text.empty())
    question.address = std::move(address.text);
  policy::Circumstances& found = question.circumstances;
  found.labels = read_labels(fields, found.labels);
  found.justified = fields.boolean("justified", found.justified);
  found.opt_out = fields.one_of<ListAnswer>("opt_out", kListAnswers, found.opt_out);
  found.objection = fields.one_of<ListAnswer>("objection", kListAnswers, found.objection);
  return question;
}

Question read_question(Fields& fields, std::string_view key, const Question& usual) {
  Question question = usual;
  fields.with_map(key, Need::kOptional, [&](Fields& said) { question = read_question(said, usual); });
  return question;
}

policy::Obligations read_obligations(Fields& fields) {
  policy::Obligations out;
  out.retain_days = static_cast<std::uint32_t>(fields.integer("retain_days", 0, 1, 36'500));
  out.onward_sharing = fields.text("onward_sharing", Need::kOptional);
  out.warn_after = fields.duration("warn_after");
  out.deliver_within = fields.duration("deliver_within");
  out.expire_after = fields.duration("expire_after");
  return out;
}

void read_decision(Fields& fields, Answer& answer) {
  if (fields.find("decision", Need::kOptional) != nullptr)
    answer.permit = fields.one_of<bool>("decision", kDecisions, false);
  answer.denial = fields.text("denial", Need::kOptional);
  answer.reasons = texts(fields, "reasons");
  answer.items = text_map(fields, "items");
  answer.clauses = text_map(fields, "clauses");
  answer.break_glass = fields.boolean("break_glass", false);
  answer.shadow = fields.text("shadow", Need::kOptional);
  const bool permits = answer.permit.value_or(false) || answer.delivery == "as-stored" || answer.delivery == "narrowed";
  const bool denies = (answer.permit && !*answer.permit) || answer.delivery == "stopped";
  if (permits && (answer.items.empty() || !answer.denial.empty()))
    fields.report().error(fields.place(), "what is permitted has items, and no denial");
  // What is left of a stored disclosure may be nothing though its agreement still permits: nobody denies it in words.
  const bool narrowed_away = answer.delivery == "stopped" && answer.denial == "nothing-released";
  if (denies && (answer.denial.empty() || (answer.reasons.empty() && !narrowed_away) || !answer.items.empty()))
    fields.report().error(fields.place(), "what is denied has a denial and reasons, and no items");
}

Answer read_answer(Fields& fields, const Question& usual) {
  Answer answer;
  answer.problems = texts(fields, "problems");
  if (Written said = fields.written("sender", Need::kOptional); !said.text.empty()) answer.sender = said.text;
  if (Written said = fields.written("nobody", Need::kOptional); !said.text.empty()) answer.nobody = said.text;
  if (fields.find("candidates", Need::kOptional) != nullptr) answer.candidates = texts(fields, "candidates");
  if (fields.find("agreements", Need::kOptional) != nullptr) answer.agreements = texts(fields, "agreements");
  answer.delivery = fields.one_of<std::string_view>("delivery", kDeliveries, "");
  read_decision(fields, answer);
  fields.with_map("obligations", Need::kOptional,
                  [&](Fields& obligations) { answer.obligations = read_obligations(obligations); });
  fields.each_element("same_answer_as", Need::kOptional, [&](const Node& node) {
    Fields other(node, "a question", fields.report());
    answer.same_answer_as.push_back(read_question(other, usual));
  });
  if (!answer.says_something())
    fields.report().error(fields.place(), "nothing is expected; a case must be able to fail");
  return answer;
}

Later read_later(const Node& node, const Question& before, Report& report) {
  Later later;
  Fields fields(node, "what happens later", report);
  later.change = read_change(fields);
  later.question = read_question(fields, "request", before);
  fields.with_map("expect", Need::kRequired,
                  [&](Fields& expect) { later.answer = read_answer(expect, later.question); });
  if (later.answer.delivery.empty()) report.error(fields.place(), "it does not say what becomes of the delivery");
  return later;
}

Case read_case(const Node& node, const std::string& theme, const std::string& policy, const Question& usual,
               Report& report) {
  Case one;
  Fields fields(node, "a case", report);
  one.name = theme + ": " + fields.text("case", Need::kRequired);
  one.why = fields.text("why", Need::kRequired);
  one.policy = policy;
  one.signatures_required = fields.one_of<bool>("signatures", kSignatures, false);
  one.change = read_change(fields);
  fields.with_map("since_signed", Need::kOptional, [&](Fields& since) { one.since_signed = read_change(since); });
  one.question = read_question(fields, "request", usual);
  fields.with_map("expect", Need::kRequired, [&](Fields& expect) { one.answer = read_answer(expect, one.question); });
  fields.each_element("then", Need::kOptional,
                      [&](const Node& later) { one.then.push_back(read_later(later, one.question, report)); });
  return one;
}

}  // namespace

std::vector<Case> read_cases(const std::string& file, std::string_view text, policy::Problems& problems) {
  std::vector<Case> cases;
  Report report(file, problems);
  const auto root = policy::read_yaml(text, report);
  if (!root) return cases;
  Fields fields(*root, "a file of cases", report);
  const std::string theme = fields.text("theme", Need::kRequired);
  const std::string policy = fields.text("policy", Need::kRequired);
  const Question usual = read_question(fields, "usual_request", {});
  fields.each_element("cases", Need::kRequired,
                      [&](const Node& node) { cases.push_back(read_case(node, theme, policy, usual, report)); });
  return cases;
}

}  // namespace concordat::golden
