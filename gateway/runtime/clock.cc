#include "gateway/runtime/clock.h"

#include <chrono>

namespace concordat::gateway {
namespace {

template <typename Source>
std::int64_t milliseconds_of() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Source::now().time_since_epoch()).count();
}

}  // namespace

std::int64_t SystemClock::unix_ms() const {
  return milliseconds_of<std::chrono::system_clock>();
}

std::int64_t SystemClock::steady_ms() const {
  return milliseconds_of<std::chrono::steady_clock>();
}

}  // namespace concordat::gateway
