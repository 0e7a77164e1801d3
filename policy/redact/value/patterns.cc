#include "policy/redact/value/patterns.h"

#include <algorithm>
#include <array>

#include "policy/redact/value/postcode.h"
#include "policy/redact/value/words/plain_text.h"

namespace concordat::policy {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool capital(char c) {
  return c >= 'A' && c <= 'Z';
}

constexpr std::size_t kNhsDigits = 10;
constexpr std::size_t kMostDigits = 15;   // of a telephone number (ITU-T E.164)
constexpr std::size_t kFewestAbroad = 9;  // with its country's code
constexpr std::size_t kMostGroups = 15;   // every digit by itself

// After a district of one letter, a digit and one of these in small letters is an ordinal or an amount, not an inward
// code: "B12 2nd dose", "L5 3hr".
constexpr std::string_view kUnits[] = {"st", "nd", "rd", "th", "hr", "yr", "lb", "ft",
                                       "bd", "qd", "hz", "pt", "ug", "ng", "wt"};

template <std::size_t N>
bool one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// One run of digits after the other, as a number may be written.
struct Groups {
  std::size_t first = 0;  // run
  std::size_t count = 0;
  std::array<std::size_t, kMostGroups> last{};  // run
  std::array<std::size_t, kMostGroups> size{};  // digits
};

// A space, a hyphen, a bracket or two of them; a point or a stroke only by itself: a sentence does not end in a number.
bool between_groups(const Runs& runs, std::size_t run) {
  constexpr std::string_view kMarks = " -()\t\r\n";
  constexpr std::size_t kMost = 3;
  std::size_t seen = 0;
  const std::string_view between = runs.before(run);
  if (between == "." || between == "/") return true;
  for (const char c : between) {
    if (c == PlainText::kInvisible) continue;
    if (kMarks.find(c) == std::string_view::npos || ++seen > kMost) return false;
  }
  return true;
}

Groups groups_from(const Runs& runs, std::size_t first) {
  Groups groups;
  groups.first = first;
  std::size_t digits = 0;
  for (std::size_t i = first; i < runs.size() && runs[i].digits; ++i) {
    const bool more = i > first && runs[i].gap <= Gap::kInvisible;
    if (i > first && runs[i].gap > Gap::kSeparator) break;
    digits += runs[i].size();
    if (digits > kMostDigits || (!more && groups.count == kMostGroups)) break;
    if (!more) groups.size[groups.count++] = 0;
    groups.last[groups.count - 1] = i;
    groups.size[groups.count - 1] += runs[i].size();
  }
  return groups;
}

bool each_by_itself(const Groups& groups, std::size_t count) {
  return std::all_of(groups.size.begin(), groups.size.begin() + static_cast<std::ptrdiff_t>(count),
                     [](std::size_t size) { return size == 1; });
}

// 3-3-4 as it is printed, whole, or as forms and registers break it: blood pressures must not add up to a number.
bool nhs_grouping(const Groups& groups, std::size_t count) {
  const auto& size = groups.size;
  if (count == 1 || each_by_itself(groups, count)) return true;
  if (count == 2) return (size[0] == 6 && size[1] == 4) || (size[0] == 3 && size[1] == 7);
  return count == 3 && size[0] == 3 && size[1] == 3;
}

// In the country: the first group is an area's code, or all of it, and none is a digit by itself but the (0) after +44.
// "01/02/2026 930" is none, nor is "0800 1200 200ml".
bool phone_grouping(const Runs& runs, const Groups& groups, std::size_t count, bool plus) {
  constexpr std::size_t kShortestArea = 3;
  constexpr std::size_t kMostParts = 6;
  if (count == 1 || each_by_itself(groups, count)) return true;
  for (std::size_t i = 1; i < count; ++i) {
    const bool trunk = plus && i == 1;
    if (!between_groups(runs, groups.last[i - 1] + 1) || (groups.size[i] == 1 && !trunk)) return false;
  }
  const std::size_t next = groups.last[count - 1] + 1;
  const bool amount = next < runs.size() && runs[next].gap == Gap::kNone;
  return !amount && count <= kMostParts && (plus || groups.size[0] >= kShortestArea);
}

// Any other country: after a plus, with one mark between groups, and brackets only about the area; a point only as in
// 212.555.0123.
bool abroad(const Runs& runs, const Groups& groups, std::size_t count, std::string_view digits) {
  if (digits.size() < kFewestAbroad || digits.front() == '0' || digits.substr(0, 2) == "44") return false;
  for (std::size_t i = 1; i < count; ++i) {
    const std::string_view between = runs.before(groups.last[i - 1] + 1);
    constexpr std::size_t kPointed = 3;
    const bool area = i <= 2 && (between == " (" || between == ") ");
    const bool point = between == "." && groups.size[i] >= kPointed;
    if (between != " " && between != "-" && !area && !point) return false;
  }
  return phone_grouping(runs, groups, count, true);
}

// An NHS number and the longest telephone number that begin at this run, if any.
void find_numbers(const Runs& runs, std::size_t first, std::vector<Match>& found) {
  const Groups groups = groups_from(runs, first);
  const bool plus = runs[first].begin > 0 && runs.text()[runs[first].begin - 1] == '+';
  Match phone{};
  for (std::size_t count = 1; count <= groups.count; ++count) {
    Match match = runs.match(first, groups.last[count - 1], ScrubKind::kNhsNumber);
    const std::string_view digits = runs.letters().substr(match.at, match.length);
    if (nhs_number(digits) && nhs_grouping(groups, count)) found.push_back(match);
    const bool national = phone_number(digits, plus) && phone_grouping(runs, groups, count, plus);
    if (!national && !(plus && abroad(runs, groups, count, digits))) continue;
    phone = match;
    phone.kind = ScrubKind::kPhone;
  }
  if (phone.length == 0) return;
  if (plus) --phone.begin;
  found.push_back(phone);
}

// Only white space, and only between the two halves, may stand in a postcode.
bool postcode_spacing(const Runs& runs, std::size_t first, std::size_t last, std::size_t inward_at) {
  for (std::size_t i = first + 1; i <= last; ++i) {
    const bool half = runs[i].at == inward_at;
    if (runs[i].gap > (half ? Gap::kSpace : Gap::kInvisible)) return false;
  }
  return true;
}

// "2nd" and "3hr" are written small, inward codes seldom are.
bool amount(std::string_view written) {
  const bool small =
      std::any_of(written.begin(), written.end(), letter) && std::none_of(written.begin(), written.end(), capital);
  return small && written.size() == 3 && one_of(written.substr(1), kUnits);
}

void find_postcode(const Runs& runs, std::size_t first, std::vector<Match>& found) {
  constexpr std::size_t kMostRuns = 6;
  constexpr std::size_t kLongest = 8;
  constexpr std::size_t kInward = 3;
  if (runs[first].size() > 4 || (first > 0 && runs[first].gap == Gap::kNone && runs[first - 1].digits)) return;
  for (std::size_t last = first + 1; last < runs.size() && last < first + kMostRuns; ++last) {
    const Match match = runs.match(first, last, ScrubKind::kPostcode);
    if (match.length > kLongest || runs[last].gap > Gap::kSpace) return;
    if (last + 1 < runs.size() && runs[last + 1].gap <= Gap::kInvisible) continue;
    if (!postcode(runs.letters().substr(match.at, match.length))) continue;
    const bool forces = runs[last].digits;  // BFPO 57
    const std::size_t inward = forces ? runs[last].at : match.at + match.length - kInward;
    if (!postcode_spacing(runs, first, last, inward)) continue;
    if (!forces && runs[first].size() == 1 && amount(runs.text().substr(match.end - kInward, kInward))) continue;
    found.push_back(match);
    return;
  }
}

bool address_byte(char c) {
  return static_cast<signed char>(c) < 0 || digit(c) || letter(c) || capital(c) || c == '.' || c == '_' || c == '-' ||
         c == '+' || c == '%' || c == '\'' || c == PlainText::kInvisible;
}

// What stands around an @ without a space, when what follows has a dot and ends in letters.
void find_emails(const Runs& runs, std::vector<Match>& found) {
  const std::string_view text = runs.text();
  std::size_t run = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    std::size_t end = at + 1;
    while (begin > 0 && address_byte(text[begin - 1])) --begin;
    while (end < text.size() && address_byte(text[end])) ++end;
    while (run < runs.size() && runs[run].end <= begin) ++run;
    std::size_t last = run;
    while (last + 1 < runs.size() && runs[last + 1].begin < end) ++last;
    while (last > run && runs[last].digits) --last;  // a domain ends in letters
    const bool both = run < runs.size() && runs[run].begin < at && runs[last].begin > at;
    if (!both) continue;
    end = runs[last].end;
    const std::size_t dot = text.substr(at + 1, end - at - 1).find('.');
    if (dot == std::string_view::npos || dot == 0) continue;
    Match match = runs.match(run, last, ScrubKind::kEmail);
    match.begin = static_cast<std::uint32_t>(begin);
    found.push_back(match);
  }
}

}  // namespace

