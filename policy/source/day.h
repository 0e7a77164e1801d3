#pragma once
// Calendar days as policy files write them, and when a day begins in Europe/London. Days run from 2000 to 2037: the
// system's time-zone tables say nothing of summer time after that, and an agreement that long needs a review first.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace concordat::policy {

// "2027-12-31"; nullopt for anything else, a day that the calendar does not have, or a year out of range.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view text);
[[nodiscard]] std::string day_text(std::chrono::sys_days day);

// Unix seconds of 00:00 in Europe/London on that day. Throws std::runtime_error when the system has no time-zone tables
// (start-up).
[[nodiscard]] std::int64_t london_midnight(std::chrono::sys_days day);

}  // namespace concordat::policy
