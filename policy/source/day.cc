#include "policy/source/day.h"

#include <date/date.h>
#include <date/tz.h>

namespace concordat::policy {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2037;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto year = digits(text.substr(0, 4));
  auto month = digits(text.substr(5, 2));
  auto day = digits(text.substr(8, 2));
  if (!year || !month || !day || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  std::chrono::year_month_day out{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                  std::chrono::day{static_cast<unsigned>(*day)}};
  if (!out.ok()) return std::nullopt;
  return std::chrono::sys_days{out};
}

std::string day_text(std::chrono::sys_days day) {
  return date::format("%F", date::sys_days{day.time_since_epoch()});
}

std::int64_t london_midnight(std::chrono::sys_days day) {
  static const date::time_zone* const london = date::locate_zone("Europe/London");
  date::local_seconds midnight{day.time_since_epoch()};
  return london->to_sys(midnight, date::choose::earliest).time_since_epoch().count();
}

}  // namespace concordat::policy
