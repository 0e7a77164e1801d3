#include "policy/redact/value/date.h"

#include <algorithm>
#include <cstddef>

namespace concordat::policy {
namespace {

constexpr std::size_t kYear = 4;
constexpr std::size_t kIsoMonth = 7;
constexpr std::size_t kIsoDay = 10;
constexpr std::size_t kHl7Month = 6;
constexpr std::size_t kHl7Day = 8;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// -1 when it is not written in digits alone.
int number_of(std::string_view text) {
  int value = text.empty() ? -1 : 0;
  for (const char c : text) {
    if (!digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool within(std::string_view text, int low, int high) {
  const int value = number_of(text);
  return value >= low && value <= high;
}

bool leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Four digits, then two and two or nothing: a day of the Gregorian calendar.
bool calendar(std::string_view year, std::string_view month, std::string_view day) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (!within(year, 1, 9999)) return false;
  if (month.empty()) return day.empty();
  if (!within(month, 1, 12)) return false;
  if (day.empty()) return true;
  const int extra = month == "02" && leap(number_of(year)) ? 1 : 0;
  return within(day, 1, kDays[number_of(month) - 1] + extra);
}

// "Z", "+hh:mm" or "-hh:mm"; or nothing.
bool iso_zone(std::string_view text) {
  if (text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && within(text.substr(1, 2), 0, 14) &&
         within(text.substr(4, 2), 0, 59);
}

// hh:mm[:ss[.fraction]] and a zone: how far the time goes, 0 when it is none.
std::size_t iso_time(std::string_view text) {
  if (text.size() < 5 || text[2] != ':' || !within(text.substr(0, 2), 0, 23) || !within(text.substr(3, 2), 0, 59))
    return 0;
  if (text.size() < 8 || text[5] != ':') return 5;
  if (!within(text.substr(6, 2), 0, 60)) return 0;
  if (text.size() == 8 || text[8] != '.') return 8;
  std::size_t end = 9;
  while (end < text.size() && digit(text[end])) ++end;
  return end == 9 ? 0 : end;
}

bool iso_day(std::string_view text) {
  if (text.size() == kYear) return calendar(text, {}, {});
  if (text.size() == kIsoMonth) return text[4] == '-' && calendar(text.substr(0, 4), text.substr(5), {});
  return text.size() == kIsoDay && text[4] == '-' && text[7] == '-' &&
         calendar(text.substr(0, 4), text.substr(5, 2), text.substr(8));
}

bool iso_date(std::string_view text) {
  if (text.size() <= kIsoDay) return iso_day(text);
  if (!iso_day(text.substr(0, kIsoDay)) || text[kIsoDay] != 'T') return false;
  const std::string_view time = text.substr(kIsoDay + 1);
  const std::size_t end = iso_time(time);
  return end > 0 && (end == time.size() || iso_zone(time.substr(end)));
}

// HH[MM[SS[.S[S[S[S]]]]]]
bool hl7_time(std::string_view text) {
  constexpr std::size_t kSeconds = 6;
  constexpr std::size_t kLongest = kSeconds + 5;
  const std::string_view clock = text.substr(0, kSeconds);
  if (clock.size() % 2 != 0 || !within(clock.substr(0, 2), 0, 23)) return false;
  if (clock.size() > 2 && !within(clock.substr(2, 2), 0, 59)) return false;
  if (clock.size() > 4 && !within(clock.substr(4, 2), 0, 60)) return false;
  if (text.size() <= kSeconds) return true;
  return text[kSeconds] == '.' && text.size() <= kLongest && number_of(text.substr(kSeconds + 1)) >= 0;
}

// How many digits the calendar's part has; 0 when it is no date.
std::size_t hl7_date(std::string_view text) {
  const std::size_t sign = text.find_first_of("+-");
  if (sign != std::string_view::npos) {
    const std::string_view zone = text.substr(sign + 1);
    if (zone.size() != 4 || !within(zone.substr(0, 2), 0, 14) || !within(zone.substr(2), 0, 59)) return 0;
    text = text.substr(0, sign);
  }
  const std::string_view day = text.substr(0, kHl7Day);
  if (day.size() != kYear && day.size() != kHl7Month && day.size() != kHl7Day) return 0;
  const std::string_view month = day.substr(kYear).substr(0, 2);
  if (!calendar(day.substr(0, kYear), month, day.size() == kHl7Day ? day.substr(kHl7Month) : std::string_view()))
    return 0;
  return text.size() == day.size() || hl7_time(text.substr(kHl7Day)) ? day.size() : 0;
}

}  // namespace

std::optional<std::string> coarser_date(std::string_view value, Grain grain, DateForm form) {
  const bool iso = form == DateForm::kIso;
  const std::size_t known = iso ? (iso_date(value) ? std::min(value.size(), kIsoDay) : 0) : hl7_date(value);
  if (known == 0) return std::nullopt;
  switch (grain) {
    case Grain::kYear: return std::string(value.substr(0, kYear));
    case Grain::kMonth: return std::string(value.substr(0, std::min(known, iso ? kIsoMonth : kHl7Month)));
    case Grain::kDay: return std::string(value.substr(0, known));
    default: return std::nullopt;
  }
}

bool fhir_date(std::string_view text) {
  if (text.size() <= kIsoDay) return iso_day(text);
  constexpr std::size_t kSeconds = 8;
  const std::size_t end = iso_date(text) ? iso_time(text.substr(kIsoDay + 1)) : 0;
  return end >= kSeconds && end < text.size() - kIsoDay - 1;
}

}  // namespace concordat::policy
