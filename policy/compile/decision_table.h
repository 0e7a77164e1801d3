#pragma once
// Who may send whom what, for which purpose, when: one flat hash table from (provider, recipient, purpose, kind), all
// by index, to a line of time cut where an agreement begins or ends. Immutable once built; a look-up mostly touches one
// cache line and allocates nothing.

#include <cstdint>
#include <span>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/decide/circumstances.h"
#include "policy/model/vocabulary.h"

namespace concordat::policy {

using AgencyIndex = std::uint32_t;
using PurposeIndex = std::uint16_t;

// From this moment, until the next cut, this holds.
struct Cut {
  std::int64_t from = 0;       // unix seconds
  const Plan* plan = nullptr;  // the table's owner keeps it; null: nothing is permitted
  Demands demands;             // of the agreements in force, on the record itself
  std::uint32_t shadow = 0;    // what those that are only being tried out would change: an index, 0 for nothing
};

struct TableKey {
  AgencyIndex provider = 0;  // below 2^24
  AgencyIndex recipient = 0;
  PurposeIndex purpose = 0;  // below 2^10
  KindIndex kind = 0;        // below 2^6

  [[nodiscard]] std::uint64_t packed() const {
    return std::uint64_t{provider} << 40 | std::uint64_t{recipient} << 16 | std::uint64_t{purpose} << 6 | kind;
  }
  [[nodiscard]] static TableKey unpacked(std::uint64_t key) {
    return {static_cast<AgencyIndex>(key >> 40), static_cast<AgencyIndex>(key >> 16 & 0xFFFFFF),
            static_cast<PurposeIndex>(key >> 6 & 0x3FF), static_cast<KindIndex>(key & 0x3F)};
  }
};

class DecisionTable {
 public:
  struct Line {
    TableKey key;           // one line a key
    std::vector<Cut> cuts;  // by time
  };

  DecisionTable() = default;
  explicit DecisionTable(std::vector<Line> lines);

  // What holds at that moment; null before the first cut, and for a key without a line.
  [[nodiscard]] const Cut* find(const TableKey& key, std::int64_t unix_seconds) const;

  // Calls visit(key, cuts) for every line, in no particular order. For tools that show the whole policy.
  template <typename Visit>
  void each(Visit&& visit) const {
    for (const Slot& slot : slots_) {
      if (slot.key == kFree) continue;
      visit(TableKey::unpacked(slot.key), std::span<const Cut>(cuts_).subspan(slot.first, slot.count));
    }
  }

 private:
  // One cache line. Most lines of time have one stretch, and it stands in the slot itself.
  struct alignas(64) Slot {
    std::uint64_t key = kFree;
    std::uint32_t first = 0;  // of cuts_
    std::uint32_t count = 0;
    std::int64_t until = 0;  // when `only` ends; 0: look at the cuts
    Cut only;
  };
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};

  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::vector<Cut> cuts_;
};

}  // namespace concordat::policy
