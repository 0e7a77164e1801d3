#pragma once
// Which record id belongs to which record of the load, and when it was delivered. Receipts and deliveries come over
// different connections in either order. Open addressing; the ids' own random bits are the hash. One thread.

#include <cstdint>
#include <vector>

#include "protocol/base/bytes.h"
#include "protocol/base/id.h"

namespace concordat::cli {

struct TrackedRecord {
  static constexpr std::uint64_t kUnknown = ~0ull;
  RecordId id;
  std::uint64_t number = kUnknown;  // of the load; unknown until its receipt
  std::int64_t delivered_ns = 0;    // 0 until it was delivered
  bool used = false;
};

class RecordTable {
 public:
  explicit RecordTable(std::size_t expected);
  // The entry of `id`, new if need be; until the next call.
  TrackedRecord& at(const RecordId& id);
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void grow();
  [[nodiscard]] std::size_t slot(const RecordId& id) const;

  std::vector<TrackedRecord> slots_;
  std::size_t size_ = 0;
};

}  // namespace concordat::cli
