#include "policy/redact/value/words/withheld_dates.h"

#include <algorithm>

namespace concordat::policy {
namespace {

constexpr std::size_t kNone = 0xFFFFFFFF;
constexpr unsigned kLastDay = 31;
constexpr unsigned kFirstYear = 1000;  // a number below that is a day, a month, or a year without its century

// English, and Welsh where it begins otherwise.
struct Month {
  std::string_view name;
  unsigned number;
};
constexpr Month kMonths[] = {{"january", 1},   {"february", 2},  {"march", 3},     {"april", 4},      {"may", 5},
                             {"june", 6},      {"july", 7},      {"august", 8},    {"september", 9},  {"october", 10},
                             {"november", 11}, {"december", 12}, {"ionawr", 1},    {"chwefror", 2},   {"mawrth", 3},
                             {"ebrill", 4},    {"mai", 5},       {"mehefin", 6},   {"gorffennaf", 7}, {"awst", 8},
                             {"medi", 9},      {"hydref", 10},   {"tachwedd", 11}, {"rhagfyr", 12}};

unsigned month_named(std::string_view word) {
  if (word.size() < 3) return 0;
  for (const Month& month : kMonths) {
    const bool short_form = word.size() <= 4 && month.name.substr(0, word.size()) == word;
    if (short_form || word == month.name) return month.number;
  }
  return 0;
}

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

bool valid(unsigned month, unsigned day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= kLastDay;
}

// A day, a month or a year in a text.
struct Part {
  unsigned value = 0;
  bool named = false;  // a month's name
  std::size_t digits = 0;
  std::size_t end = kNone;  // the run after it
};

bool ordinal(std::string_view word) {
  return word == "st" || word == "nd" || word == "rd" || word == "th";
}

// The part that begins at this run; `end` is kNone if none does.
Part part_at(const Runs& runs, std::size_t at, bool first) {
  constexpr std::size_t kMostDigits = 4;
  while (!first && at < runs.size() && runs[at].gap <= Gap::kSeparator && runs.letters(runs[at]) == "of") ++at;
  if (at >= runs.size() || (!first && runs[at].gap > Gap::kSeparator)) return {};
  const std::string_view word = runs.letters(runs[at]);
  if (!runs[at].digits) {
    const unsigned month = month_named(word);
    return month == 0 ? Part{} : Part{month, true, 0, at + 1};
  }
  if (word.size() > kMostDigits || word.size() == 3) return {};
  std::size_t end = at + 1;
  if (end < runs.size() && runs[end].gap <= Gap::kSpace && ordinal(runs.letters(runs[end]))) ++end;
  return {number(word), false, word.size(), end};
}

}  // namespace

void WithheldDates::clear() {
  days_.clear();
  months_.clear();
  sorted_ = true;
}

void WithheldDates::add_day(unsigned year, unsigned month, unsigned day) {
  for (const unsigned written : {year, year % 100}) {
    months_.push_back(written * 100 + month);
    if (day != 0) days_.push_back((written * 100 + month) * 100 + day);
  }
  sorted_ = false;
}

bool WithheldDates::add(const Runs& value) {
  if (value.size() == 0) return false;
  const std::string_view word = value.letters(value[0]);
  const bool together = value[0].digits && word.size() >= 6 && word.size() % 2 == 0;
  if (together) {
    const bool whole = word.size() >= 8;
    unsigned year = number(word.substr(0, 4));
    const unsigned month = number(word.substr(whole && year < kFirstYear ? 2 : 4, 2));
    unsigned day = whole ? number(word.substr(6, 2)) : 0;
    if (word.size() == 8 && year < kFirstYear) {  // 09031941
      day = number(word.substr(0, 2));
      year = number(word.substr(4, 4));
    }
    const bool dated = year >= kFirstYear && valid(month, whole ? day : 1);
    if (dated) add_day(year, month, day);
    return dated;
  }
  const Part first = part_at(value, 0, true);
  const Part second = first.end == kNone ? Part{} : part_at(value, first.end, false);
  if (second.end == kNone) return false;
  Part third = part_at(value, second.end, false);
  if (third.end != kNone && third.digits > 2 && first.digits > 2) third.end = kNone;  // 1941-03 1942
  if (first.value >= kFirstYear) {
    const unsigned day = third.end == kNone ? 0 : third.value;
    if (!valid(second.value, day == 0 ? 1 : day)) return false;
    add_day(first.value, second.value, day);
    return true;
  }
  if (third.end == kNone) {
    const bool dated = second.value >= kFirstYear && valid(first.value, 1);
    if (dated) add_day(second.value, first.value, 0);
    return dated;
  }
  // 9/3/1941 is the ninth of March here; where only the other order can be, it is that one.
  const bool month_first = first.named || !valid(second.value, first.value);
  const unsigned month = month_first ? first.value : second.value;
  const unsigned day = month_first ? second.value : first.value;
  if (third.named || !valid(month, day)) return false;
  add_day(third.value, month, day);
  return true;
}

bool WithheldDates::is_day(unsigned year, unsigned month, unsigned day) const {
  return valid(month, day) && std::binary_search(days_.begin(), days_.end(), (year * 100 + month) * 100 + day);
}

bool WithheldDates::is_month(unsigned year, unsigned month) const {
  return valid(month, 1) && std::binary_search(months_.begin(), months_.end(), year * 100 + month);
}

bool WithheldDates::digits_are(std::string_view digits) const {
  constexpr std::size_t kShort = 6;
  constexpr std::size_t kWhole = 8;
  constexpr std::size_t kWithSeconds = 14;
  if (digits.size() < kShort || digits.size() > kWithSeconds || digits.size() % 2 != 0) return false;
  const auto pair = [digits](std::size_t at, std::size_t length) { return number(digits.substr(at, length)); };
  if (digits.size() == kShort) {
    return is_day(pair(4, 2), pair(2, 2), pair(0, 2)) || is_day(pair(0, 2), pair(2, 2), pair(4, 2)) ||
           is_month(pair(0, 4), pair(4, 2));
  }
  if (is_day(pair(0, 4), pair(4, 2), pair(6, 2))) return true;
  if (digits.size() != kWhole) return false;
  return is_day(pair(4, 4), pair(2, 2), pair(0, 2)) || is_day(pair(4, 4), pair(0, 2), pair(2, 2));
}

// The run after the date that begins at this one; kNone if none does.
std::size_t WithheldDates::end_at(const Runs& runs, std::size_t first) const {
  if (runs[first].digits && digits_are(runs.letters(runs[first]))) return first + 1;
  const bool number_next = first + 1 < runs.size() && runs[first + 1].digits;
  if (!runs[first].digits && !number_next) return kNone;
  const Part a = part_at(runs, first, true);
  if (a.end == kNone) return kNone;
  const Part b = part_at(runs, a.end, false);
  if (b.end == kNone) return kNone;
  const Part c = part_at(runs, b.end, false);
  if (c.end != kNone) {
    const bool found = (!c.named && !b.named && is_day(c.value, a.value, b.value)) ||
                       (!c.named && !a.named && is_day(c.value, b.value, a.value)) ||
                       (!a.named && !c.named && is_day(a.value, b.value, c.value));
    if (found) return c.end;
  }
  // A month is sought only with a number that can be nothing but a year: 3/41 may be anything, March 12 is a day.
  const bool year = b.digits == 4 || (a.named && b.digits == 2 && b.value > kLastDay);
  const bool year_last = !b.named && year && is_month(b.value, a.value);
  const bool year_first = a.digits == 4 && is_month(a.value, b.value);
  if (year_last || year_first) return b.end;
  return kNone;
}

void WithheldDates::sort() {
  std::sort(days_.begin(), days_.end());
  std::sort(months_.begin(), months_.end());
  sorted_ = true;
}

void WithheldDates::find(const Runs& runs, std::vector<Match>& found) {
  if (empty()) return;
  if (!sorted_) sort();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const std::size_t end = end_at(runs, i); end != kNone)
      found.push_back(runs.match(i, end - 1, ScrubKind::kDate));
  }
}

}  // namespace concordat::policy
