#include "gateway/ledger/audit/views/entry_time.h"

#include <charconv>
#include <chrono>

namespace concordat::gateway {
namespace {

namespace chrono = std::chrono;

int number_at(std::string_view text, std::size_t at, std::size_t length) {
  int number = 0;
  std::from_chars(text.data() + at, text.data() + at + length, number);
  return number;
}

chrono::sys_days day_of(std::string_view time) {
  return chrono::year(number_at(time, 0, 4)) / number_at(time, 5, 2) / number_at(time, 8, 2);
}

std::string week_of(std::string_view time) {
  const chrono::sys_days day = day_of(time);
  const auto thursday = day - (chrono::weekday(day) - chrono::Monday) + chrono::days(3);
  const chrono::year_month_day date(thursday);
  const auto week = (thursday - chrono::sys_days(date.year() / 1 / 1)).count() / 7 + 1;
  const std::string year = std::to_string(static_cast<int>(date.year()));
  return year + (week < 10 ? "-W0" : "-W") + std::to_string(week);
}

}  // namespace

std::string period_of(std::string_view time, Period period) {
  switch (period) {
    case Period::kAll: return {};
    case Period::kDay: return std::string(time.substr(0, 10));
    case Period::kMonth: return std::string(time.substr(0, 7));
    case Period::kWeek: return week_of(time);
  }
  return {};
}

std::int64_t unix_ms_of(std::string_view time) {
  const auto of_day = chrono::hours(number_at(time, 11, 2)) + chrono::minutes(number_at(time, 14, 2)) +
                      chrono::seconds(number_at(time, 17, 2)) + chrono::milliseconds(number_at(time, 20, 3));
  return chrono::duration_cast<chrono::milliseconds>(day_of(time).time_since_epoch() + of_day).count();
}

}  // namespace concordat::gateway
