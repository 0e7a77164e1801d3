#pragma once
// What a load run measured, and how it is told. Plain values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace concordat::cli {

struct Percentiles {
  double p50_ms = 0, p99_ms = 0, p999_ms = 0;
};
// Of nanoseconds, in any order (they are reordered). Zeros when there are none.
[[nodiscard]] Percentiles percentiles(std::vector<std::int64_t>& nanoseconds);

struct LoadResult {
  std::uint64_t sent = 0, accepted = 0, refused = 0, failed = 0, busy = 0;
  std::uint64_t delivered = 0;             // different records of this run
  std::uint64_t lost = 0;                  // accepted and not delivered before the run gave up
  std::uint64_t duplicates = 0;            // deliveries of a record after its first
  std::uint64_t duplicates_unflagged = 0;  // of those, without the redelivery flag: must be none
  std::uint64_t held_back = 0;             // records from before the run: left in the queue
  double accept_seconds = 0, deliver_seconds = 0;
  Percentiles accept, end_to_end;
  std::optional<double> server_cpu_us_per_record, server_rss_mb;
  double generator_cpu_us_per_record = 0;
  std::size_t record_bytes = 0, senders = 0, receivers = 0, in_flight = 0;
  std::string first_refusal;  // why, when any was refused or failed
};

[[nodiscard]] std::string load_json(const LoadResult& result);
[[nodiscard]] std::string load_text(const LoadResult& result);

}  // namespace concordat::cli
