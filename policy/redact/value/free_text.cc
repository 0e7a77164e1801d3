#include "policy/redact/value/free_text.h"

#include <algorithm>
#include <iterator>

#include "policy/redact/value/patterns.h"
#include "policy/redact/value/words/clinical_words.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kShortestIdeographs = 2;  // characters; of other scripts WithheldValues::kShortest
constexpr std::size_t kShortestSpaced = 8;      // letters: of shorter numbers the groups are part of what they are
constexpr std::size_t kShortestReversed = 6;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), digit);
}

// Long enough to be somebody's: "Ann" is not, and a name of two ideographs is.
bool long_enough(std::string_view letters) {
  std::size_t characters = 0;
  std::size_t wide = 0;
  for (const char c : letters) {
    const auto byte = static_cast<unsigned char>(c);
    characters += (byte & 0xC0) == 0x80 ? 0 : 1;
    wide += byte >= 0xE0 ? 1 : 0;
  }
  return characters >= WithheldValues::kShortest || wide >= kShortestIdeographs;
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

// Everybody lives in one of them.
bool country(std::string_view letters) {
  constexpr std::string_view kCountries[] = {"england", "scotland", "wales",        "northernireland",
                                             "britain", "ireland",  "greatbritain", "unitedkingdom"};
  return std::find(std::begin(kCountries), std::end(kCountries), letters) != std::end(kCountries);
}

}  // namespace

void FreeText::clear() {
  released_.clear();
  values_.clear();
  dates_.clear();
  short_names_.clear();
}

void FreeText::release(ValueType type, std::string_view value) {
  take(Side::kReleased, type, value);
}

void FreeText::withhold(ValueType type, std::string_view value) {
  take(Side::kWithheld, type, value);
}

// Both sides take a value apart in the same way, so that what is released is exactly what would be withheld.
void FreeText::take(Side side, ValueType type, std::string_view value) {
  // Nobody is named by these, and a birthday that is withheld stays withheld, whatever else happened on that day.
  const bool nobody = type == ValueType::kDate || type == ValueType::kCode || type == ValueType::kNumber ||
                      type == ValueType::kReference;
  if (side == Side::kReleased && nobody) return;
  plain_.read(value);
  runs_.read(plain_.text());
  if (runs_.size() == 0) return;
  const std::size_t last = runs_.size() - 1;
  switch (type) {
    case ValueType::kName: return take_name(side);
    case ValueType::kAddress: return take_address(side);
    case ValueType::kDate:
      if (dates_.add(runs_)) return;
      break;
    case ValueType::kContact: {
      std::string digits;
      std::copy_if(runs_.letters().begin(), runs_.letters().end(), std::back_inserter(digits), digit);
      const std::string_view core = phone_core(digits);
      constexpr std::size_t kShortestCore = 7;
      if (core.size() >= kShortestCore) take_letters(side, core, 0, ScrubKind::kContact, WithheldValues::kSpaced);
      break;
    }
    default: break;
  }
  const bool spaced = runs_.letters().size() >= kShortestSpaced && type != ValueType::kText;
  take_runs(side, 0, last, kind_of(type), spaced ? WithheldValues::kSpaced : 0);
}

// Where the runs [first, last] are parted: by anything that can be seen, by a capital, or by a digit's beginning or
// end.
std::uint64_t FreeText::breaks(std::size_t first, std::size_t last) const {
  std::uint64_t bits = 0;
  for (std::size_t i = first + 1; i <= last; ++i) {
    const std::size_t at = runs_[i].at - runs_[first].at;
    if (at < WithheldValues::kLongest) bits |= std::uint64_t{1} << at;
  }
  return bits;
}

void FreeText::take_runs(Side side, std::size_t first, std::size_t last, ScrubKind kind, std::uint8_t traits) {
  const Match all = runs_.match(first, last, kind);
  const bool words =
      side == Side::kWithheld && first < last && (kind == ScrubKind::kName || kind == ScrubKind::kAddress);
  if (words && plain_words(first, last)) traits |= WithheldValues::kClinical;
  take_letters(side, runs_.letters().substr(all.at, all.length), breaks(first, last), kind, traits);
}

void FreeText::take_letters(Side side, std::string_view letters, std::uint64_t breaks, ScrubKind kind,
                            std::uint8_t traits) {
  if (side == Side::kReleased) {
    released_.insert(letters);
    return;
  }
  if (!long_enough(letters)) return;
  values_.add(letters, breaks, kind, traits);
  const bool ascii =
      std::none_of(letters.begin(), letters.end(), [](char c) { return static_cast<signed char>(c) < 0; });
  if (!ascii || letters.size() < kShortestReversed || letters.size() > WithheldValues::kLongest) return;
  letters_.assign(letters.rbegin(), letters.rend());
  if (letters_ == letters) return;
  std::uint64_t reversed = 0;
  for (std::size_t i = 1; i < letters.size(); ++i) reversed |= (breaks >> i & 1) << (letters.size() - i);
  values_.add(letters_, reversed, kind,
              static_cast<std::uint8_t>((traits & WithheldValues::kSpaced) | WithheldValues::kReversed));
}

