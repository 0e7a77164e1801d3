#include "gateway/store/rocks/recipient_queue.h"

#include <algorithm>
#include <utility>

#include "protocol/limits.h"

namespace concordat::gateway {
namespace {

// A queue this short keeps the slots of what is appended: its recipient is keeping up and will claim them at once.
constexpr std::size_t kRowsKeptLoaded = 32;

}  // namespace

RecipientQueue::RecipientQueue(std::string name, const QueueState& durable)
    : name_(std::move(name)), state_(durable), offered_before_(durable.watermark), highest_claimed_(0) {}

RecipientQueue::Rows::const_iterator RecipientQueue::row_of(std::uint64_t sequence) const {
  auto row = rows_.upper_bound(sequence);
  if (row == rows_.begin()) return rows_.end();
  --row;
  return sequence - row->first < row->second.count ? row : rows_.end();
}

RowPlace RecipientQueue::place(Rows::const_iterator row) const {
  return {.commit = row->second.commit,
          .first_sequence = row->first,
          .open = row->second.open,
          .loaded = row->second.loaded != nullptr};
}

bool RecipientQueue::maybe_offered(std::uint64_t sequence, const Life& life) const {
  return life.offered || sequence <= offered_before_;
}

// --- Claims ---------------------------------------------------------------------------------------------------------

Pick RecipientQueue::pick(std::size_t max_records, std::size_t budget_bytes, bool first) {
  const std::scoped_lock lock(mutex_);
  if (max_records == 0) return {.step = Pick::Step::kFull};
  auto row = rows_.upper_bound(next_claim_);
  if (row != rows_.begin()) --row;
  for (; row != rows_.end(); ++row) {
    if (row->second.claimable == 0 || row->first + row->second.count <= next_claim_) continue;
    if (!row->second.loaded) {
      return {.step = Pick::Step::kLoadRow, .commit = row->second.commit, .first_sequence = row->first};
    }
    Pick taken = take(row, max_records, budget_bytes, first);
    if (taken.step != Pick::Step::kNothing) return taken;
  }
  return {};
}

Pick RecipientQueue::take(Rows::iterator row, std::size_t max_records, std::size_t budget_bytes, bool first) {
  Loaded& loaded = *row->second.loaded;
  Pick pick{.step = Pick::Step::kTaken,
            .commit = row->second.commit,
            .first_sequence = row->first,
            .routes = loaded.index.routes};
  std::size_t bytes = 0;
  const auto stop = [&](Pick::Step why) {
    if (pick.slots.empty()) pick.step = why;
    return std::move(pick);
  };
  const std::uint64_t begin = next_claim_ > row->first ? next_claim_ - row->first : 0;
  for (std::uint64_t ordinal = begin; ordinal < loaded.lives.size(); ++ordinal) {
    Life& life = loaded.lives[ordinal];
    if (life.state != SlotState::kWaiting) continue;
    const IndexSlot& slot = loaded.index.slots[ordinal];
    const std::uint64_t sequence = row->first + ordinal;
    next_claim_ = sequence;
    if (sequence > state_.watermark) return stop(Pick::Step::kNeedsReservation);
    const bool full =
        pick.slots.size() >= max_records || ((!first || !pick.slots.empty()) && bytes + slot.length > budget_bytes);
    if (full) return stop(Pick::Step::kFull);
    pick.slots.push_back(
        {.sequence = sequence, .slot = slot, .attempts = life.attempts, .redelivered = maybe_offered(sequence, life)});
    bytes += slot.length;
    set_life(row->second, ordinal, SlotState::kClaimed);
    life.offered = true;
    ++life.attempts;
    highest_claimed_ = std::max(highest_claimed_, sequence);
  }
  next_claim_ = row->first + row->second.count;
  pick.exhausted = true;
  return stop(Pick::Step::kNothing);
}

bool RecipientQueue::claimable() const {
  const std::scoped_lock lock(mutex_);
  return claimable_ > 0;
}

void RecipientQueue::release(const std::vector<std::uint64_t>& sequences) {
  const std::scoped_lock lock(mutex_);
  for (const std::uint64_t sequence : sequences) {
    const auto row = row_of(sequence);
    if (row == rows_.end() || !row->second.loaded) continue;
    const std::uint64_t ordinal = sequence - row->first;
    if (row->second.loaded->lives[ordinal].state != SlotState::kClaimed) continue;
    set_life(rows_.at(row->first), ordinal, SlotState::kWaiting);
    next_claim_ = std::min(next_claim_, sequence);
  }
}

Pick RecipientQueue::withdraw(std::uint64_t sequence) {
  const std::scoped_lock lock(mutex_);
  const auto found = row_of(sequence);
  if (found == rows_.end() || !found->second.loaded) return {};
  Row& row = rows_.at(found->first);
  const std::uint64_t ordinal = sequence - found->first;
  Life& life = row.loaded->lives[ordinal];
  if (life.state != SlotState::kWaiting && life.state != SlotState::kDeadLetter) return {};
  Pick pick{.step = Pick::Step::kTaken,
            .commit = row.commit,
            .first_sequence = found->first,
            .routes = row.loaded->index.routes};
  pick.slots.push_back({.sequence = sequence,
                        .slot = row.loaded->index.slots[ordinal],
                        .attempts = life.attempts,
                        .redelivered = maybe_offered(sequence, life)});
  set_life(row, ordinal, SlotState::kClaimed);
  return pick;
}

void RecipientQueue::tally(Row& row, SlotState state, int by) {
  if (state == SlotState::kSettled) return;
  row.open += static_cast<std::uint32_t>(by);
  totals_.records += static_cast<std::uint64_t>(by);
  if (state == SlotState::kDeadLetter) totals_.dead_letters += static_cast<std::uint64_t>(by);
  if (state != SlotState::kWaiting) return;
  row.claimable += static_cast<std::uint32_t>(by);
  claimable_ += static_cast<std::uint64_t>(by);
}

void RecipientQueue::set_life(Row& row, std::uint64_t ordinal, SlotState to) {
  Life& life = row.loaded->lives[ordinal];
  tally(row, life.state, -1);
  tally(row, to, 1);
  if (to == SlotState::kSettled) totals_.bytes -= row.loaded->index.slots[ordinal].length;
  life.state = to;
}

// --- Looking --------------------------------------------------------------------------------------------------------

std::optional<RowPlace> RecipientQueue::place_of(std::uint64_t sequence) const {
  const std::scoped_lock lock(mutex_);
  const auto row = row_of(sequence);
  if (row == rows_.end()) return std::nullopt;
  const Loaded* loaded = row->second.loaded.get();
  if (loaded != nullptr && loaded->lives[sequence - row->first].state == SlotState::kSettled) return std::nullopt;
  return place(row);
}

std::optional<Claimed> RecipientQueue::waiting_at(std::uint64_t sequence) const {
  const std::scoped_lock lock(mutex_);
  const auto row = row_of(sequence);
  if (row == rows_.end() || !row->second.loaded) return std::nullopt;
  const Loaded& loaded = *row->second.loaded;
  const Life& life = loaded.lives[sequence - row->first];
  if (life.state == SlotState::kSettled) return std::nullopt;
  const IndexSlot& slot = loaded.index.slots[sequence - row->first];
  return Claimed{.sequence = sequence,
                 .record = slot.record,
                 .route = (*loaded.index.routes)[slot.route],
                 .sealed = {},
                 .redelivered = maybe_offered(sequence, life),
                 .attempts = life.attempts,
                 .accepted_unix_ms = slot.accepted_unix_ms,
                 .expires_unix_ms = slot.expires_unix_ms,
                 .ledger_index = slot.ledger_index};
}

std::optional<QueuedId> RecipientQueue::queued_at(std::uint64_t sequence) const {
  const std::scoped_lock lock(mutex_);
  const auto row = row_of(sequence);
  if (row == rows_.end()) return std::nullopt;
  const Loaded* loaded = row->second.loaded.get();
  const std::uint64_t ordinal = sequence - row->first;
  const Life life = loaded != nullptr ? loaded->lives[ordinal] : Life{};
  if (life.state == SlotState::kSettled) return std::nullopt;
  QueuedId id{.sequence = sequence,
              .state = life.state == SlotState::kDeadLetter ? SettleOutcome::kDeadLetter : SettleOutcome::kWaiting,
              .offered = maybe_offered(sequence, life),
              .attempts = life.attempts};
  if (loaded != nullptr) {
    id.record = loaded->index.slots[ordinal].record;
    id.accepted_unix_ms = loaded->index.slots[ordinal].accepted_unix_ms;
  }
  return id;
}

bool RecipientQueue::dead_letter(std::uint64_t sequence) const {
  const std::scoped_lock lock(mutex_);
  const auto row = row_of(sequence);
  return row != rows_.end() && row->second.loaded &&
         row->second.loaded->lives[sequence - row->first].state == SlotState::kDeadLetter;
}

std::vector<RowPlace> RecipientQueue::rows() const {
  const std::scoped_lock lock(mutex_);
  std::vector<RowPlace> places;
  places.reserve(rows_.size());
  for (auto row = rows_.begin(); row != rows_.end(); ++row) places.push_back(place(row));
  return places;
}

std::vector<RowPlace> RecipientQueue::rows_expiring(std::int64_t unix_ms) const {
  const std::scoped_lock lock(mutex_);
  std::vector<RowPlace> places;
  for (auto row = rows_.begin(); row != rows_.end(); ++row) {
    const std::int64_t first = row->second.first_expiry_unix_ms;
    if (first != 0 && first <= unix_ms) places.push_back(place(row));
  }
  return places;
}

void RecipientQueue::add_expired(std::uint64_t first_sequence, std::int64_t unix_ms, std::size_t max,
                                 std::vector<std::pair<std::string, std::uint64_t>>& found) const {
  const std::scoped_lock lock(mutex_);
  const auto row = rows_.find(first_sequence);
  if (row == rows_.end() || !row->second.loaded) return;
  const Loaded& loaded = *row->second.loaded;
  for (std::uint64_t ordinal = 0; ordinal < loaded.lives.size() && found.size() < max; ++ordinal) {
    const SlotState state = loaded.lives[ordinal].state;
    const std::int64_t expires = loaded.index.slots[ordinal].expires_unix_ms;
    const bool unclaimed = state == SlotState::kWaiting || state == SlotState::kDeadLetter;
    if (unclaimed && expires != 0 && expires <= unix_ms) found.emplace_back(name_, first_sequence + ordinal);
  }
}

void RecipientQueue::list(std::uint64_t first_sequence, const IndexRow* unloaded, std::vector<QueuedId>& ids) const {
  const std::scoped_lock lock(mutex_);
  const auto row = rows_.find(first_sequence);
  if (row == rows_.end()) return;
  const Loaded* loaded = row->second.loaded.get();
  if (loaded == nullptr && unloaded == nullptr) return;
  const std::vector<IndexSlot>& slots = loaded != nullptr ? loaded->index.slots : unloaded->slots;
  for (std::uint64_t ordinal = 0; ordinal < slots.size(); ++ordinal) {
    const Life life = loaded != nullptr ? loaded->lives[ordinal] : Life{};
    if (life.state == SlotState::kSettled) continue;
    const std::uint64_t sequence = first_sequence + ordinal;
    ids.push_back({.sequence = sequence,
                   .record = slots[ordinal].record,
                   .state = life.state == SlotState::kDeadLetter ? SettleOutcome::kDeadLetter : SettleOutcome::kWaiting,
                   .offered = maybe_offered(sequence, life),
                   .attempts = life.attempts,
                   .accepted_unix_ms = slots[ordinal].accepted_unix_ms});
  }
}

std::int64_t RecipientQueue::oldest_unix_ms() const {
  if (rows_.empty()) return 0;
  const Row& row = rows_.begin()->second;
  if (!row.loaded) return row.oldest_unix_ms;
  const auto& lives = row.loaded->lives;
  const auto waits =
      std::find_if(lives.begin(), lives.end(), [](const Life& life) { return life.state != SlotState::kSettled; });
  return row.loaded->index.slots[static_cast<std::size_t>(waits - lives.begin())].accepted_unix_ms;
}

Waiting RecipientQueue::waiting() const {
  const std::scoped_lock lock(mutex_);
  Waiting waiting = totals_;
  waiting.oldest_unix_ms = oldest_unix_ms();
  return waiting;
}

// --- Loading and the commit thread ----------------------------------------------------------------------------------

bool RecipientQueue::load(std::uint64_t first_sequence, IndexRow index) {
  const std::scoped_lock lock(mutex_);
  const auto row = rows_.find(first_sequence);
  if (row == rows_.end() || row->second.loaded) return true;
  if (index.first_sequence != first_sequence || index.slots.size() != row->second.count) return false;
  const std::size_t count = index.slots.size();
  row->second.loaded = std::make_unique<Loaded>(Loaded{.index = std::move(index), .lives = std::vector<Life>(count)});
  return true;
}

RecipientQueue::Row& RecipientQueue::add_row(std::uint64_t commit, const IndexRow& index) {
  Row& row = rows_[index.first_sequence];
  row.commit = commit;
  row.count = row.open = row.claimable = static_cast<std::uint32_t>(index.slots.size());
  row.oldest_unix_ms = index.slots.front().accepted_unix_ms;
  for (const IndexSlot& slot : index.slots) {
    totals_.bytes += slot.length;
    if (slot.expires_unix_ms == 0) continue;
    const bool first = row.first_expiry_unix_ms == 0 || slot.expires_unix_ms < row.first_expiry_unix_ms;
    if (first) row.first_expiry_unix_ms = slot.expires_unix_ms;
  }
  totals_.records += row.count;
  claimable_ += row.count;
  return row;
}

void RecipientQueue::recover(std::uint64_t commit, IndexRow index, const std::vector<SettlementRun>& settled) {
  const std::uint64_t first = index.first_sequence;
  {
    const std::scoped_lock lock(mutex_);
    add_row(commit, index);
  }
  if (settled.empty()) return;
  load(first, std::move(index));
  for (const SettlementRun& run : settled) {
    for (std::uint64_t i = 0; i < run.count; ++i) settle(run.first_sequence + i, run.outcome);
  }
}

bool RecipientQueue::wants_reservation() const {
  const std::scoped_lock lock(mutex_);
  return highest_claimed_ + limits::kOfferedAhead / 2 >= state_.watermark;
}

std::uint64_t RecipientQueue::next_sequence() const {
  const std::scoped_lock lock(mutex_);
  return state_.next_sequence;
}

QueueState RecipientQueue::next_state(std::uint64_t commit, std::uint64_t appended, bool asked) const {
  const std::scoped_lock lock(mutex_);
  QueueState next = state_;
  next.next_sequence += appended;
  next.floor = rows_.empty() ? commit : rows_.begin()->second.commit;
  // Nothing is reserved for a recipient who never came: what was never offered is no redelivery after a restart.
  const bool comes = asked || highest_claimed_ > 0;
  if (comes && highest_claimed_ + limits::kOfferedAhead / 2 >= state_.watermark) {
    next.watermark = std::max(state_.watermark, highest_claimed_ + limits::kOfferedAhead);
  }
  return next;
}

void RecipientQueue::append(std::uint64_t commit, IndexRow index) {
  const std::scoped_lock lock(mutex_);
  Row& row = add_row(commit, index);
  if (rows_.size() > kRowsKeptLoaded) return;
  row.loaded = std::make_unique<Loaded>(Loaded{.index = std::move(index), .lives = std::vector<Life>(row.count)});
}

void RecipientQueue::settle(std::uint64_t sequence, SettleOutcome outcome) {
  const std::scoped_lock lock(mutex_);
  const auto found = row_of(sequence);
  if (found == rows_.end() || !found->second.loaded) return;
  Row& row = rows_.at(found->first);
  const std::uint64_t ordinal = sequence - found->first;
  if (row.loaded->lives[ordinal].state == SlotState::kSettled) return;
  if (outcome == SettleOutcome::kDeadLetter) {
    set_life(row, ordinal, SlotState::kDeadLetter);
  } else if (outcome == SettleOutcome::kWaiting) {
    set_life(row, ordinal, SlotState::kWaiting);
    row.loaded->lives[ordinal].attempts = 0;
    next_claim_ = std::min(next_claim_, sequence);
  } else {
    set_life(row, ordinal, SlotState::kSettled);
    if (row.open == 0) rows_.erase(found);
  }
}

void RecipientQueue::set_state(const QueueState& state) {
  const std::scoped_lock lock(mutex_);
  state_ = state;
}

}  // namespace concordat::gateway
