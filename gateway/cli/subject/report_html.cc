// The person's report as one page that needs nothing else: no script, nothing fetched.

#include "gateway/cli/ledger/views/obstacle_words.h"
#include "gateway/cli/subject/subject_report.h"
#include "policy/report/html.h"
#include "policy/report/style.h"

namespace concordat::cli {
namespace {

using policy::Html;

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : ", ") + one;
  return text;
}

std::string day_and_time(const std::string& time) {
  return time.size() < 19 ? time : time.substr(0, 10) + " " + time.substr(11, 8) + " UTC";
}

void write_head(Html& html) {
  const auto head = html.open("head");
  html.single("meta", {{"charset", "utf-8"}});
  html.single("meta",
              {{"http-equiv", "Content-Security-Policy"},
               {"content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"}});
  html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.leaf("title", "Who received information about you");
  const auto style = html.open("style");
  html.literal(policy::kStyle);
  html.literal(
      "pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }\n"
      ".items { columns: 18rem; max-width: none; }\n");
}

void write_items(Html& html, std::string_view heading, const std::vector<ReportedItem>& items, std::string_view style) {
  if (items.empty()) return;
  html.leaf("h4", heading, {{"class", style}});
  const auto list = html.open("ul", {{"class", "items"}});
  for (const ReportedItem& item : items) {
    const auto line = html.open("li");
    html.text(item.label);
    if (!item.how.empty()) html.leaf("span", " – " + item.how, {{"class", "reference"}});
  }
}

void write_recipient(Html& html, const ReportedRecipient& recipient) {
  const std::string agency = recipient.agency.empty() ? "An agency without an agreement" : recipient.agency;
  if (!recipient.shared) {
    html.leaf("p", agency + " received nothing of this record. Why: " + reason_in_words(recipient.reason) + ".");
    return;
  }
  html.leaf("h3", agency);
  html.leaf("p", "Under the agreement " + joined(recipient.agreements) + ".");
  if (!recipient.bases.empty()) html.leaf("p", "What in law it rests on:");
  html.list(recipient.bases);
  write_items(html, "Shared", recipient.released, "released");
  write_items(html, "Shared after it was changed", recipient.changed, "changed");
  write_items(html, "Not shared", recipient.withheld, "withheld");
  if (!recipient.items_known) html.leaf("p", "Which items the record held is not known any more.");
  std::vector<std::string> events;
  for (const ReportedEvent& event : recipient.events) {
    std::string line = day_and_time(event.time) + ": " + event.what;
    if (!event.reason.empty()) line += " (" + reason_in_words(event.reason) + ")";
    if (!event.words.empty()) line += ". In words: " + event.words;
    events.push_back(line + " – entry " + std::to_string(event.index));
  }
  html.leaf("p", events.empty() ? "It waits for the recipient to collect it." : "What became of it:");
  html.list(events);
}

void write_proof(Html& html, const std::string& entry, const std::string& proof, std::uint64_t index) {
  const auto details = html.open("details");
  html.leaf("summary", "Proof that entry " + std::to_string(index) + " of the ledger says so");
  html.leaf("p",
            "Save the first text without a line end as entry.json and the second as entry.tlog-proof, and check them "
            "with the ledger's public key: concordat ledger check entry.tlog-proof --entry entry.json --key KEY.");
  html.leaf("pre", entry);
  html.leaf("pre", proof);
}

void write_record(Html& html, const ReportedRecord& record) {
  const std::string id = "record-" + std::to_string(record.index);
  const auto section = html.open("section", {{"aria-labelledby", id}});
  html.leaf("h2", day_and_time(record.time) + ": " + joined(record.kinds) + " from " + record.sender, {{"id", id}});
  if (record.held_back) html.leaf("p", "Held back from the person's own report.", {{"class", "lead"}});
  html.leaf("p", "Purpose: " + (record.purpose.empty() ? "not one that is known" : record.purpose) + ". Record " +
                     record.record + ".");
  if (!record.identifier.empty()) html.leaf("p", "It named you by " + record.identifier + ".");
  if (record.persons > 1) html.leaf("p", "It is about " + std::to_string(record.persons) + " people.");
  if (!record.senders_id.empty()) html.leaf("p", "The sender's own number for it: " + record.senders_id + ".");
  if (!record.words.empty()) html.leaf("p", "Why, in the sender's words: " + record.words);
  if (!record.accepted)
    html.leaf("p", "It was refused (" + reason_in_words(record.reason) + "): nobody received anything of it.");
  for (const ReportedRecipient& recipient : record.recipients) write_recipient(html, recipient);
  write_proof(html, record.entry, record.proof, record.index);
}

void write_lookups(Html& html, const SubjectReport& report) {
  if (report.lookups.empty()) return;
  const auto section = html.open("section", {{"aria-labelledby", "lookups"}});
  html.leaf("h2", "Who looked this up before", {{"id", "lookups"}});
  for (const ReportedLookup& lookup : report.lookups) {
    html.leaf("p", day_and_time(lookup.time) + ": " + lookup.by + " (" + lookup.event + "). Why: " + lookup.reason);
    write_proof(html, lookup.entry, lookup.proof, lookup.index);
  }
}

}  // namespace

std::string as_html(const SubjectReport& report) {
  Html html;
  html.literal("<!DOCTYPE html>\n");
  {
    const auto root = html.open("html", {{"lang", "en-GB"}});
    write_head(html);
    const auto body = html.open("body");
    const auto main = html.open("main");
    html.leaf("h1", "Who received information about you");
    html.leaf("p",
              report.records.empty() ? "No record about you is in this report."
                                     : "Every record about you in this report, oldest first: who sent it, who received "
                                       "what of it, when and why, and what was not shared.",
              {{"class", "lead"}});
    html.leaf("p",
              "Ledger " + report.origin + ", " + std::to_string(report.size) +
                  " entries; this report is itself entry " + std::to_string(report.request_index) + " of it.",
              {{"class", "reference"}});
    for (const ReportedRecord& record : report.records) write_record(html, record);
    write_lookups(html, report);
  }
  return html.str() + '\n';
}

}  // namespace concordat::cli
