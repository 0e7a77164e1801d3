#pragma once
// Notices when somebody or something sets the wall clock: it then no longer goes with the steady clock, which nobody
// can set. What the ledger's times mean depends on it, so the ledger is told. A clock that is slewed goes on
// undisturbed: both go with it. One thread.
//
//   ClockWatch watch(clock);
//   if (auto by = watch.step_ms()) note("the wall clock was set by", *by);      // now and then

#include <cstdint>
#include <optional>

#include "gateway/runtime/clock.h"

namespace concordat::gateway {

class ClockWatch {
 public:
  static constexpr std::int64_t kBoundMs = 2000;  // steps of less than this, together, are no news

  explicit ClockWatch(const Clock& clock);
  // How far the wall clock was set since the last step that was told (negative: back); nullopt while it is within the
  // bound.
  [[nodiscard]] std::optional<std::int64_t> step_ms();

 private:
  // Wall clock minus steady clock; nullopt when this thread was held up between looking at the one and at the other.
  [[nodiscard]] std::optional<std::int64_t> difference() const;

  const Clock& clock_;
  std::optional<std::int64_t> last_;
};

}  // namespace concordat::gateway
