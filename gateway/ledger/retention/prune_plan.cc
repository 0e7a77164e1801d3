#include "gateway/ledger/retention/prune_plan.h"

#include <algorithm>

#include "crypto/merkle/tile.h"
#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/log_place.h"
#include "gateway/ledger/log_root.h"
#include "gateway/ledger/retention/pruned_prefix.h"

namespace concordat::gateway {
namespace {

constexpr std::uint64_t kBundle = crypto::kTileWidth;

Result<std::string> time_of(Store& store, std::uint64_t index) {
  const auto entries = store.entries(index, 1);
  if (!entries) return fail(entries.error());
  EntryView entry;
  if (entries->empty() || !read_entry(entries->front(), entry)) {
    return fail(Code::kLedgerInvalid, "the store's entry " + std::to_string(index) + " cannot be read");
  }
  return std::string(entry.time);
}

// The first entry of this log whose acceptance has not come to its end everywhere. Queues are in the order of the log.
Result<std::uint64_t> first_waiting(Store& store, const LedgerLog& log) {
  std::uint64_t first = log.size();
  for (const auto& [recipient, waiting] : store.waiting()) {
    if (waiting.records == 0) continue;
    const auto queued = store.queued(recipient);
    if (!queued) return fail(queued.error());
    for (const QueuedId& id : *queued) {
      const auto disclosure = store.waiting_at(recipient, id.sequence);
      if (!disclosure) return fail(disclosure.error());
      if (!*disclosure) continue;  // it has just ended
      const std::uint64_t place = (*disclosure)->ledger_index;
      if (log_number_of(place) != log.number()) return 0;  // its carry entry is among this log's first
      first = std::min(first, index_of(place));
      break;
    }
  }
  return first;
}

// The most bundles from `low` on whose last entry is older than `before`: times never go back.
Result<std::uint64_t> older_bundles(Store& store, std::uint64_t low, std::uint64_t high, std::string_view before) {
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    const auto time = time_of(store, middle * kBundle - 1);
    if (!time) return fail(time.error());
    if (std::string_view(*time) < before) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// What the entries that go say: their last numbers, and the plans that would be said nowhere.
Result<void> read_prefix(Store& store, std::uint64_t first, std::uint64_t end, LastSequences& last, PrunePlan& plan) {
  EntryView entry;
  std::vector<Member> detail;
  while (first < end) {
    const auto entries = store.entries(first, static_cast<std::size_t>(std::min(end - first, kBundle)));
    if (!entries) return fail(entries.error());
    if (entries->empty()) return fail(Code::kLedgerInvalid, "the store lacks entry " + std::to_string(first));
    for (const Bytes& bytes : *entries) {
      if (const auto read = read_entry(bytes, entry); !read) return read;
      for (const Member& sequence : entry.sequences) {
        const auto number = number_of(sequence.value);
        if (number && sequence.key != "log") last.insert_or_assign(std::string(sequence.key), *number);
      }
      if (entry.event == "plan") {
        if (auto hash = parse_hex(entry.text("plan"))) plan.plans.push_back(std::move(*hash));
      } else if (entry.event == "vocabulary") {
        plan.said.push_back("vocabulary/" + std::string(entry.text("hash")));
      } else if (entry.event == "signature" && read_object(find(entry.members, "detail"), detail)) {
        plan.said.push_back("signature/" + text_of(find(detail, "note")));
      }
    }
    first += entries->size();
  }
  return {};
}

}  // namespace

Result<PrunePlan> plan_prune(Store& store, const LedgerLog& log, const std::string& origin, std::string_view before) {
  const auto pruned = PrunedPrefix::read(store);
  if (!pruned) return fail(pruned.error());
  PrunePlan plan;
  LastSequences last;
  if (*pruned) {
    plan.pruned_before = (*pruned)->kept_from;
    auto sequences = parse_sequences((*pruned)->sequences);
    if (!sequences) return fail(sequences.error());
    last = std::move(*sequences);
  }
  const auto waiting = first_waiting(store, log);
  if (!waiting) return fail(waiting.error());
  const std::uint64_t low = plan.pruned_before / kBundle;
  const auto old = older_bundles(store, low, std::max(low, log.size() / kBundle), before);
  if (!old) return fail(old.error());
  const std::uint64_t high = std::max(low, std::min(*old, *waiting / kBundle));
  if (high == low) {
    const bool held = *old > low;
    return fail(
        Code::kNotFound,
        held ? "nothing can be pruned: a record that entry " + std::to_string(*waiting) +
                   " accepted, or one before it, still waits; end it first (concordat dead-letter, or its expiry)"
             : "nothing can be pruned: no whole bundle of 256 entries is older than " + printable(before));
  }
  const std::uint64_t kept = std::min(high * kBundle, plan.pruned_before + kPrunedAtOnce);
  plan.more = kept < high * kBundle;
  if (const auto read = read_prefix(store, plan.pruned_before, kept, last, plan); !read) return fail(read.error());
  const auto root = log_root(log, kept);
  if (!root) return fail(root.error());
  auto through = time_of(store, kept - 1);
  if (!through) return fail(through.error());
  plan.sequences = sequences_json(last);
  if (plan.sequences.size() > kPruneFileBytes) {
    return fail(Code::kTooLarge, "the file of the last sequence numbers would be too large");
  }
  plan.decision = {origin, kept, *root, std::move(*through), crypto::sha256(plan.sequences).hex(), {}, {}};
  return plan;
}

}  // namespace concordat::gateway
