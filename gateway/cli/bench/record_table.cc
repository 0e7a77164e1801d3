#include "gateway/cli/bench/record_table.h"

#include <bit>
#include <utility>

namespace concordat::cli {

RecordTable::RecordTable(std::size_t expected) : slots_(std::bit_ceil(2 * expected + 64)) {}

std::size_t RecordTable::slot(const RecordId& id) const {
  // The last eight bytes of a UUIDv7 are random but for two bits at the top.
  std::size_t at = get_u64(id.bytes().substr(8)) & (slots_.size() - 1);
  while (slots_[at].used && slots_[at].id != id) at = (at + 1) & (slots_.size() - 1);
  return at;
}

TrackedRecord& RecordTable::at(const RecordId& id) {
  std::size_t at = slot(id);
  if (!slots_[at].used) {
    if (2 * (size_ + 1) > slots_.size()) {
      grow();
      at = slot(id);
    }
    slots_[at].id = id;
    slots_[at].used = true;
    ++size_;
  }
  return slots_[at];
}

void RecordTable::grow() {
  std::vector<TrackedRecord> old = std::exchange(slots_, std::vector<TrackedRecord>(2 * slots_.size()));
  for (const TrackedRecord& record : old) {
    if (record.used) slots_[slot(record.id)] = record;
  }
}

}  // namespace concordat::cli
