// RocksStore's queues: claiming, listing, and where a record is.

#include <algorithm>
#include <utility>

#include "gateway/store/rocks/keys.h"
#include "gateway/store/rocks/rocks_store.h"

namespace concordat::gateway {
namespace {

// The last thing that `runs` say of a sequence.
SettledState last_word(const std::vector<SettlementRun>& runs, std::uint64_t sequence) {
  SettledState state;
  for (const SettlementRun& run : runs) {
    if (sequence < run.first_sequence || sequence - run.first_sequence >= run.count) continue;
    state = {.outcome = run.outcome,
             .offered = reached_recipient(run.outcome),
             .ledger_index = run.first_ledger_index + (sequence - run.first_sequence),
             .unix_ms = run.unix_ms};
  }
  return state;
}

bool waits(SettleOutcome outcome) {
  return outcome == SettleOutcome::kWaiting || outcome == SettleOutcome::kDeadLetter;
}

}  // namespace

// --- Claims ---------------------------------------------------------------------------------------------------------

Result<Claim> RocksStore::claim(std::string_view recipient, std::size_t max_records, std::size_t max_bytes) {
  Claim claim;
  Lane* const found = lane(recipient);
  if (found == nullptr) return claim;
  const std::scoped_lock turn(found->claims);
  std::size_t bytes = 0;
  for (bool ended = false; !ended && bytes <= max_bytes;) {
    const Pick pick =
        found->queue.pick(max_records - claim.disclosures.size(), max_bytes - bytes, claim.disclosures.empty());
    if (pick.step == Pick::Step::kLoadRow) {
      const RowPlace place{.commit = pick.commit, .first_sequence = pick.first_sequence};
      if (auto loaded = load_row(found->queue, place); !loaded) return fail(loaded.error());
      continue;
    }
    ended = pick.step != Pick::Step::kTaken;
    claim.needs_reservation = pick.step == Pick::Step::kNeedsReservation;
    if (auto taken = take_bodies(*found, pick, claim); !taken) return fail(taken.error());
    for (const PickedSlot& picked : pick.slots) bytes += picked.slot.length;
  }
  claim.more = found->queue.claimable();
  if (found->queue.wants_reservation()) ask_reservation(*found);
  return claim;
}

Result<void> RocksStore::load_row(RecipientQueue& queue, const RowPlace& place) {
  rocksdb::PinnableSlice bytes;
  const auto found = database_->get(Table::kIndex, row_key(queue.name(), place.commit), bytes);
  if (!found) return fail(found.error());
  if (!*found) {
    // Settled by another thread while this one looked; then the queue has forgotten the row, or is about to.
    const auto still = queue.place_of(place.first_sequence);
    if (!still || still->loaded || still->first_sequence != place.first_sequence) return {};
    return fail(damaged(Table::kIndex));
  }
  auto row = decode_index_row(view(bytes));
  if (!row || !queue.load(place.first_sequence, std::move(*row))) return fail(damaged(Table::kIndex));
  return {};
}

Result<bool> RocksStore::hold_body_row(Lane& lane, const Pick& pick) {
  if (lane.body_commit == pick.commit) return true;
  lane.body_commit = 0;
  const auto found = database_->get(Table::kBodies, row_key(lane.queue.name(), pick.commit), lane.body);
  if (!found || !*found) return found;
  lane.body_commit = pick.commit;
  return true;
}

Result<void> RocksStore::take_bodies(Lane& lane, const Pick& pick, Claim& claim) {
  if (pick.slots.empty()) return {};
  const Result<bool> held = hold_body_row(lane, pick);
  if (!held) return fail(held.error());
  if (!*held) {
    // The row went because everything in it was settled while it was being claimed; otherwise it should be here.
    const bool settled = std::all_of(pick.slots.begin(), pick.slots.end(),
                                     [&](const PickedSlot& picked) { return !lane.queue.place_of(picked.sequence); });
    if (settled) return {};
    return fail(damaged(Table::kBodies));
  }
  const ByteView bodies = view(lane.body);
  for (const PickedSlot& picked : pick.slots) {
    const IndexSlot& slot = picked.slot;
    if (std::uint64_t{slot.offset} + slot.length > bodies.size()) return fail(damaged(Table::kBodies));
    claim.disclosures.push_back({.sequence = picked.sequence,
                                 .record = slot.record,
                                 .route = (*pick.routes)[slot.route],
                                 .sealed = Bytes(bodies.substr(slot.offset, slot.length)),
                                 .redelivered = picked.redelivered,
                                 .attempts = picked.attempts,
                                 .accepted_unix_ms = slot.accepted_unix_ms,
                                 .expires_unix_ms = slot.expires_unix_ms,
                                 .ledger_index = slot.ledger_index});
  }
  if (pick.exhausted) {
    lane.body.Reset();
    lane.body_commit = 0;
  }
  return {};
}

Result<std::optional<Claimed>> RocksStore::withdraw(std::string_view recipient, RecordId record) {
  Lane* const found = lane(recipient);
  if (found == nullptr) return std::nullopt;
  const auto stored = stored_record(record);
  if (!stored) return fail(stored.error());
  if (!*stored) return std::nullopt;
  for (const RecordLocation& location : (*stored)->locations) {
    if (location.recipient != recipient) continue;
    const auto waiting = waiting_at(recipient, location.sequence);  // loads its row
    if (!waiting) return fail(waiting.error());
    const std::scoped_lock turn(found->claims);
    const Pick pick = found->queue.withdraw(location.sequence);
    Claim claim;
    if (auto taken = take_bodies(*found, pick, claim); !taken) return fail(taken.error());
    if (!claim.disclosures.empty()) return std::move(claim.disclosures.front());
  }
  return std::nullopt;
}

void RocksStore::release(std::string_view recipient, const std::vector<std::uint64_t>& sequences) {
  if (Lane* const found = lane(recipient)) found->queue.release(sequences);
}

void RocksStore::ask_reservation(Lane& lane) {
  if (lane.reservation_asked.exchange(true)) return;
  const std::scoped_lock lock(reservations_mutex_);
  reservations_.push_back(&lane);
}

std::vector<RecipientQueue*> RocksStore::asked_reservations() {
  const std::scoped_lock lock(reservations_mutex_);
  std::vector<RecipientQueue*> queues;
  for (Lane* lane : reservations_) {
    lane->reservation_asked = false;
    queues.push_back(&lane->queue);
  }
  reservations_.clear();
  return queues;
}

// --- Looking --------------------------------------------------------------------------------------------------------

Result<std::optional<Claimed>> RocksStore::waiting_at(std::string_view recipient, std::uint64_t sequence) {
  Lane* const found = lane(recipient);
  if (found == nullptr) return std::nullopt;
  const auto place = found->queue.place_of(sequence);
  if (!place) return std::nullopt;
  if (!place->loaded) {
    if (auto loaded = load_row(found->queue, *place); !loaded) return fail(loaded.error());
  }
  return found->queue.waiting_at(sequence);
}

Result<std::vector<std::pair<std::string, std::uint64_t>>> RocksStore::expired(std::int64_t unix_ms, std::size_t max) {
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (Lane* const lane : lanes()) {
    for (const RowPlace& place : lane->queue.rows_expiring(unix_ms)) {
      if (found.size() >= max) return found;
      if (!place.loaded) {
        if (auto loaded = load_row(lane->queue, place); !loaded) return fail(loaded.error());
      }
      lane->queue.add_expired(place.first_sequence, unix_ms, max, found);
    }
  }
  return found;
}

std::map<std::string, Waiting> RocksStore::waiting() const {
  std::map<std::string, Waiting> all;
  for (const Lane* const lane : lanes()) all.emplace(lane->queue.name(), lane->queue.waiting());
  return all;
}

Result<std::vector<QueuedId>> RocksStore::queued(std::string_view recipient) {
  std::vector<QueuedId> ids;
  Lane* const found = lane(recipient);
  if (found == nullptr) return ids;
  for (const RowPlace& place : found->queue.rows()) {
    std::optional<IndexRow> row;
    if (!place.loaded) {
      const auto bytes = database_->get(Table::kIndex, row_key(recipient, place.commit));
      if (!bytes) return fail(bytes.error());
      if (!*bytes) continue;  // settled meanwhile
      row = decode_index_row(**bytes);
      if (!row) return fail(damaged(Table::kIndex));
    }
    found->queue.list(place.first_sequence, row ? &*row : nullptr, ids);
  }
  return ids;
}

Result<std::vector<SettlementRun>> RocksStore::settlements(std::string_view recipient, std::uint64_t commit) const {
  rocksdb::PinnableSlice bytes;
  const auto found = database_->get(Table::kSettlements, row_key(recipient, commit), bytes);
  if (!found) return fail(found.error());
  if (!*found) return std::vector<SettlementRun>{};
  auto runs = decode_settlement_row(view(bytes));
  if (!runs) return fail(damaged(Table::kSettlements));
  return std::move(*runs);
}

Result<SettledState> RocksStore::state_at(Lane& lane, std::uint64_t commit, std::uint64_t sequence) const {
  const auto runs = settlements(lane.queue.name(), commit);
  if (!runs) return fail(runs.error());
  SettledState state = last_word(*runs, sequence);
  if (!waits(state.outcome)) return state;
  const auto queued = lane.queue.queued_at(sequence);
  if (!queued) return fail(Code::kNotFound, "no such record for that recipient");
  return SettledState{.outcome = queued->state, .offered = queued->offered, .attempts = queued->attempts};
}

Result<SettledState> RocksStore::state_of(std::string_view recipient, RecordId record) {
  const auto unknown = [] { return fail(Code::kNotFound, "no such record for that recipient"); };
  Lane* const found = lane(recipient);
  if (found == nullptr) return unknown();
  const auto stored = stored_record(record);
  if (!stored) return fail(stored.error());
  if (*stored) {
    for (const RecordLocation& location : (*stored)->locations) {
      if (location.recipient == recipient) return state_at(*found, (*stored)->commit, location.sequence);
    }
    return unknown();
  }
  // Only what has waited so long that its record's row was forgotten is looked for in the queue itself.
  if (static_cast<std::int64_t>(record.unix_ms()) >= database_->dedup_filter().horizon()) return unknown();
  const auto ids = queued(recipient);
  if (!ids) return fail(ids.error());
  const auto waiting = std::find_if(ids->begin(), ids->end(), [&](const QueuedId& id) { return id.record == record; });
  if (waiting == ids->end()) return unknown();
  return SettledState{.outcome = waiting->state, .offered = waiting->offered, .attempts = waiting->attempts};
}

}  // namespace concordat::gateway
