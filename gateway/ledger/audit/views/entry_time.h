#pragma once
// The times of entries, and the days, weeks and months that they fall into. All UTC, as entries are. Pure.
//
//   period_of("2026-11-22T17:32:12.123Z", Period::kWeek)      // "2026-W47"

#include <cstdint>
#include <string>
#include <string_view>

namespace concordat::gateway {

enum class Period : std::uint8_t { kAll, kDay, kWeek, kMonth };

// "2026-11-22", "2026-W47" (ISO 8601: weeks begin on Monday, and a week belongs to the year of its Thursday),
// "2026-11"; empty for kAll. `time` is an entry's: 24 characters. Text order is time order.
[[nodiscard]] std::string period_of(std::string_view time, Period period);

// Milliseconds since 1970 of an entry's time.
[[nodiscard]] std::int64_t unix_ms_of(std::string_view time);

}  // namespace concordat::gateway
