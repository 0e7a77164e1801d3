#include "policy/redact/value/free_text.h"

#include <algorithm>

#include "policy/redact/value/patterns.h"
#include "policy/redact/value/transform.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kShortestWord = 4;  // characters: shorter words are too likely to be somebody else's
constexpr std::size_t kMostDigits = 15;   // of one number (ITU-T E.164)

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 1;
  return count;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), digit);
}

// At most eight digits.
unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

constexpr std::string_view kMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};

// A day, a month or a year as it may stand in a written date; 0 for anything else (but also for the year 00).
unsigned date_part(std::string_view word) {
  if (word.size() > 2 && word.size() <= 4 && digit(word.front()) && !digit(word.back())) word.remove_suffix(2);  // 9th
  if (word.size() <= 4 && all_digits(word)) return number(word);
  for (unsigned month = 0; month < std::size(kMonths); ++month) {
    if (word == kMonths[month] || word == kMonths[month].substr(0, 3)) return month + 1;
  }
  return 0;
}

ScrubKind kind_of(ValueType type) {
  switch (type) {
    case ValueType::kName: return ScrubKind::kName;
    case ValueType::kDate: return ScrubKind::kDate;
    case ValueType::kAddress: return ScrubKind::kAddress;
    case ValueType::kPostcode: return ScrubKind::kPostcode;
    case ValueType::kContact: return ScrubKind::kContact;
    default: return ScrubKind::kIdentifier;
  }
}

std::string only_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (digit(c)) out += c;
  }
  return out;
}

}  // namespace

void FreeText::clear() {
  released_.clear();
  first_words_.clear();
  heads_.clear();
  phrases_.clear();
  rests_.clear();
  days_.clear();
}

// The words [first, last) with `between` between them; valid until the next call.
std::string_view FreeText::join(std::size_t first, std::size_t last, std::string_view between) {
  joined_.clear();
  for (std::size_t i = first; i < last; ++i) {
    if (i > first) joined_.append(between);
    joined_.append(words_[i].folded);
  }
  return joined_;
}

void FreeText::release(ValueType type, std::string_view value) {
  if (type == ValueType::kName) {
    split(value);
    for (const Word& word : words_) released_.insert(word.folded);
  }
  joined_.clear();
  fold(value, joined_);
  released_.insert(joined_);
  if (type == ValueType::kContact) released_.insert(phone_core(only_digits(value)));
}

void FreeText::withhold(ValueType type, std::string_view value) {
  if (type == ValueType::kDate) {
    constexpr std::size_t kWholeDate = 10;
    if (!fhir_date(value) || value.size() < kWholeDate) return;
    const unsigned year = number(value.substr(0, 4));
    const unsigned day = number(value.substr(5, 2)) * 100 + number(value.substr(8, 2));
    days_.push_back(year * 10000 + day);
    days_.push_back(year % 100 * 10000 + day);
    return;
  }
  split(value);
  if (type == ValueType::kName) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!title_word(words_[i].folded)) add(i, i + 1, ScrubKind::kName);
    }
    return;
  }
  const std::string_view whole = join(0, words_.size(), "");
  const bool one_word_too = words_.size() > 1 && type == ValueType::kIdentifier && whole.size() >= kShortestWord;
  if (one_word_too) add_first(whole, "", ScrubKind::kIdentifier, false);
  add(0, words_.size(), kind_of(type));
}

void FreeText::add(std::size_t first, std::size_t last, ScrubKind kind) {
  if (first == last) return;
  if (characters(join(first, last, "")) < kShortestWord) return;
  const std::string_view rest = join(first + 1, last, " ");
  add_first(words_[first].folded, rest, kind, rest.empty() && clinical_word(words_[first].folded));
}

void FreeText::add_first(std::string_view word, std::string_view rest, ScrubKind kind, bool clinical) {
  const std::uint32_t index = first_words_.insert(word);
  if (index == heads_.size()) heads_.push_back(FoldedSet::kNone);
  for (std::uint32_t at = heads_[index]; at != FoldedSet::kNone; at = phrases_[at].next) {
    if (std::string_view(rests_).substr(phrases_[at].rest, phrases_[at].rest_length) == rest) return;
  }
  phrases_.push_back({static_cast<std::uint32_t>(rests_.size()), static_cast<std::uint32_t>(rest.size()), heads_[index],
                      kind, clinical});
  rests_.append(rest);
  heads_[index] = static_cast<std::uint32_t>(phrases_.size() - 1);
}

void FreeText::split(std::string_view text) {
  words_.clear();
  folded_.clear();
  fold(text, folded_);  // the words one after the other, each as long as it was
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && word_byte(text[end])) ++end;
    if (end > at) {
      words_.push_back({at, end, {folded_.data() + start, end - at}});
      start += end - at;
    }
    at = std::max(end, at + 1);
  }
}

// False when a withheld value is there that is a clinical word too.
bool FreeText::find_phrases() {
  if (phrases_.empty()) return true;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint32_t index = first_words_.find(words_[i].folded);
    if (index == FoldedSet::kNone) continue;
    for (std::uint32_t at = heads_[index]; at != FoldedSet::kNone; at = phrases_[at].next) {
      std::string_view rest = std::string_view(rests_).substr(phrases_[at].rest, phrases_[at].rest_length);
      std::size_t last = i;
      while (!rest.empty() && last + 1 < words_.size()) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (words_[last + 1].folded != word) break;
        ++last;
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      }
      if (!rest.empty() || released(join(i, last + 1, ""))) continue;
      if (phrases_[at].clinical) return false;
      spans_.push_back({words_[i].begin, words_[last].end, phrases_[at].kind});
    }
  }
  return true;
}

