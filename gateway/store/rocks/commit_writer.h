#pragma once
// One commit on its way into RocksDB: build() turns the batch into rows of one WriteBatch, and publish() shows it in
// the queues once that is durable. Nothing shows before. The commit thread's own; reused from commit to commit for its
// buffers.
//
//   writer.build(batch, queues); database.write(writer.rows()); writer.publish();

#include <rocksdb/write_batch.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/rocks/database.h"
#include "gateway/store/rocks/recipient_queue.h"
#include "gateway/store/rocks/rows.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

class CommitWriter {
 public:
  using FindQueue = std::function<RecipientQueue&(std::string_view recipient)>;  // made when there is none
  using LoadRow = std::function<Result<void>(RecipientQueue& queue, const RowPlace& place)>;
  CommitWriter(const Database& database, FindQueue find_queue, LoadRow load_row);

  // `reserve`: queues whose offered watermark must rise. Sets the batch's sequences; the batch must outlive publish().
  Result<void> build(CommitBatch& batch, const std::vector<RecipientQueue*>& reserve);
  [[nodiscard]] rocksdb::WriteBatch& rows() { return rows_; }
  void publish();

 private:
  struct EndingRow {
    std::uint64_t open = 0;  // left open by this commit
    Bytes runs;
    SettlementRun last;
  };
  // What the commit changes of one recipient.
  struct Part {
    RecipientQueue* queue = nullptr;
    QueueState state;
    bool asked = false;  // for a higher offered watermark
    IndexRow index;
    std::vector<rocksdb::Slice> bodies;
    std::map<std::uint64_t, EndingRow> ending;  // by the row's commit
    std::set<std::uint64_t> ended;
    std::vector<const Settlement*> settlements;
  };

  Part& part_of(std::string_view recipient);
  Result<void> add_disclosures(CommitBatch& batch);
  Result<void> add_settlement(const Settlement& settlement);
  void put_part(std::uint64_t commit, Part& part);
  Result<void> put_dedup(const CommitBatch& batch);
  void put_records(const CommitBatch& batch);
  void put_ledger(const CommitBatch& batch);
  void put_vault(const CommitBatch& batch);
  Result<void> put_forgotten(const CommitBatch& batch);
  void put(Table table, ByteView key, ByteView value);

  const Database& database_;
  FindQueue find_queue_;
  LoadRow load_row_;
  rocksdb::WriteBatch rows_;
  std::uint64_t number_ = 0;
  std::map<std::string, Part, std::less<>> parts_;
  std::map<RecordId, StoredRecord> records_;
  std::vector<const DedupRow*> dedup_;
};

}  // namespace concordat::gateway
