#include "policy/compile/decision_table.h"

#include <bit>
#include <iterator>

namespace concordat::policy {
namespace {

// Packed keys are dense in few bits; this spreads them over all (the finaliser that MurmurHash3 made common).
std::uint64_t spread(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

bool is_nothing(const Cut& cut) {
  return cut.plan == nullptr && cut.shadow == 0;
}

}  // namespace

DecisionTable::DecisionTable(std::vector<Line> lines) {
  if (lines.empty()) return;
  slots_.resize(std::bit_ceil(lines.size() * 2));
  for (Line& line : lines) {
    std::uint64_t key = line.key.packed();
    std::size_t at = spread(key) & (slots_.size() - 1);
    while (slots_[at].key != kFree) at = (at + 1) & (slots_.size() - 1);
    Slot& slot = slots_[at];
    slot.key = key;
    slot.first = static_cast<std::uint32_t>(cuts_.size());
    slot.count = static_cast<std::uint32_t>(line.cuts.size());
    if (slot.count == 2 && is_nothing(line.cuts[1])) {
      slot.until = line.cuts[1].from;
      slot.only = line.cuts[0];
    }
    cuts_.insert(cuts_.end(), std::make_move_iterator(line.cuts.begin()), std::make_move_iterator(line.cuts.end()));
  }
}

const Cut* DecisionTable::find(const TableKey& key, std::int64_t unix_seconds) const {
  if (slots_.empty()) return nullptr;
  std::uint64_t packed = key.packed();
  std::size_t at = spread(packed) & (slots_.size() - 1);
  while (slots_[at].key != packed) {
    if (slots_[at].key == kFree) return nullptr;
    at = (at + 1) & (slots_.size() - 1);
  }
  const Slot& slot = slots_[at];
  if (slot.until != 0) return unix_seconds >= slot.only.from && unix_seconds < slot.until ? &slot.only : nullptr;
  // Few cuts: an agreement adds two, and a pair of agencies seldom has more than a handful of agreements for one
  // purpose.
  const Cut* holds = nullptr;
  for (std::uint32_t i = 0; i < slot.count; ++i) {
    const Cut& cut = cuts_[slot.first + i];
    if (cut.from > unix_seconds) break;
    holds = &cut;
  }
  return holds;
}

}  // namespace concordat::policy
