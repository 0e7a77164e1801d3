#include "gateway/runtime/clock_watch.h"

namespace concordat::gateway {
namespace {

constexpr std::int64_t kHeldUpMs = 100;

}  // namespace

ClockWatch::ClockWatch(const Clock& clock) : clock_(clock), last_(difference()) {}

std::optional<std::int64_t> ClockWatch::difference() const {
  const std::int64_t before = clock_.steady_ms();
  const std::int64_t wall = clock_.unix_ms();
  if (clock_.steady_ms() - before > kHeldUpMs) return std::nullopt;
  return wall - before;
}

std::optional<std::int64_t> ClockWatch::step_ms() {
  const auto now = difference();
  if (!now) return std::nullopt;
  if (!last_) last_ = now;
  const std::int64_t step = *now - *last_;
  if (step > -kBoundMs && step < kBoundMs) return std::nullopt;
  last_ = now;
  return step;
}

}  // namespace concordat::gateway
