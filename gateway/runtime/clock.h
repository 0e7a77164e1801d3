#pragma once
// The gateway's own time, behind an interface so that tests turn it. Thread-safe.

#include <cstdint>

namespace concordat::gateway {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::int64_t unix_ms() const = 0;    // wall clock (UTC)
  [[nodiscard]] virtual std::int64_t steady_ms() const = 0;  // never goes back
};

// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override;
  [[nodiscard]] std::int64_t steady_ms() const override;
};

// Turned by hand.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t unix_ms = 1'800'000'000'000) : now_(unix_ms) {}
  [[nodiscard]] std::int64_t unix_ms() const override { return now_ + set_by_; }
  [[nodiscard]] std::int64_t steady_ms() const override { return now_; }
  void advance_ms(std::int64_t ms) { now_ += ms; }
  // The wall clock alone, as when somebody sets it.
  void set_wall_ms(std::int64_t by) { set_by_ += by; }

 private:
  std::int64_t now_;
  std::int64_t set_by_ = 0;
};

}  // namespace concordat::gateway