// A withheld date in the ways in which people write one: 1941-03-09, 9/3/41, 09.03.1941, 9th March 1941, Mar 9 1941,
// 09031941.
void FreeText::find_dates() {
  if (days_.empty()) return;
  std::sort(days_.begin(), days_.end());
  const auto born = [this](unsigned year, unsigned month, unsigned day) {
    return std::binary_search(days_.begin(), days_.end(), year * 10000 + month * 100 + day);
  };
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::string_view word = words_[i].folded;
    if (word.size() == 8 && all_digits(word)) {
      const unsigned n = number(word);
      if (born(n / 10000, n / 100 % 100, n % 100) || born(n % 10000, n / 10000 % 100, n / 1000000)) {
        spans_.push_back({words_[i].begin, words_[i].end, ScrubKind::kDate});
      }
    }
    if (i + 2 >= words_.size()) continue;
    const unsigned first = date_part(word);
    const unsigned second = date_part(words_[i + 1].folded);
    const unsigned third = date_part(words_[i + 2].folded);
    if (first == 0 || second == 0) continue;
    if (born(third, second, first) || born(third, first, second) || born(first, second, third)) {
      spans_.push_back({words_[i].begin, words_[i + 2].end, ScrubKind::kDate});
    }
  }
}

// NHS and phone numbers: groups of digits with at most a few separators between them, the longest run that is one.
void FreeText::find_numbers(std::string_view text) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (!digit(words_[i].folded.front())) continue;
    std::string digits;
    std::size_t last = i;
    bool found = false;
    ScrubKind kind = ScrubKind::kPhone;
    const bool plus = words_[i].begin > 0 && text[words_[i].begin - 1] == '+';
    for (std::size_t j = i; j < words_.size() && digits.size() <= kMostDigits; ++j) {
      const std::string_view group = words_[j].folded;
      if (!all_digits(group)) break;
      if (j > i) {
        const std::string_view gap = text.substr(words_[j - 1].end, words_[j].begin - words_[j - 1].end);
        if (gap.size() > 3 || gap.find_first_not_of(" -.()/\t\xA0") != std::string_view::npos) break;
      }
      digits += group;
      const bool nhs = nhs_number(digits) && !released(digits);
      const bool phone = phone_number(digits, plus) && !released(phone_core(digits));
      if (!nhs && !phone) continue;
      found = true;
      last = j;
      kind = nhs ? ScrubKind::kNhsNumber : ScrubKind::kPhone;
    }
    if (!found) continue;
    spans_.push_back({words_[i].begin - (plus ? 1 : 0), words_[last].end, kind});
    i = last;
  }
}

void FreeText::find_postcodes(std::string_view text) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::string_view word = words_[i].folded;
    if (word.size() >= 5 && word.size() <= 7 && inward_word(word.substr(word.size() - 3)) &&
        outward_word(word.substr(0, word.size() - 3))) {
      if (!released(word)) spans_.push_back({words_[i].begin, words_[i].end, ScrubKind::kPostcode});
    } else if (i + 1 < words_.size() && outward_word(word) && inward_word(words_[i + 1].folded)) {
      const std::string_view gap = text.substr(words_[i].end, words_[i + 1].begin - words_[i].end);
      const bool apart = gap.find_first_not_of(" \t") != std::string_view::npos;
      if (apart || released(std::string(word) + std::string(words_[i + 1].folded))) continue;
      spans_.push_back({words_[i].begin, words_[i + 1].end, ScrubKind::kPostcode});
    }
  }
}

// E-mail addresses: what stands around an @ without a space, when a dot follows.
void FreeText::find_addresses(std::string_view text) {
  const auto part = [](char c) {
    return word_byte(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'';
  };
  std::string folded;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    std::size_t end = at + 1;
    while (begin > 0 && part(text[begin - 1])) --begin;
    while (end < text.size() && part(text[end])) ++end;
    while (end > at + 1 && !word_byte(text[end - 1])) --end;
    const bool dotted = text.substr(at + 1, end - at - 1).find('.') != std::string_view::npos;
    folded.clear();
    for (const char c : text.substr(begin, end - begin)) {
      if (word_byte(c)) fold(std::string_view(&c, 1), folded);
    }
    if (begin == at || !dotted || released(folded)) continue;
    spans_.push_back({begin, end, ScrubKind::kEmail});
  }
}

// What overlaps is one mark.
FreeText::Outcome FreeText::merge() {
  std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  Outcome outcome;
  for (std::size_t i = 0; i < spans_.size();) {
    Span span = spans_[i++];
    for (; i < spans_.size() && spans_[i].begin < span.end; ++i) {
      span.end = std::max(span.end, spans_[i].end);
      span.kind = std::max(span.kind, spans_[i].kind);
    }
    spans_[outcome.marks++] = span;
    ++outcome.by_kind[index_of(span.kind)];
  }
  spans_.resize(outcome.marks);
  return outcome;
}

FreeText::Outcome FreeText::find(std::string_view text) {
  spans_.clear();
  const bool patterns = std::any_of(text.begin(), text.end(), [](char c) { return digit(c) || c == '@'; });
  if ((phrases_.empty() && !patterns) || fhir_date(text)) return {};
  split(text);
  if (!find_phrases()) {
    spans_.clear();
    return {.possible = false};
  }
  if (patterns) {
    find_dates();
    find_numbers(text);
    find_postcodes(text);
    find_addresses(text);
  }
  return merge();
}

FreeText::Outcome FreeText::scrub(std::string_view text, std::string& clean) {
  const Outcome outcome = find(text);
  if (spans_.empty()) return outcome;
  clean.clear();
  std::size_t done = 0;
  for (const Span& span : spans_) {
    clean.append(text, done, span.begin - done).append(kMark);
    done = span.end;
  }
  clean.append(text, done);
  return outcome;
}

}  // namespace concordat::policy
