#include "gateway/store/rocks/dedup_filter.h"

#include "gateway/store/rocks/rows.h"

namespace concordat::gateway {

bool DedupFilter::Filter(int /*level*/, const rocksdb::Slice& /*key*/, const rocksdb::Slice& value,
                         std::string* /*new_value*/, bool* /*value_changed*/) const {
  // A row that cannot be read is kept: whoever looks it up reports the damage.
  const auto unix_ms = dedup_time(ByteView(value.data(), value.size()));
  return unix_ms && *unix_ms < horizon();
}

}  // namespace concordat::gateway
