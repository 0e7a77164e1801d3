#include "gateway/cli/ledger/export/csv_row.h"

#include <array>

#include "gateway/ledger/audit/views/judged_view.h"

namespace concordat::cli {
namespace {

using gateway::EntryView;
using gateway::find;
using gateway::RecipientView;

constexpr std::string_view kEndOfRow = "\r\n";

enum Column : std::size_t {
  kIndex,
  kTime,
  kEvent,
  kDecision,
  kOutcome,
  kReason,
  kCategory,
  kRecord,
  kSender,
  kRecipient,
  kAgreements,
  kPurpose,
  kKinds,
  kBytes,
  kPlan,
  kPolicy,
  kCommitment,
  kFingerprint,
  kBreakGlass,
  kAccept,
  kLeaf,
  kDetail,
  kColumns
};
constexpr std::array<std::string_view, kColumns> kNames = {
    "index",      "time",        "event",       "decision", "outcome", "reason", "category", "record",
    "sender",     "recipient",   "agreements",  "purpose",  "kinds",   "bytes",  "plan",     "policy",
    "commitment", "fingerprint", "break_glass", "accept",   "leaf",    "detail"};
using Row = std::array<std::string, kColumns>;

std::string row_text(const Row& row) {
  std::string text;
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (i > 0) text += ',';
    text += csv_cell(row.at(i));
  }
  return text.append(kEndOfRow);
}

std::string text_at(const EntryView& entry, std::string_view key) {
  return gateway::text_of(find(entry.members, key));
}

std::string list_text(std::string_view list) {
  std::vector<std::string_view> elements;
  std::string text;
  if (!gateway::read_array(list, elements)) return text;
  for (const std::string_view element : elements) text += (text.empty() ? "" : "; ") + gateway::text_of(element);
  return text;
}

std::string agreements_of(const EntryView& entry) {
  std::string text;
  for (const gateway::Member& member : entry.sequences) {
    if (member.key != "log") text.append(text.empty() ? "" : "; ").append(member.key);
  }
  return text;
}

Row row_of(const LedgerLine& line) {
  const EntryView& entry = *line.entry;
  Row row;
  row[kIndex] = std::to_string(line.index);
  row[kTime] = entry.time;
  row[kEvent] = entry.event;
  row[kOutcome] = text_at(entry, "outcome");
  row[kReason] = text_at(entry, "reason");
  row[kCategory] = text_at(entry, "category");
  row[kRecord] = text_at(entry, "record");
  row[kSender] = text_at(entry, "sender");
  row[kRecipient] = text_at(entry, "recipient");
  row[kAgreements] = agreements_of(entry);
  row[kPurpose] = text_at(entry, "purpose");
  row[kKinds] = list_text(find(entry.members, "kinds"));
  row[kBytes] = find(entry.members, "bytes");
  row[kPlan] = text_at(entry, "plan");
  row[kPolicy] = text_at(entry, "policy");
  row[kCommitment] = text_at(entry, "commitment");
  row[kFingerprint] = text_at(entry, "fingerprint");
  row[kBreakGlass] = find(entry.members, "break_glass");
  row[kAccept] = find(entry.members, "accept");
  row[kLeaf] = line.leaf_hex;
  row[kDetail] = find(entry.members, entry.event == "receipt" ? "receipt" : "detail");
  return row;
}

void fill_recipient(Row& row, const RecipientView& recipient) {
  row[kDecision] = recipient.permit ? "permit" : "deny";
  if (!recipient.reason.empty()) row[kReason] = recipient.reason;
  row[kRecipient] = recipient.agency;
  row[kAgreements].clear();
  for (const std::string_view agreement : recipient.agreements) {
    row[kAgreements].append(row[kAgreements].empty() ? "" : "; ").append(agreement);
  }
  if (!recipient.permit) return;
  row[kBytes] = std::to_string(recipient.bytes);
  row[kPlan] = recipient.plan;
  row[kCommitment] = recipient.commitment;
}

}  // namespace

std::string csv_cell(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  std::string cell;
  if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos) cell += '\'';
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_head() {
  Row row;
  for (std::size_t i = 0; i < kColumns; ++i) row.at(i) = kNames.at(i);
  return row_text(row);
}

Result<std::string> csv_rows(const LedgerLine& line) {
  Row row = row_of(line);
  const bool decides = line.entry->event == "accept" || line.entry->event == "refuse";
  if (!decides) return row_text(row);
  gateway::JudgedView judged;
  if (const auto read = gateway::read_judged(*line.entry, judged); !read) return fail(read.error());
  if (judged.recipients().empty()) row[kDecision] = "deny";
  std::string text = judged.recipients().empty() ? row_text(row) : std::string();
  for (const RecipientView& recipient : judged.recipients()) {
    Row own = row;
    fill_recipient(own, recipient);
    text += row_text(own);
  }
  return text;
}

}  // namespace concordat::cli
