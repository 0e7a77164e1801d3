#include "gateway/pipeline/number_lists.h"

#include <chrono>
#include <optional>

#include "gateway/runtime/files.h"
#include "policy/source/day.h"

namespace concordat::gateway {
namespace {

using policy::Level;
using policy::PersonList;

constexpr std::size_t kMostBytes = 1024u * 1024 * 1024;  // 60 million numbers
constexpr std::size_t kMostProblems = 10;                // a list

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// "2026-11-20T06:00:00Z"
std::optional<std::int64_t> parse_moment(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z')
    return std::nullopt;
  const auto day = policy::parse_day(text.substr(0, 10));
  int parts[3];
  for (int i = 0; i < 3; ++i) {
    const char tens = text[11 + 3 * i], ones = text[12 + 3 * i];
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return std::nullopt;
    parts[i] = (tens - '0') * 10 + (ones - '0');
  }
  if (!day || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(day->time_since_epoch()).count() + parts[0] * 3600 +
         parts[1] * 60 + parts[2];
}

class ListReader {
 public:
  ListReader(const PersonList& list, const HashNumber& subject, policy::Problems& problems)
      : list_(list), subject_(subject), problems_(problems) {
    entry_.id = list.id.text;
    entry_.meaning = list.meaning;
  }

  PersonListEntry read(const std::string& directory) {
    auto text = read_file(below(directory, path()), kMostBytes);
    if (!text) {
      problem(0, "the list \"" + entry_.id + "\" cannot be read: " + text.error().detail);
      return std::move(entry_);
    }
    entry_.readable = true;
    std::string_view rest = *text;
    for (int line = 1; !rest.empty(); ++line) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view content = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      content = trimmed(content.substr(0, content.find('#')));
      if (!content.empty()) take(line, content);
    }
    if (as_of_ == 0 && entry_.readable)
      problem(1, "the first line says when the list was true: as-of: YYYY-MM-DDThh:mm:ssZ");
    if (list_.stale_after.count() > 0) entry_.stale_from = as_of_ + list_.stale_after.count();
    return std::move(entry_);
  }

 private:
  [[nodiscard]] std::string path() const { return "lists/" + list_.numbers.text; }

  void problem(int line, std::string text) {
    entry_.readable = false;
    if (++reported_ > kMostProblems) return;
    problems_.push_back({Level::kWarning, {path(), line, line == 0 ? 0 : 1}, std::move(text), {}});
  }

  void take(int line, std::string_view content) {
    constexpr std::string_view kAsOf = "as-of:";
    if (as_of_ == 0) {
      const auto moment =
          content.starts_with(kAsOf) ? parse_moment(trimmed(content.substr(kAsOf.size()))) : std::nullopt;
      if (moment) {
        as_of_ = *moment;
      } else if (entry_.readable) {
        problem(line, "the first line says when the list was true: as-of: YYYY-MM-DDThh:mm:ssZ");
      }
      return;
    }
    const std::string number = nhs_number(content);
    if (number.empty()) {
      problem(line, "this is no NHS number; the whole list is not used until it is mended");
    } else {
      entry_.people.push_back(person_tag(subject_(number)));
    }
  }

  const PersonList& list_;
  const HashNumber& subject_;
  policy::Problems& problems_;
  PersonListEntry entry_;
  std::int64_t as_of_ = 0;
  std::size_t reported_ = 0;
};

}  // namespace

std::string nhs_number(std::string_view written) {
  std::string digits;
  for (const char c : written) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-') {
      return {};
    }
  }
  if (digits.size() != 10) return {};
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check == digits[9] - '0' ? digits : std::string();
}

NumberLists read_number_lists(const std::string& directory, const std::vector<PersonList>& wanted,
                              const HashNumber& subject) {
  NumberLists out;
  for (const PersonList& list : wanted) out.lists.push_back(ListReader(list, subject, out.problems).read(directory));
  return out;
}

}  // namespace concordat::gateway
