#pragma once
// Drops dedup rows whose time is over whenever RocksDB rewrites them. Reads honour the same horizon, so that a row is
// gone at once and its bytes follow. Thread-safe: compactions run beside everything.

#include <rocksdb/compaction_filter.h>

#include <atomic>
#include <cstdint>

namespace concordat::gateway {

class DedupFilter final : public rocksdb::CompactionFilter {
 public:
  void set_horizon(std::int64_t unix_ms) { horizon_unix_ms_ = unix_ms; }
  [[nodiscard]] std::int64_t horizon() const { return horizon_unix_ms_; }

  bool Filter(int level, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string* new_value,
              bool* value_changed) const override;
  const char* Name() const override { return "concordat.dedup"; }

 private:
  std::atomic<std::int64_t> horizon_unix_ms_{0};
};

}  // namespace concordat::gateway
