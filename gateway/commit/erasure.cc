// Erasing a person, as one step of the committer: what waits about them stands in the way or is discarded, then their
// keys, their detail, and the receipts and dedup keys of their records go in the commit that says so.

#include <iterator>

#include "gateway/commit/commit_step.h"
#include "gateway/ledger/entry.h"

namespace concordat::gateway {
namespace {

std::string joined_hex(const std::vector<Bytes>& handles) {
  std::string text;
  for (const Bytes& handle : handles) text += (text.empty() ? "" : " ") + hex(handle);
  return text;
}

}  // namespace

Result<std::vector<CommitStep::Waits>> CommitStep::waiting_of(const std::set<RecordId>& records) {
  std::vector<Waits> found;
  for (const auto& [recipient, waiting] : store_.waiting()) {
    if (waiting.records == 0) continue;
    const auto queued = store_.queued(recipient);
    if (!queued) return fail(queued.error());
    for (const QueuedId& id : *queued) {
      if (records.count(id.record) > 0) found.push_back({recipient, id.sequence, id.record});
    }
  }
  return found;
}

Result<void> CommitStep::add_one(EraseRequest& request) {
  EraseAnswer answer;
  answer.origin = request.origin;
  const auto known = log_.known(request.subjects);
  if (!known) return fail(known.error());
  const auto waiting = waiting_of(known->records);
  if (!waiting) return fail(waiting.error());
  if (!request.discard_waiting) {
    for (const Waits& waits : *waiting) answer.waiting.emplace_back(waits.recipient, waits.record);
  }
  if (known->handles.empty() || !answer.waiting.empty()) {
    answers_.emplace_back(std::move(answer));
    return {};
  }
  // Before anything is erased: a backup that is restored after a crash just now must not bring them back.
  if (auto noted = request.note(known->handles); !noted) {
    answer.failed = noted.error();
    answers_.emplace_back(std::move(answer));
    return {};
  }
  for (const Waits& waits : *waiting) {
    const SettleRequest discard{.recipient = waits.recipient, .outcome = SettleOutcome::kDiscarded, .reason = "erased"};
    if (auto settled = settle(discard, waits.sequence); !settled) return fail(settled.error());
  }
  log_.erase(*known);
  for (const RecordId& record : known->records) {
    batch_.forgotten.push_back(record);
    for (const std::string& prefix : request.value_prefixes) {
      batch_.values.emplace_back(prefix + record.str(), Bytes());
    }
  }
  std::vector<std::pair<std::string, std::string>> fields{{"handles", joined_hex(known->handles)},
                                                          {"id", request.id.str()},
                                                          {"records", std::to_string(known->records.size())}};
  if (!request.officer.empty()) fields.emplace_back("officer", request.officer);
  if (request.officer.empty()) fields.emplace_back("replayed", "from the erasure list");
  const auto index = log_.append(person_entry("erase", "Erasure", std::move(fields)), {}, {});
  if (!index) return fail(index.error());
  batch_.values.emplace_back(std::string(kScrubPending), Bytes("1"));
  answer.ledger_index = *index;
  answer.handles = known->handles;
  answer.records = known->records.size();
  answers_.emplace_back(std::move(answer));
  return {};
}

}  // namespace concordat::gateway
