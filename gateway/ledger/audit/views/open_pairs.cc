#include "gateway/ledger/audit/views/open_pairs.h"

#include <algorithm>

#include "gateway/ledger/audit/balance.h"
#include "gateway/ledger/audit/views/entry_time.h"

namespace concordat::gateway {

OpenPair::Text OpenPairs::text_of(std::string_view text) {
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  const auto added = numbers_.emplace(text, static_cast<OpenPair::Text>(texts_.size())).first;
  texts_.push_back(&added->first);
  return added->second;
}

void OpenPairs::accept(const EntryView& entry, const JudgedView& judged) {
  const std::int64_t now = unix_ms_of(entry.time);
  for (const RecipientView& recipient : judged.recipients()) {
    if (!recipient.permit) continue;
    OpenPair pair;
    pair.accept = entry.log_sequence;
    pair.since_ms = pair.state_ms = now;
    pair.recipient = text_of(recipient.agency);
    pair.sender = text_of(entry.text("sender"));
    pair.agreements = text_of(joined(recipient.agreements));
    pair.plan = text_of(recipient.plan);
    pair.state = text_of("waiting");
    pairs_.try_emplace({judged.record, pair.recipient}, pair);
  }
}

void OpenPairs::carry(const EntryView& entry) {
  const auto record = RecordId::parse(entry.text("record"));
  const auto agreements = read_agreements(gateway::find(entry.members, "agreements"));
  if (!record || !agreements) return;
  OpenPair pair;
  pair.accept = entry.log_sequence;
  pair.since_ms = static_cast<std::int64_t>(record->unix_ms());
  pair.state_ms = unix_ms_of(entry.time);
  pair.recipient = text_of(entry.text("recipient"));
  pair.sender = text_of(entry.text("sender"));
  pair.agreements = text_of(joined(*agreements));
  pair.plan = text_of(entry.text("plan"));
  pair.state = text_of(entry.text("outcome"));
  pairs_.try_emplace({*record, pair.recipient}, pair);
}

void OpenPairs::attempt(const EntryView& entry) {
  OpenPair* pair = find(entry.text("record"), entry.text("recipient"));
  if (pair == nullptr) return;
  ++pair->attempts;
  pair->state_ms = unix_ms_of(entry.time);
}

OpenPairs::Narrowed OpenPairs::narrow(const EntryView& entry) {
  std::vector<Member> detail;
  if (!read_object(gateway::find(entry.members, "detail"), detail)) return {};
  const auto member = [&](std::string_view key) { return gateway::text_of(gateway::find(detail, key)); };
  OpenPair* pair = find(member("record"), member("recipient"));
  if (pair == nullptr) return {};
  Narrowed narrowed{pair, text(text(pair->narrowed).empty() ? pair->plan : pair->narrowed), member("plan")};
  if (narrowed.before == narrowed.now) return {};
  pair->narrowed = text_of(narrowed.now);
  return narrowed;
}

OpenPair* OpenPairs::find(std::string_view record, std::string_view recipient) {
  const auto id = RecordId::parse(record);
  const auto agency = numbers_.find(recipient);
  if (!id || agency == numbers_.end()) return nullptr;
  const auto pair = pairs_.find({*id, agency->second});
  return pair == pairs_.end() ? nullptr : &pair->second;
}

OpenPairs::Settled OpenPairs::settle(const EntryView& entry) {
  Settled settled;
  settled.outcome = entry.text("outcome");
  settled.reason = entry.text("reason");
  settled.recipient = entry.text("recipient");
  settled.ended = std::find(kEnds.begin(), kEnds.end(), settled.outcome) != kEnds.end();
  OpenPair* pair = find(entry.text("record"), settled.recipient);
  if (pair == nullptr) return settled;
  if (!settled.ended) {
    const OpenPair::Text state = text_of(settled.outcome);
    settled.first = pair->state != state;
    if (settled.first) pair->state_ms = unix_ms_of(entry.time);
    pair->state = state;
  }
  settled.pair = *pair;
  if (settled.ended) pairs_.erase({*RecordId::parse(entry.text("record")), pair->recipient});
  return settled;
}

std::vector<OpenPairs::Row> OpenPairs::in_order() const {
  std::vector<Row> rows;
  rows.reserve(pairs_.size());
  for (const auto& [key, pair] : pairs_) rows.push_back({key.record, &pair});
  std::sort(rows.begin(), rows.end(), [this](const Row& a, const Row& b) {
    if (a.pair->accept != b.pair->accept) return a.pair->accept < b.pair->accept;
    return text(a.pair->recipient) < text(b.pair->recipient);
  });
  return rows;
}

}  // namespace concordat::gateway
