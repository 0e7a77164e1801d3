#include "gateway/store/rocks/database.h"

#include <fcntl.h>
#include <rocksdb/convenience.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace concordat::gateway {
namespace {

constexpr const char* kNothingKey = "n";  // of the state table; no row ever has it

Error io_failed(std::string what, const std::filesystem::path& path, const std::error_code& why) {
  return {Code::kStorageFailed, "cannot " + std::move(what) + " " + printable(path.string()) + ": " + why.message()};
}

// A new name is durable only when its folder is.
Result<void> sync_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const std::error_code why(errno, std::generic_category());
  if (file >= 0) ::close(file);
  if (!synced) return fail(io_failed("sync", folder, why));
  return {};
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const StoreMemory& memory, const DedupFilter& filter) {
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  const auto options = table_options(memory, filter);
  for (const Table table : kAllTables) all.emplace_back(name(table), options[static_cast<std::size_t>(table)]);
  return all;
}

}  // namespace

Error storage_failed(const rocksdb::Status& status) {
  return {Code::kStorageFailed, "the store failed: " + printable(status.ToString())};
}

Error damaged(Table table) {
  return {Code::kStorageFailed,
          "the store is damaged: a row of its table \"" + name(table) + "\" cannot be read; restore it"};
}

Result<void> Database::create(const std::filesystem::path& folder, const StoreMemory& memory) {
  std::filesystem::path fresh = folder;
  fresh += ".new";
  std::error_code why;
  std::filesystem::remove_all(fresh, why);
  if (why) return fail(io_failed("remove the unfinished", fresh, why));
  {
    const DedupFilter filter;
    rocksdb::DBOptions options = database_options(memory);
    options.create_if_missing = true;
    options.error_if_exists = true;
    options.create_missing_column_families = true;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    const rocksdb::Status status =
        rocksdb::DB::Open(options, fresh.string(), descriptors(memory, filter), &handles, &opened);
    const std::unique_ptr<rocksdb::DB> db(opened);
    if (!status.ok()) return fail(storage_failed(status));
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    const rocksdb::Status closed = db->Close();
    if (!closed.ok()) return fail(storage_failed(closed));
  }
  if (auto synced = sync_folder(fresh); !synced) return synced;
  std::filesystem::rename(fresh, folder, why);
  if (why) return fail(io_failed("rename", fresh, why));
  return sync_folder(folder.has_parent_path() ? folder.parent_path() : ".");
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& folder, const StoreMemory& memory) {
  std::error_code why;
  const bool exists = std::filesystem::exists(folder, why);
  if (why) return fail(io_failed("look for", folder, why));
  if (!exists) {
    if (auto created = create(folder, memory); !created) return fail(created.error());
  }
  std::unique_ptr<Database> database(new Database());
  rocksdb::DBOptions options = database_options(memory);
  options.create_if_missing = false;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, folder.string(), descriptors(memory, database->filter_), &handles, &opened);
  if (!status.ok()) return fail(storage_failed(status));
  database->db_.reset(opened);
  std::copy(handles.begin(), handles.end(), database->tables_.begin());
  return database;
}

Database::~Database() {
  if (!db_) return;
  rocksdb::CancelAllBackgroundWork(db_.get(), true);
  for (rocksdb::ColumnFamilyHandle* handle : tables_) db_->DestroyColumnFamilyHandle(handle);
}

Result<void> Database::write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status status = db_->Write(synced, &batch);
  if (!status.ok()) return fail(storage_failed(status));
  return {};
}

Result<bool> Database::get(Table table, ByteView key, rocksdb::PinnableSlice& row) const {
  row.Reset();
  rocksdb::ReadOptions options;
  options.fill_cache = table != Table::kBodies;  // a body is read once
  const rocksdb::Status status = db_->Get(options, this->table(table), slice(key), &row);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return fail(storage_failed(status));
  return true;
}

Result<std::optional<Bytes>> Database::get(Table table, ByteView key) const {
  rocksdb::PinnableSlice row;
  const Result<bool> found = get(table, key, row);
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return Bytes(view(row));
}

std::unique_ptr<rocksdb::Iterator> Database::walk(Table table, const rocksdb::Slice* upper_bound) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.iterate_upper_bound = upper_bound;
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, this->table(table)));
}

// A log may go once every table has written out what is in it; a table's tombstones go with the lowest level.
Result<void> Database::rewrite(const std::vector<Table>& tables) {
  const auto logs_before = log_numbers();
  if (!logs_before) return fail(logs_before.error());
  const std::vector<rocksdb::ColumnFamilyHandle*> all(tables_.begin(), tables_.end());
  rocksdb::FlushOptions flush;
  flush.wait = true;
  flush.allow_write_stall = true;
  if (const rocksdb::Status status = db_->Flush(flush, all); !status.ok()) return fail(storage_failed(status));
  rocksdb::CompactRangeOptions compact;
  compact.exclusive_manual_compaction = false;
  compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (const Table table : tables) {
    const rocksdb::Status status = db_->CompactRange(compact, this->table(table), nullptr, nullptr);
    if (!status.ok()) return fail(storage_failed(status));
  }
  // A new manifest begins with the files as they were before the change that it is begun for: one more change, and it
  // no longer names those that the last compaction replaced.
  if (const rocksdb::Status status = db_->Delete({}, table(Table::kState), kNothingKey); !status.ok()) {
    return fail(storage_failed(status));
  }
  if (const rocksdb::Status status = db_->Flush(flush, table(Table::kState)); !status.ok()) {
    return fail(storage_failed(status));
  }
  // RocksDB removes what is no longer needed when it finds the time; this makes it look now.
  for (const rocksdb::Status& status : {db_->DisableFileDeletions(), db_->EnableFileDeletions(true)}) {
    if (!status.ok()) return fail(storage_failed(status));
  }
  const auto logs_after = log_numbers();
  if (!logs_after) return fail(logs_after.error());
  for (const std::uint64_t log : *logs_before) {
    if (logs_after->count(log) > 0 && log != *logs_after->rbegin()) {
      return fail(Code::kStorageFailed, "the store's log " + std::to_string(log) + " is still there");
    }
  }
  return {};
}

Result<std::set<std::uint64_t>> Database::log_numbers() const {
  rocksdb::VectorLogPtr logs;
  if (const rocksdb::Status status = db_->GetSortedWalFiles(logs); !status.ok()) return fail(storage_failed(status));
  std::set<std::uint64_t> numbers;
  for (const auto& log : logs) numbers.insert(log->LogNumber());
  return numbers;
}

Result<void> Database::drop_files(Table table, ByteView begin, ByteView end) {
  const rocksdb::Slice from = slice(begin);
  const rocksdb::Slice to = slice(end);
  const rocksdb::Status status = rocksdb::DeleteFilesInRange(db_.get(), this->table(table), &from, &to, false);
  if (!status.ok()) return fail(storage_failed(status));
  return {};
}

}  // namespace concordat::gateway
