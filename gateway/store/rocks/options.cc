#include "gateway/store/rocks/options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include "gateway/store/rocks/dedup_filter.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kMiB = 1u << 20;

// Settlement rows: what is merged in is put behind what is there.
class Concatenate final : public rocksdb::MergeOperator {
 public:
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    if (in.existing_value != nullptr) out->new_value.assign(in.existing_value->data(), in.existing_value->size());
    for (const rocksdb::Slice& operand : in.operand_list) out->new_value.append(operand.data(), operand.size());
    return true;
  }
  const char* Name() const override { return "concordat.concatenate"; }
};

rocksdb::BlockBasedTableOptions blocks(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.checksum = rocksdb::kXXH3;
  blocks.format_version = 5;
  blocks.cache_index_and_filter_blocks = true;  // so that the cache's limit bounds them too
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  return blocks;
}

rocksdb::ColumnFamilyOptions plain_table(const rocksdb::BlockBasedTableOptions& blocks, std::size_t buffer_bytes) {
  rocksdb::ColumnFamilyOptions table;
  table.compression = rocksdb::kNoCompression;  // bodies are ciphertext; the rest is small or rarely rewritten
  table.write_buffer_size = buffer_bytes;
  table.force_consistency_checks = true;
  table.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return table;
}

}  // namespace

std::string name(Table table) {
  switch (table) {
    case Table::kState: return "default";  // RocksDB insists on one of that name
    case Table::kIndex: return "index";
    case Table::kBodies: return "bodies";
    case Table::kSettlements: return "settlements";
    case Table::kRecords: return "records";
    case Table::kDedup: return "dedup";
    case Table::kEntries: return "entries";
    case Table::kTiles: return "tiles";
    case Table::kVault: return "vault";
  }
  return {};
}

rocksdb::DBOptions database_options(const StoreMemory& memory) {
  rocksdb::DBOptions options;
  // A torn last write is what a crash leaves, and was never acknowledged. Anything else that is wrong refuses to open:
  // the default mode would stop at a damaged record and open without the rest.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  options.verify_sst_unique_id_in_manifest = true;
  options.max_bgerror_resume_count = 0;  // DESIGN.md, rule 2: a failed write is never retried into success
  options.max_background_jobs = 3;
  options.max_total_wal_size =
      512 * kMiB;  // bounds what a start-up after a crash reads; tables that lag behind are flushed
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(memory.write_buffer_bytes);
  options.allow_concurrent_memtable_write = false;  // one thread commits
  options.avoid_unnecessary_blocking_io = true;
  options.bytes_per_sync = kMiB;  // table files reach the disk in small pieces, not in one burst beside a commit's sync
  options.max_open_files = -1;
  // A manifest names the smallest and the largest key of each table file, also of those that are gone. Begun anew with
  // every change, it never names a key that was erased before the change (scrub()).
  options.max_manifest_file_size = 1;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4 * kMiB;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

std::array<rocksdb::ColumnFamilyOptions, kTables> table_options(const StoreMemory& memory, const DedupFilter& filter) {
  const auto cache = rocksdb::NewLRUCache(memory.block_cache_bytes);
  const rocksdb::BlockBasedTableOptions plain = blocks(cache);
  rocksdb::BlockBasedTableOptions filtered = plain;
  filtered.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  filtered.whole_key_filtering = true;

  std::array<rocksdb::ColumnFamilyOptions, kTables> tables;
  const auto at = [&](Table table) -> rocksdb::ColumnFamilyOptions& { return tables[static_cast<std::size_t>(table)]; };
  at(Table::kState) = plain_table(plain, 4 * kMiB);
  at(Table::kIndex) = plain_table(plain, 8 * kMiB);
  at(Table::kBodies) = plain_table(plain, 64 * kMiB);
  // Two buffers are flushed as one: a body whose settlement came shortly after dies without ever having been in a file.
  at(Table::kBodies).max_write_buffer_number = 4;
  at(Table::kBodies).min_write_buffer_number_to_merge = 2;
  at(Table::kSettlements) = plain_table(filtered, 8 * kMiB);
  at(Table::kSettlements).merge_operator = std::make_shared<Concatenate>();
  at(Table::kRecords) = plain_table(filtered, 32 * kMiB);
  at(Table::kDedup) = plain_table(filtered, 8 * kMiB);
  // A first submission is a miss: the filters over the buffer and over each file answer it without a search.
  at(Table::kDedup).memtable_prefix_bloom_size_ratio = 0.05;
  at(Table::kDedup).memtable_whole_key_filtering = true;
  at(Table::kDedup).compaction_filter = &filter;
  at(Table::kDedup).periodic_compaction_seconds =
      3 * 24 * 3600;  // so that the filter sees every row, however quiet its file
  at(Table::kEntries) = plain_table(plain, 32 * kMiB);
  at(Table::kTiles) = plain_table(filtered, 4 * kMiB);
  at(Table::kVault) = plain_table(filtered, 32 * kMiB);
  return tables;
}

}  // namespace concordat::gateway
