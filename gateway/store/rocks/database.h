#pragma once
// The opened RocksDB: its tables, a synced write, and reads that turn every status into a Result. Opening is strict,
// and creating is atomic: a new database is made beside its place and renamed into it, so that a folder without its
// files is damage, never a fresh start.
//
// Threads: any.

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "gateway/store/rocks/dedup_filter.h"
#include "gateway/store/rocks/options.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder, const StoreMemory& memory);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] rocksdb::ColumnFamilyHandle* table(Table table) const {
    return tables_[static_cast<std::size_t>(table)];
  }
  [[nodiscard]] DedupFilter& dedup_filter() { return filter_; }

  // Durable when it returns. After a failure every later write fails too.
  Result<void> write(rocksdb::WriteBatch& batch);

  Result<std::optional<Bytes>> get(Table table, ByteView key) const;
  // False when there is no such row. What `row` points at is not copied where RocksDB can help it.
  Result<bool> get(Table table, ByteView key, rocksdb::PinnableSlice& row) const;
  // A walk; `upper_bound` must outlive it.
  [[nodiscard]] std::unique_ptr<rocksdb::Iterator> walk(Table table, const rocksdb::Slice* upper_bound = nullptr) const;
  // Writes everything out of logs and memory, and rewrites every file of `tables`, so that what was deleted is in none.
  Result<void> rewrite(const std::vector<Table>& tables);
  // Drops whole files of keys in [begin, end); what shares a file with others stays.
  Result<void> drop_files(Table table, ByteView begin, ByteView end);

 private:
  Database() = default;
  Result<std::set<std::uint64_t>> log_numbers() const;
  static Result<void> create(const std::filesystem::path& folder, const StoreMemory& memory);

  DedupFilter filter_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kTables> tables_{};
};

[[nodiscard]] Error storage_failed(const rocksdb::Status& status);
// A row whose bytes are not what this store writes.
[[nodiscard]] Error damaged(Table table);

[[nodiscard]] inline rocksdb::Slice slice(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}
[[nodiscard]] inline ByteView view(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

}  // namespace concordat::gateway
