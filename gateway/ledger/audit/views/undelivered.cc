#include "gateway/ledger/audit/views/undelivered.h"

#include "gateway/ledger/audit/views/entry_scan.h"
#include "gateway/ledger/audit/views/open_pairs.h"
#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

std::string time_text(std::int64_t unix_ms) {
  std::string text;
  append_time(text, unix_ms);
  return text;
}

}  // namespace

Queues Undelivered::queues() const {
  Queues queues;
  for (const UndeliveredRow& row : rows) queues[row.recipient].push_back(row.record);
  return queues;
}

Result<Undelivered> undelivered(const LedgerFiles& files, const Progress& progress) {
  Undelivered result;
  OpenPairs open;
  JudgedView judged;
  const auto scanned = scan_entries(
      files,
      [&](std::uint64_t, const EntryView& entry) -> Result<void> {
        result.at.assign(entry.time);
        if (entry.event == "accept") {
          if (const auto read = read_judged(entry, judged); !read) return read;
          open.accept(entry, judged);
        }
        if (entry.event == "settle") (void)open.settle(entry);
        if (entry.event == "narrow") (void)open.narrow(entry);
        if (entry.event == "attempt") open.attempt(entry);
        if (entry.event == "carry") open.carry(entry);
        return {};
      },
      progress);
  if (!scanned) return fail(scanned.error());
  result.size = scanned->size;
  result.first = scanned->first;
  for (const OpenPairs::Row& row : open.in_order()) {
    const OpenPair& pair = *row.pair;
    result.rows.push_back({row.record, pair.accept, open.text(pair.recipient), open.text(pair.sender),
                           open.text(pair.agreements), time_text(pair.since_ms), open.text(pair.state),
                           time_text(pair.state_ms), pair.attempts, !open.text(pair.narrowed).empty()});
  }
  return result;
}

}  // namespace concordat::gateway
