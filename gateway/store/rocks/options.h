#pragma once
// How RocksDB is set up, table by table, each setting with its reason. A queue is not a database: bodies live for
// milliseconds and should die in memory, dedup keys are looked up once and nearly always missed, ledger entries are
// written once in order and never again.

#include <rocksdb/options.h>

#include <array>
#include <cstddef>
#include <string>

namespace concordat::gateway {

class DedupFilter;

enum class Table : std::uint8_t { kState, kIndex, kBodies, kSettlements, kRecords, kDedup, kEntries, kTiles, kVault };
inline constexpr std::size_t kTables = 9;
inline constexpr std::array<Table, kTables> kAllTables = {Table::kState,       Table::kIndex,   Table::kBodies,
                                                          Table::kSettlements, Table::kRecords, Table::kDedup,
                                                          Table::kEntries,     Table::kTiles,   Table::kVault};
[[nodiscard]] std::string name(Table table);

// The memory that the store may take.
struct StoreMemory {
  std::size_t write_buffer_bytes = 256u << 20;  // all tables: what is not yet in a table file
  std::size_t block_cache_bytes = 64u << 20;    // blocks, indexes and bloom filters of table files
};

[[nodiscard]] rocksdb::DBOptions database_options(const StoreMemory& memory);
// `filter` must outlive the database.
[[nodiscard]] std::array<rocksdb::ColumnFamilyOptions, kTables> table_options(const StoreMemory& memory,
                                                                              const DedupFilter& filter);

}  // namespace concordat::gateway