bool nhs_number(std::string_view digits) {
  if (digits.size() != kNhsDigits) return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < kNhsDigits; ++i) sum += (digits[i] - '0') * static_cast<int>(kNhsDigits - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == digits.back() - '0';
}

std::string_view phone_core(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  if (digits.size() > 10 && digits.substr(0, 2) == "44") digits.remove_prefix(2);
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

bool phone_number(std::string_view digits, bool plus) {
  const bool international = digits.substr(0, 4) == "0044" || (plus && digits.substr(0, 2) == "44");
  if (!international && digits.substr(0, 1) != "0") return false;
  const std::string_view core = phone_core(digits);
  return (core.size() == 9 || core.size() == 10) && core.front() >= '1' && core.front() != '4' && core.front() != '6';
}

bool postcode(std::string_view letters) {
  constexpr std::string_view kNowhere = "zz";  // pseudo postcodes of the NHS: no fixed abode, abroad, unknown
  if (letters.substr(0, kNowhere.size()) != kNowhere) return outward_part(letters, PostcodePart::kWhole).has_value();
  constexpr std::size_t kShortest = 6;
  constexpr std::size_t kLongest = 7;
  if (letters.size() < kShortest || letters.size() > kLongest || !digit(letters[2])) return false;
  constexpr std::string_view kNever = "cikmov";  // letters that inward codes do not use
  const std::string_view inward = letters.substr(letters.size() - 3);
  const auto used = [kNever](char c) { return letter(c) && kNever.find(c) == std::string_view::npos; };
  return digit(inward[0]) && used(inward[1]) && used(inward[2]);
}

void find_patterns(const Runs& runs, std::vector<Match>& found) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool digits = runs[i].digits;
    const bool begins = i == 0 || !runs[i - 1].digits || runs[i].gap > Gap::kInvisible;
    if (digits && begins) {
      find_numbers(runs, i, found);
    } else if (!digits && i + 1 < runs.size() && runs[i + 1].digits && runs[i].size() <= 4) {
      find_postcode(runs, i, found);
    }
  }
  find_emails(runs, found);
}

}  // namespace concordat::policy