// Each word, and its parts where it is hyphenated; words with the small ones before them ("van den Berg"); all
// together.
void FreeText::take_name(Side side) {
  const std::size_t count = runs_.size();
  const auto word_end = [this, count](std::size_t first, Gap joins) {
    std::size_t last = first;
    while (last + 1 < count && runs_[last + 1].gap <= joins) ++last;
    return last;
  };
  constexpr std::size_t kNone = 0xFFFFFFFF;
  std::size_t small = kNone;  // where small words begin that go with the next
  std::size_t name = kNone;
  for (std::size_t first = 0; first < count;) {
    const std::size_t last = word_end(first, Gap::kJoiner);
    const Match whole = runs_.match(first, last, ScrubKind::kName);
    const std::string_view word = runs_.letters().substr(whole.at, whole.length);
    const bool only = first == 0 && last + 1 == count;
    if (title_word(word) && !(only && clinical_word(word))) {
      first = last + 1;
      small = kNone;
      continue;
    }
    name = std::min(name, first);
    take_runs(side, first, last, ScrubKind::kName, WithheldValues::kPlural);
    for (std::size_t part = first; part <= last;) {
      const std::size_t end = word_end(part, Gap::kInvisible);
      take_runs(side, part, end, ScrubKind::kName, WithheldValues::kPlural);
      part = end + 1;
    }
    const bool short_name = word.size() >= 2 && !long_enough(word);
    if (short_name && side == Side::kWithheld && !short_word(word)) short_names_.insert(word);
    if (small != kNone) take_runs(side, small, last, ScrubKind::kName, WithheldValues::kPlural);
    if (!short_name) {
      small = kNone;
    } else if (small == kNone) {
      small = first;
    }
    first = last + 1;
  }
  if (name != kNone && name + 1 < count) take_runs(side, name, count - 1, ScrubKind::kName, 0);
}

// Every word of it is one of the language too: "May Day", "Not Long".
bool FreeText::plain_words(std::size_t first, std::size_t last) const {
  for (std::size_t i = first; i <= last; ++i) {
    const std::string_view word = runs_.letters(runs_[i]);
    if (!short_word(word) && !clinical_word(word)) return false;
  }
  return true;
}

// All of it, each part between commas or lines, and each of these without its number.
void FreeText::take_address(Side side) {
  const auto take_part = [this, side](std::size_t first, std::size_t last) {
    const Match all = runs_.match(first, last, ScrubKind::kAddress);
    if (country(runs_.letters().substr(all.at, all.length))) return;
    take_runs(side, first, last, ScrubKind::kAddress, 0);
    std::size_t street = last + 1;
    while (street > first && !runs_[street - 1].digits) --street;
    if (street > first && street <= last && runs_[street].gap == Gap::kNone) ++street;  // the b of 4b
    if (street > first && street <= last) take_runs(side, street, last, ScrubKind::kAddress, 0);
  };
  std::size_t first = 0;
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    if (runs_.before(i).find_first_of(",;\n\r") == std::string_view::npos) continue;
    take_part(first, i - 1);
    first = i;
  }
  take_part(first, runs_.size() - 1);
  if (first > 0) take_runs(side, 0, runs_.size() - 1, ScrubKind::kAddress, 0);
}

bool FreeText::is_name(std::size_t run) const {
  if (run >= runs_.size() || runs_[run].digits) return false;
  const std::string_view word = runs_.letters(runs_[run]);
  if (short_names_.contains(word)) return true;
  return values_.contains(word) && !clinical_word(word);
}

// Nothing stands between this run and the one before it but a space, a hyphen or a comma: no sentence ends there.
bool FreeText::goes_on(std::size_t run) const {
  if (run == 0 || run >= runs_.size()) return false;
  return runs_[run].gap <= Gap::kSeparator && runs_.before(run).find_first_not_of(" ,-\t\n") == std::string_view::npos;
}

// The runs [first, last] stand beside a title or another withheld name.
bool FreeText::certainly_name(std::size_t first, std::size_t last) const {
  const bool titled = first > 0 && runs_[first].gap <= Gap::kSeparator && title_word(runs_.letters(runs_[first - 1]));
  return titled || (goes_on(first) && is_name(first - 1)) || (goes_on(last + 1) && is_name(last + 1));
}

