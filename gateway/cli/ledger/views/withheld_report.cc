#include "gateway/cli/ledger/views/withheld_report.h"

#include <set>

#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/views/obstacle_words.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

using gateway::Obstacle;
using gateway::WithheldFlow;
using gateway::WithheldRow;

const std::string kNobody = "(not named)";

bool of_record(const WithheldRow& row) {
  return static_cast<std::size_t>(row.obstacle) < gateway::kRecordObstacles;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : printable(text, 400);
}

// Columns with a period in front where there are periods.
std::vector<std::string> with_period(const WithheldReport& report, const std::string& period,
                                     std::vector<std::string> cells) {
  if (report.options.by != gateway::Period::kAll) cells.insert(cells.begin(), period);
  return cells;
}

std::string flows_text(const WithheldReport& report) {
  Table table(with_period(report, "PERIOD",
                          {"RECIPIENT", "AGREEMENT", "ACCEPTED", "DELIVERED", "REFUSED", "SET ASIDE", "STOPPED",
                           "EXPIRED", "REJECTED", "RECALLED", "DISCARDED", "LATE", "WAITING", "OVERDUE"}));
  for (const WithheldFlow& flow : report.counts.flows) {
    std::vector<std::string> cells = {flow.recipient.empty() ? kNobody : printable(flow.recipient),
                                      or_dash(flow.agreements), grouped(flow.accepted), grouped(flow.delivered)};
    for (const std::uint64_t count : flow.count) cells.push_back(grouped(count));
    cells.push_back(grouped(flow.waiting));
    cells.push_back(grouped(flow.overdue));
    table.add(with_period(report, flow.period, std::move(cells)));
  }
  return table.str();
}

std::string records_text(const WithheldReport& report) {
  Table table(with_period(report, "PERIOD", {"RECORDS", "RECIPIENT", "AGREEMENT", "WHAT", "WHY"}));
  bool any = false;
  for (const WithheldRow& row : report.counts.rows) {
    if (!of_record(row)) continue;
    any = true;
    table.add(with_period(report, row.period,
                          {grouped(row.count), row.recipient.empty() ? kNobody : printable(row.recipient),
                           or_dash(row.agreements), std::string(name(row.obstacle)), reason_in_words(row.reason)}));
  }
  return any ? "\nrecords that were not shared, or late, and why\n" + table.str() : std::string();
}

std::string items_text(const WithheldReport& report) {
  Table table(with_period(report, "PERIOD", {"DISCLOSURES", "RECIPIENT", "ITEM", "WHY", "CLAUSE"}));
  bool any = false;
  std::set<std::string> not_named;
  for (const WithheldRow& row : report.counts.rows) {
    if (of_record(row)) continue;
    if (row.reason == "not-named") {
      not_named.insert(row.item);
      continue;
    }
    any = true;
    table.add(with_period(report, row.period,
                          {grouped(row.count), printable(row.recipient), printable(row.item),
                           reason_in_words(row.reason), or_dash(row.clause)}));
  }
  std::string text = any ? "\nitems that disclosures went without, and why\n" + table.str() : std::string();
  if (!not_named.empty()) {
    text += "\nand " + counted(not_named.size(), "item") + " that some agreement does not name (--json lists them)\n";
  }
  return text;
}

void write_flow(JsonWriter& json, const WithheldFlow& flow) {
  json.begin_object();
  if (!flow.period.empty()) json.member("period", flow.period);
  json.key("agreements").strings(split(flow.agreements)).member("recipient", flow.recipient);
  json.member("accepted", flow.accepted).member("delivered", flow.delivered);
  for (std::size_t i = 0; i < gateway::kRecordObstacles; ++i) {
    json.member(name(static_cast<Obstacle>(i)), flow.count.at(i));
  }
  json.member("waiting", flow.waiting).member("overdue", flow.overdue).end_object();
}

void write_row(JsonWriter& json, const WithheldRow& row) {
  json.begin_object();
  if (!row.period.empty()) json.member("period", row.period);
  json.key("agreements").strings(split(row.agreements)).member("recipient", row.recipient);
  json.member("what", name(row.obstacle)).member("reason", row.reason);
  if (!row.item.empty()) json.member("item", row.item);
  if (!row.clause.empty()) json.member("clause", row.clause);
  json.member("count", row.count).end_object();
}

}  // namespace

const std::string& WithheldReport::agency(const std::string& id) const {
  const auto named = agencies.find(id);
  return named == agencies.end() ? id : named->second;
}

std::string WithheldReport::item(const std::string& id) const {
  return options.names.label(id);
}

std::vector<std::string> notes_of(const WithheldReport& report) {
  const gateway::Withheld& counts = report.counts;
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(report.options.late_after).count();
  std::vector<std::string> notes = {
      "A record that went to several agencies counts once for each.",
      "An item counts in every disclosure that went without it. Whether the record held it, the ledger does not say.",
      "Late: settled later than its agreement's deliver_within says; where it says nothing, after more than " +
          std::to_string(hours) + " h.",
      "Small numbers, by day and agency, can point to a person for somebody who knows more: for those outside, count "
      "by month."};
  if (counts.first > 0) {
    notes.push_back("The entries before number " + grouped(counts.first) + " were pruned and are not counted. " +
                    grouped(counts.unknown_accepts) + " records ended whose acceptance was among them.");
  }
  if (counts.unknown_plans > 0) {
    notes.push_back("Of " + grouped(counts.unknown_plans) +
                    " disclosures the ledger does not spell out the plan, so that their items are not counted.");
  }
  if (counts.unnamed > 0) {
    notes.push_back("Of " + grouped(counts.unnamed) +
                    " disclosures only those items are counted that a clause names: " +
                    (report.no_names.empty() ? "they were made with another vocabulary than the policy's of today"
                                             : report.no_names) +
                    ".");
  }
  return notes;
}

std::string withheld_text(const WithheldReport& report) {
  if (report.counts.flows.empty()) return "nothing was asked to be shared in this time\n";
  std::string text = "ledger " + printable(report.origin, 400) + ", " + report.counts.from + " to " + report.counts.to +
                     "\n\n" + flows_text(report) + records_text(report) + items_text(report) + '\n';
  for (const std::string& note : notes_of(report)) text += printable(note, 400) + '\n';
  return text;
}

std::string withheld_json(const WithheldReport& report) {
  JsonWriter json;
  json.begin_object().member("ledger", report.origin).member("size", report.counts.size);
  json.member("first", report.counts.first).member("from", report.counts.from).member("to", report.counts.to);
  json.member("late_after_seconds",
              std::chrono::duration_cast<std::chrono::seconds>(report.options.late_after).count());
  json.key("flows").begin_array();
  for (const WithheldFlow& flow : report.counts.flows) write_flow(json, flow);
  json.end_array().key("rows").begin_array();
  for (const WithheldRow& row : report.counts.rows) write_row(json, row);
  json.end_array().member("unknown_plans", report.counts.unknown_plans).member("unnamed", report.counts.unnamed);
  json.member("unknown_accepts", report.counts.unknown_accepts);
  return json.end_object().text() + '\n';
}

}  // namespace concordat::cli
