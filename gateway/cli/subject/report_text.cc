// The person's report as text for a terminal and as JSON for a program.

#include "gateway/cli/ledger/views/obstacle_words.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/subject/subject_report.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kWordsShown = 1000;

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : ", ") + printable(one);
  return text;
}

std::string items(const char* heading, const std::vector<ReportedItem>& reported) {
  if (reported.empty()) return {};
  std::vector<std::string> texts;
  for (const ReportedItem& item : reported)
    texts.push_back(printable(item.label) + (item.how.empty() ? "" : " (" + printable(item.how) + ")"));
  return std::string(heading) + wrapped_list(texts, 14, ';') + '\n';
}

std::string event_line(const ReportedEvent& event) {
  std::string text = "    " + event.time + "  " + printable(event.what);
  if (!event.reason.empty()) text += " (" + reason_in_words(event.reason) + ")";
  if (!event.words.empty()) text += ": " + printable(event.words, kWordsShown);
  return text + "  [entry " + std::to_string(event.index) + "]\n";
}

std::string recipient_text(const ReportedRecipient& recipient) {
  const std::string agency = recipient.agency.empty() ? "an agency without an agreement" : printable(recipient.agency);
  if (!recipient.shared) return "  not shared with " + agency + ": " + reason_in_words(recipient.reason) + '\n';
  std::string text = "  shared with " + agency + " under " + joined(recipient.agreements) + '\n';
  for (const std::string& basis : recipient.bases)
    text += "    on the basis of " + printable(basis, kWordsShown) + '\n';
  text += items("    released  ", recipient.released) + items("    changed   ", recipient.changed) +
          items("    withheld  ", recipient.withheld);
  if (!recipient.items_known) text += "    which items it held is not known any more\n";
  for (const ReportedEvent& event : recipient.events) text += event_line(event);
  if (recipient.events.empty()) text += "    waits for the recipient to collect it\n";
  return text;
}

std::string record_text(const ReportedRecord& record) {
  std::string text = record.time + "  " + (record.accepted ? "accepted" : "refused") + "  record " + record.record +
                     "  [entry " + std::to_string(record.index) + "]\n";
  if (record.held_back) text += "  HELD BACK from the person's own report\n";
  text +=
      "  from " + printable(record.sender) + " for " + printable(record.purpose) + ": " + joined(record.kinds) + '\n';
  if (!record.identifier.empty()) text += "  about " + printable(record.identifier) + '\n';
  if (record.persons > 1) text += "  the record is about " + std::to_string(record.persons) + " people\n";
  if (!record.senders_id.empty()) text += "  the sender's own id: " + printable(record.senders_id) + '\n';
  if (!record.words.empty()) text += "  the sender's reason: " + printable(record.words, kWordsShown) + '\n';
  if (!record.accepted && !record.reason.empty()) text += "  refused: " + reason_in_words(record.reason) + '\n';
  for (const ReportedRecipient& recipient : record.recipients) text += recipient_text(recipient);
  return text + '\n';
}

void write_items(JsonWriter& json, const char* name, const std::vector<ReportedItem>& reported) {
  json.key(name).begin_array();
  for (const ReportedItem& item : reported) {
    json.begin_object().member("item", item.item).member("label", item.label);
    if (!item.how.empty()) json.member("how", item.how);
    json.end_object();
  }
  json.end_array();
}

void write_recipient(JsonWriter& json, const ReportedRecipient& recipient) {
  json.begin_object().member("agency", recipient.agency).member("shared", recipient.shared);
  if (!recipient.reason.empty()) json.member("reason", recipient.reason);
  json.key("agreements").strings(recipient.agreements).key("lawful_bases").strings(recipient.bases);
  json.member("items_known", recipient.items_known);
  write_items(json, "released", recipient.released);
  write_items(json, "changed", recipient.changed);
  write_items(json, "withheld", recipient.withheld);
  json.key("events").begin_array();
  for (const ReportedEvent& event : recipient.events) {
    json.begin_object().member("index", event.index).member("time", event.time).member("what", event.what);
    if (!event.reason.empty()) json.member("reason", event.reason);
    if (!event.words.empty()) json.member("words", event.words);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_record(JsonWriter& json, const ReportedRecord& record) {
  json.begin_object().member("record", record.record).member("index", record.index).member("time", record.time);
  json.member("outcome", record.accepted ? "accepted" : "refused").member("sender", record.sender);
  json.member("purpose", record.purpose).key("kinds").strings(record.kinds);
  if (record.held_back) json.member("held_back", true);
  if (!record.reason.empty()) json.member("reason", record.reason);
  json.member("identifier", record.identifier).member("persons", record.persons);
  if (!record.senders_id.empty()) json.member("senders_id", record.senders_id);
  if (!record.words.empty()) json.member("senders_reason", record.words);
  json.key("recipients").begin_array();
  for (const ReportedRecipient& recipient : record.recipients) write_recipient(json, recipient);
  json.end_array().member("entry", record.entry).member("proof", record.proof).end_object();
}

}  // namespace

std::string as_text(const SubjectReport& report) {
  std::string text = "What is known about this person in ledger " + printable(report.origin) + " (" +
                     counted(report.records.size(), "record") + "; this look-up is entry " +
                     std::to_string(report.request_index) + ")\n\n";
  for (const ReportedRecord& record : report.records) text += record_text(record);
  if (report.lookups.empty()) return text;
  text += "Who looked this up, or asked something of it, before\n";
  for (const ReportedLookup& lookup : report.lookups) {
    text += "  " + lookup.time + "  " + printable(lookup.by) + "  " + printable(lookup.event) + ": " +
            printable(lookup.reason, kWordsShown) + "  [entry " + std::to_string(lookup.index) + "]\n";
  }
  return text;
}

std::string as_json(const SubjectReport& report) {
  JsonWriter json;
  json.begin_object().member("format", "concordat-subject-report/v1").member("origin", report.origin);
  json.member("size", report.size).key("request").begin_object();
  json.member("id", report.request_id).member("index", report.request_index).end_object();
  json.key("records").begin_array();
  for (const ReportedRecord& record : report.records) write_record(json, record);
  json.end_array().key("lookups").begin_array();
  for (const ReportedLookup& lookup : report.lookups) {
    json.begin_object().member("index", lookup.index).member("time", lookup.time).member("event", lookup.event);
    json.member("by", lookup.by).member("reason", lookup.reason);
    json.member("entry", lookup.entry).member("proof", lookup.proof).end_object();
  }
  json.end_array();
  if (!report.keys_hex.empty()) json.key("keys").strings(report.keys_hex);
  return json.end_object().text() + '\n';
}

}  // namespace concordat::cli
