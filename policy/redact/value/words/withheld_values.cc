#include "policy/redact/value/words/withheld_values.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace concordat::policy {
namespace {

std::uint32_t slot_of(const char* head) {
  std::uint32_t word = 0;
  std::memcpy(&word, head, sizeof word);
  return word * 0x9E3779B1u >> 20;
}

// "Rose. Hall", but not "St. John".
bool sentence_ends(const Runs& runs, std::size_t run) {
  constexpr std::size_t kLongestAbbreviation = 3;
  const std::string_view between = runs.before(run);
  return !runs[run].digits && runs[run - 1].size() > kLongestAbbreviation &&
         between.find_first_of(".!?") != std::string_view::npos && between.size() > 1;
}

// May a value reach over what stands before this run?
bool reaches(const Runs& runs, std::size_t run, bool broken, bool spaced) {
  const Gap gap = runs[run].gap;
  if (gap <= Gap::kInvisible) return true;
  if (broken) return gap <= Gap::kSpace || (gap == Gap::kSeparator && !sentence_ends(runs, run));
  if (runs[run].digits && runs[run - 1].digits) return spaced && gap <= Gap::kSeparator;
  if (gap == Gap::kJoiner) return true;
  const bool letter_spaced = runs[run].size() == 1 && runs[run - 1].size() == 1;
  return letter_spaced && gap == Gap::kSpace;
}

}  // namespace

void WithheldValues::clear() {
  keys_.clear();
  entries_.clear();
  rests_.clear();
  head_letters_.clear();
  heads_.clear();
  filter_.fill(0);
}

void WithheldValues::add(std::string_view letters, std::uint64_t breaks, ScrubKind kind, std::uint8_t traits) {
  if (letters.size() < kShortest) return;
  const std::string_view key = letters.substr(0, kLongest);
  const std::string_view rest = letters.substr(key.size());
  const std::uint32_t index = keys_.insert(key);
  if (index == entries_.size()) {
    const auto rest_at = static_cast<std::uint32_t>(rests_.size());
    entries_.push_back({breaks, rest_at, static_cast<std::uint32_t>(rest.size()), kind, traits});
    rests_ += rest;
  } else {
    // The same letters again, perhaps with other breaks. Of two long values the text is taken out as far as the first
    // goes.
    Entry& known = entries_[index];
    known.breaks |= breaks;
    const bool only_reversed = (traits & kReversed) != 0;
    if (!only_reversed) known.traits = static_cast<std::uint8_t>((known.traits & ~kReversed) | traits);
  }
  const std::uint32_t head = head_letters_.insert(key.substr(0, kShortest));
  if (head == heads_.size()) heads_.emplace_back();
  heads_[head].lengths |= std::uint64_t{1} << (key.size() - 1);
  heads_[head].breaks |= breaks;
  heads_[head].spaced = heads_[head].spaced || (traits & kSpaced) != 0;
  const std::uint32_t slot = slot_of(key.data());
  filter_[slot / 64] |= std::uint64_t{1} << slot % 64;
}

std::uint32_t WithheldValues::head_at(std::string_view letters) const {
  if (letters.size() < kShortest) return FoldedSet::kNone;
  const std::uint32_t slot = slot_of(letters.data());
  if ((filter_[slot / 64] >> slot % 64 & 1) == 0) return FoldedSet::kNone;
  return head_letters_.find(letters.substr(0, kShortest));
}

bool WithheldValues::released(std::string_view value, const Entry& entry, const FoldedSet& released) const {
  if (released.empty()) return false;
  std::string whole(value);
  whole.append(rests_, entry.rest, entry.rest_length);
  if ((entry.traits & kReversed) != 0) std::reverse(whole.begin(), whole.end());
  return released.contains(whole);
}

// Whether the value may stand in these runs: it must end where one ends, and reach over nothing that parts words.
std::optional<WithheldValues::Found> WithheldValues::end_of(const Runs& runs, std::size_t first, std::string_view value,
                                                            const Entry& entry) const {
  const std::string_view letters = runs.letters();
  const std::uint32_t begin = runs[first].at;
  std::size_t end = begin + value.size();
  std::size_t last = first;
  for (; last + 1 < runs.size() && runs[last + 1].at < end; ++last) {
    const std::uint32_t inner = runs[last + 1].at - begin;
    const bool broken = (entry.breaks >> inner & 1) != 0;
    if (!reaches(runs, last + 1, broken, (entry.traits & kSpaced) != 0)) return std::nullopt;
  }
  std::string_view rest = std::string_view(rests_).substr(entry.rest, entry.rest_length);
  while (!rest.empty() && end < letters.size() && rest.front() == letters[end]) {
    rest.remove_prefix(1);
    ++end;
    while (last + 1 < runs.size() && runs[last + 1].at < end) ++last;
  }
  const bool whole = runs[last].at + runs[last].size() == end;
  const bool plural = (entry.traits & kPlural) != 0 && letters[end - 1] != 's' &&
                      runs[last].at + runs[last].size() == end + 1 && letters[end] == 's';
  if (!whole && !plural && entry.rest_length == 0) return std::nullopt;
  return Found{runs.match(first, last, entry.kind), entry.traits, value};
}

std::optional<WithheldValues::Found> WithheldValues::find(const Runs& runs, std::size_t first,
                                                          const FoldedSet& released) const {
  const std::string_view letters = runs.letters().substr(runs[first].at);
  const std::uint32_t index = head_at(letters);
  if (index == FoldedSet::kNone) return std::nullopt;
  const Head& head = heads_[index];
  // Only what can be reached is looked up.
  std::size_t reach = std::min(letters.size(), kLongest);
  for (std::size_t i = first + 1; i < runs.size(); ++i) {
    const std::size_t inner = runs[i].at - runs[first].at;
    if (inner >= reach) break;
    if (!reaches(runs, i, (head.breaks >> inner & 1) != 0, head.spaced)) reach = inner;
  }
  std::uint64_t lengths = head.lengths & (~std::uint64_t{0} >> (kLongest - reach));
  while (lengths != 0) {
    const auto length = static_cast<std::size_t>(std::bit_width(lengths));
    lengths &= ~(std::uint64_t{1} << (length - 1));
    const std::uint32_t key = keys_.find(letters.substr(0, length));
    if (key == FoldedSet::kNone) continue;
    const auto found = end_of(runs, first, keys_.text(key), entries_[key]);
    if (found && !this->released(found->value, entries_[key], released)) return found;
  }
  return std::nullopt;
}

bool WithheldValues::hidden_in(std::string_view letters, const FoldedSet& released) const {
  for (; letters.size() >= kShortest; letters.remove_prefix(1)) {
    const std::uint32_t head = head_at(letters);
    if (head == FoldedSet::kNone) continue;
    for (std::uint64_t lengths = heads_[head].lengths; lengths != 0; lengths &= lengths - 1) {
      const auto length = static_cast<std::size_t>(std::countr_zero(lengths)) + 1;
      const std::uint32_t key = length > letters.size() ? FoldedSet::kNone : keys_.find(letters.substr(0, length));
      if (key != FoldedSet::kNone && !this->released(letters.substr(0, length), entries_[key], released)) return true;
    }
  }
  return false;
}

}  // namespace concordat::policy