// Several words, each with a capital as names have it: "Rose Hall", but neither "rose hall" nor "ROSE HALL".
bool FreeText::written_as_name(std::size_t first, std::size_t last) const {
  if (first == last) return false;
  const auto bytes = [this](std::size_t run) { return runs_.text().substr(runs_[run].begin, runs_[run].size()); };
  for (std::size_t i = first; i <= last; ++i) {
    if (bytes(i).front() < 'A' || bytes(i).front() > 'Z') return false;
  }
  return std::any_of(bytes(last).begin(), bytes(last).end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// "Thornbury's syndrome".
bool FreeText::eponym(std::size_t last) const {
  std::size_t next = last + 1;
  const bool possessive = next < runs_.size() && runs_[next].gap == Gap::kJoiner && runs_.letters(runs_[next]) == "s";
  if (possessive) ++next;
  return next < runs_.size() && runs_[next].gap == Gap::kSpace && eponym_head(runs_.letters(runs_[next]));
}

// It may be a word of the note's own, or an amount.
bool FreeText::ambiguous(const WithheldValues::Found& found, std::size_t first, std::size_t last) const {
  const std::string_view letters = runs_.letters().substr(found.match.at, found.match.length);
  const bool clinical = (found.traits & WithheldValues::kClinical) != 0 || clinical_word(letters) ||
                        clinical_word(found.value) || (found.match.kind == ScrubKind::kName && eponym(last));
  if (clinical && !certainly_name(first, last) && !written_as_name(first, last)) return true;
  constexpr std::size_t kLongestAmount = 5;
  const bool amount = all_digits(letters) && letters.size() <= kLongestAmount && last + 1 < runs_.size() &&
                      runs_[last + 1].gap <= Gap::kSpace && unit_word(runs_.letters(runs_[last + 1]));
  return amount;
}

// False: something withheld is there that can't be cut out.
bool FreeText::find_values() {
  if (values_.empty()) return true;
  std::uint32_t done = 0;  // letters before this are in a match
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const auto found = values_.find(runs_, i, released_);
    if (!found) continue;
    const bool reversed = (found->traits & WithheldValues::kReversed) != 0;
    if (reversed && clinical_word(found->value)) continue;  // a word, and somebody's name from its end
    const std::uint32_t end = found->match.at + found->match.length;
    if (end > done) {
      std::size_t last = i;
      while (last + 1 < runs_.size() && runs_[last + 1].at < end) ++last;
      if (reversed || ambiguous(*found, i, last)) return false;
      done = end;
    }
    matches_.push_back(found->match);
  }
  return true;
}

void FreeText::find_short_names() {
  if (short_names_.empty()) return;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (runs_[i].digits || runs_[i].size() >= WithheldValues::kShortest) continue;
    const std::string_view word = runs_.letters(runs_[i]);
    if (!short_names_.contains(word) || released_.contains(word)) continue;
    if (certainly_name(i, i)) matches_.push_back(runs_.match(i, i, ScrubKind::kName));
  }
}

// What only looks like an identifier, and was released. The matches from `first` on are of the runs as they are.
void FreeText::drop_released(std::size_t first) {
  if (released_.empty()) return;
  const auto known = [this](const Match& match) {
    const std::string_view letters = runs_.letters().substr(match.at, match.length);
    const bool phone = match.kind == ScrubKind::kPhone;
    return released_.contains(letters) || (phone && released_.contains(phone_core(letters)));
  };
  const auto begin = matches_.begin() + static_cast<std::ptrdiff_t>(first);
  matches_.erase(std::remove_if(begin, matches_.end(), known), matches_.end());
}

// One look at the text in runs_. False: something is there that can't be cut out.
bool FreeText::find_once() {
  if (!find_values()) return false;
  find_short_names();
  dates_.find(runs_, matches_);
  const std::size_t values = matches_.size();
  find_patterns(runs_, matches_);
  drop_released(values);
  return true;
}

// A cut ends the words beside it, which may then be what they were not before: "LS1 4HR9/3/1941". So where there are
// cuts, what is left is looked at again.
bool FreeText::find_all(PlainText::Reading reading) {
  constexpr int kMostLooks = 8;
  matches_.clear();
  runs_.read(plain_.text());
  if (reading == PlainText::Reading::kAsWritten && disguises_.hide(runs_, values_, released_)) return false;
  std::size_t before = 0;
  for (int looks = 0; find_once(); ++looks) {
    if (matches_.size() == before) {
      if (reading == PlainText::Reading::kAsWritten) return true;
      return std::none_of(matches_.begin(), matches_.end(),
                          [this](const Match& m) { return plain_.doubtful(m.begin, m.end); });
    }
    if (looks == kMostLooks) return false;
    if (looks == 0) left_.assign(plain_.text());
    for (; before < matches_.size(); ++before) {
      const Match& cut = matches_[before];
      left_.replace(cut.begin, cut.end - cut.begin, cut.end - cut.begin, Runs::kCut);
    }
    runs_.read(left_);
  }
  return false;
}

// What overlaps is one mark.
FreeText::Outcome FreeText::merge() {
  for (const Match& match : matches_) {
    spans_.push_back({plain_.source_begin(match.begin), plain_.source_end(match.end - 1), match.kind});
  }
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
  const bool nothing_withheld = values_.empty() && dates_.empty() && short_names_.empty();
  if (nothing_withheld && !PlainText::may_hold_patterns(text)) return {};
  plain_.read(text);
  if (!plain_.certain()) return {.possible = false};
  if (plain_.has_doubts()) {
    plain_.read(text, PlainText::Reading::kDoubtful);
    if (!find_all(PlainText::Reading::kDoubtful)) return {.possible = false};
    plain_.read(text);
  }
  if (!find_all(PlainText::Reading::kAsWritten)) return {.possible = false};
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
