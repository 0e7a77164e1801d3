#pragma once
// Drives a running gateway through its native door: `senders` connections submit, `receivers` connections take and
// acknowledge, all on one thread, and every record is followed from its submission to its delivery.
//
//   Result<LoadResult> result = run_load(sender_file, receiver_file, {.records = 100'000});
//
// Records that waited before the run are not acknowledged: they stay in the queue.

#include <cstddef>
#include <cstdint>
#include <functional>

#include "gateway/cli/bench/load_result.h"
#include "gateway/client/client_file.h"
#include "protocol/base/result.h"

namespace concordat::cli {

struct LoadOptions {
  std::size_t senders = 2;
  std::size_t receivers = 1;
  std::uint64_t records = 100'000;
  std::uint32_t seconds = 0;    // not 0: so long instead of so many
  std::size_t in_flight = 512;  // of each sender
  std::size_t size = 0;         // of a record; 0: as it is
  bool receipts = true;         // receivers sign what they acknowledge
  double rate = 0;              // records a second over all senders; 0: as fast as receipts allow
  std::function<void(std::uint64_t delivered)> progress = [](std::uint64_t) {};  // about once a second
};

[[nodiscard]] Result<LoadResult> run_load(const client::ClientFile& sender, const client::ClientFile& receiver,
                                          const LoadOptions& options);

}  // namespace concordat::cli
