#include "policy/redact/free_text.h"

#include <algorithm>

#include "policy/redact/patterns.h"
#include "policy/redact/transform.h"
#include "protocol/base/utf8.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kShortestWord = 4;  // characters: shorter words are too likely to be somebody else's
constexpr std::size_t kMostDigits = 15;   // of one number (ITU-T E.164)

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::vector<std::string> folded_words(std::string_view value) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < value.size();) {
    std::size_t end = at;
    while (end < value.size() && word_byte(value[end])) ++end;
    if (end > at) fold(value.substr(at, end - at), words.emplace_back());
    at = std::max(end, at + 1);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 1;
  return count;
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
  phrases_.clear();
  released_.clear();
}

void FreeText::release(ValueType type, std::string_view value) {
  const std::vector<std::string> words = folded_words(value);
  released_.insert(joined(words));
  if (type == ValueType::kName) released_.insert(words.begin(), words.end());
  if (type == ValueType::kContact) released_.insert(phone_core(only_digits(value)));
}

void FreeText::withhold(ValueType type, std::string_view value) {
  std::vector<std::string> words = folded_words(value);
  if (type == ValueType::kDate) return add_date(value);
  if (type == ValueType::kName) {
    for (std::string& word : words) {
      if (!title_word(word)) add({std::move(word)});
    }
    return;
  }
  if (words.size() > 1 && type == ValueType::kIdentifier) add({joined(words)});
  add(std::move(words));
}

// The ways in which people write a birth date.
void FreeText::add_date(std::string_view value) {
  constexpr std::string_view kMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december"};
  if (!fhir_date(value) || value.size() < 10) return;
  const std::string year(value.substr(0, 4));
  const std::string month(value.substr(5, 2));
  const std::string day(value.substr(8, 2));
  const std::string_view name = kMonths[std::stoul(month) - 1];
  for (const std::string& d : {day, std::to_string(std::stoul(day))}) {
    for (const std::string& m :
         {month, std::to_string(std::stoul(month)), std::string(name), std::string(name.substr(0, 3))}) {
      for (const std::string& y : {year, year.substr(2)}) add({d, m, y});
      add({m, d, year});
      for (const char* ending : {"st", "nd", "rd", "th"}) add({d + ending, m, year});
    }
  }
  add({year, month, day});
  add({year + month + day});
  add({day + month + year});
}

void FreeText::add(std::vector<std::string> words) {
  if (words.empty()) return;
  const std::string whole = joined(words);
  if (characters(whole) < kShortestWord || released(whole)) return;
  const bool clinical = words.size() == 1 && clinical_word(words.front());
  const auto [from, to] = phrases_.equal_range(words.front());
  if (std::any_of(from, to, [&words](const auto& known) { return known.second.words == words; })) return;
  std::string first = words.front();
  phrases_.emplace(std::move(first), Phrase{std::move(words), clinical});
}

bool FreeText::worth_a_look(std::string_view text) const {
  if (!phrases_.empty()) return true;
  return std::any_of(text.begin(), text.end(), [](char c) { return digit(c) || c == '@'; });
}

void FreeText::split(std::string_view text) {
  words_.clear();
  folded_.clear();
  folded_.reserve(text.size());  // folding keeps lengths, so views into it stay
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && word_byte(text[end])) ++end;
    if (end > at) {
      const std::size_t start = folded_.size();
      fold(text.substr(at, end - at), folded_);
      words_.push_back({at, end, std::string_view(folded_).substr(start)});
    }
    at = std::max(end, at + 1);
  }
}

// False when a withheld value is there that is a clinical word too.
bool FreeText::find_phrases() {
  if (phrases_.empty()) return true;
  std::string first;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    first.assign(words_[i].folded);
    const auto [from, to] = phrases_.equal_range(first);
    for (auto phrase = from; phrase != to; ++phrase) {
      const std::vector<std::string>& words = phrase->second.words;
      if (words.size() > words_.size() - i) continue;
      const auto same = [](const std::string& a, const Word& b) { return a == b.folded; };
      if (!std::equal(words.begin(), words.end(), words_.begin() + static_cast<std::ptrdiff_t>(i), same)) continue;
      if (phrase->second.clinical) return false;
      spans_.push_back({words_[i].begin, words_[i + words.size() - 1].end});
    }
  }
  return true;
}

// NHS and phone numbers: groups of digits with at most a few separators between them, the longest run that is one.
void FreeText::find_numbers(std::string_view text) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (!digit(words_[i].folded.front())) continue;
    std::string digits;
    std::size_t last = i;
    bool found = false;
    const bool plus = words_[i].begin > 0 && text[words_[i].begin - 1] == '+';
    for (std::size_t j = i; j < words_.size() && digits.size() <= kMostDigits; ++j) {
      const std::string_view group = words_[j].folded;
      if (!std::all_of(group.begin(), group.end(), digit)) break;
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
    }
    if (!found) continue;
    spans_.push_back({words_[i].begin - (plus ? 1 : 0), words_[last].end});
    i = last;
  }
}

void FreeText::find_postcodes(std::string_view text) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::string_view word = words_[i].folded;
    if (word.size() >= 5 && word.size() <= 7 && inward_word(word.substr(word.size() - 3)) &&
        outward_word(word.substr(0, word.size() - 3))) {
      if (!released(word)) spans_.push_back({words_[i].begin, words_[i].end});
    } else if (i + 1 < words_.size() && outward_word(word) && inward_word(words_[i + 1].folded)) {
      const std::string_view gap = text.substr(words_[i].end, words_[i + 1].begin - words_[i].end);
      const bool apart = gap.find_first_not_of(" \t") != std::string_view::npos;
      if (apart || released(std::string(word) + std::string(words_[i + 1].folded))) continue;
      spans_.push_back({words_[i].begin, words_[i + 1].end});
    }
  }
}

// E-mail addresses: what stands around an @ without a space, when a dot follows.
void FreeText::find_addresses(std::string_view text) {
  const auto part = [](char c) {
    return word_byte(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'';
  };
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    std::size_t end = at + 1;
    while (begin > 0 && part(text[begin - 1])) --begin;
    while (end < text.size() && part(text[end])) ++end;
    while (end > at + 1 && !word_byte(text[end - 1])) --end;
    const bool dotted = text.substr(at + 1, end - at - 1).find('.') != std::string_view::npos;
    if (begin == at || !dotted || released(joined(folded_words(text.substr(begin, end - begin))))) continue;
    spans_.push_back({begin, end});
  }
}

FreeText::Outcome FreeText::scrub(std::string_view text, std::string& clean) {
  if (!worth_a_look(text) || fhir_date(text)) return {};
  split(text);
  spans_.clear();
  if (!find_phrases()) return {false, 0};
  find_numbers(text);
  find_postcodes(text);
  find_addresses(text);
  if (spans_.empty()) return {};
  std::sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  Outcome outcome;
  clean.clear();
  std::size_t done = 0;
  for (std::size_t i = 0; i < spans_.size();) {
    Span span = spans_[i++];
    while (i < spans_.size() && spans_[i].begin < span.end) span.end = std::max(span.end, spans_[i++].end);
    clean.append(text, done, span.begin - done).append(kMark);
    done = span.end;
    ++outcome.marks;
  }
  clean.append(text, done);
  return outcome;
}

}  // namespace concordat::policy
