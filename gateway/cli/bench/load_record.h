#pragma once
// The record that the load generator sends: the bench referral of deploy/examples, grown to a size in a free-text field
// that the example's agreement withholds, as a finished Submit frame in which only the numbers change from record to
// record.
//
//   auto record = LoadRecord::make(2048, run_id);
//   record->append(out, 17);            // the frame of record number 17, length and all

#include <cstddef>
#include <cstdint>
#include <string>

#include "protocol/base/result.h"

namespace concordat::cli {

class LoadRecord {
 public:
  static constexpr std::uint64_t kFirstSequence =
      1ull << 28;  // from here on a varint has five bytes, so that it is overwritten in place

  // `size` 0 leaves the record as it is. kUsage when the record cannot have that size. `run` makes the sender's ids
  // differ from those of other runs.
  [[nodiscard]] static Result<LoadRecord> make(std::size_t size, std::uint32_t run);

  void append(std::string& out, std::uint64_t number) const;
  [[nodiscard]] std::size_t body_bytes() const { return body_bytes_; }

 private:
  std::string frame_;
  std::size_t sequence_at_ = 0;
  std::size_t sender_id_at_ = 0;
  std::size_t record_id_at_ = 0;
  std::size_t body_bytes_ = 0;
};

}  // namespace concordat::cli
