#pragma once
// Takes out of kept free text what was withheld elsewhere in the record, and what looks like an identifier and is not
// released: whole words, never parts of words. Each removal leaves a visible mark. What is clean before any released
// value is known is clean. One a thread; fill it for each record.
//
//   FreeText scrubber;
//   scrubber.withhold(ValueType::kName, "Chalmers");
//   scrubber.scrub("Mr Chalmers, tel. 01138698975", clean);   // "Mr [withheld], tel. [withheld]"; marks = 2

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"
#include "policy/redact/value/folded_set.h"
#include "policy/redact/value/scrub_kind.h"

namespace concordat::policy {

class FreeText {
 public:
  static constexpr std::string_view kMark = "[withheld]";

  // A piece of the text that must go: bytes [begin, end) of what was given.
  struct Span {
    std::size_t begin;
    std::size_t end;
    ScrubKind kind;
  };

  struct Outcome {
    bool possible = true;     // false: it can't be scrubbed with certainty, so the text must be withheld whole
    std::uint32_t marks = 0;  // 0: the text is clean, and `clean` was not filled
    ScrubCounts by_kind{};    // how many marks of each kind
    [[nodiscard]] bool clean() const { return possible && marks == 0; }
  };

  void clear();
  // A value that the recipient gets elsewhere in the record; it is not scrubbed.
  void release(ValueType type, std::string_view value);
  // A value that it does not get.
  void withhold(ValueType type, std::string_view value);
  // Where the text must be cut: see spans().
  Outcome find(std::string_view text);
  // What the last find() or scrub() found, from left to right and disjoint: one mark each. Empty if it was not
  // possible.
  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
  // Finds, and writes the text with its marks to `clean` if there are any.
  Outcome scrub(std::string_view text, std::string& clean);

 private:
  struct Word {
    std::size_t begin;  // in the text
    std::size_t end;
    std::string_view folded;
  };
  // What follows a first word, in folded words joined by single spaces; chained by first word.
  struct Phrase {
    std::uint32_t rest;
    std::uint32_t rest_length;
    std::uint32_t next;
    ScrubKind kind;
    bool clinical;
  };
  void split(std::string_view text);
  void add(std::size_t first, std::size_t last, ScrubKind kind);
  void add_first(std::string_view word, std::string_view rest, ScrubKind kind, bool clinical);
  Outcome merge();
  std::string_view join(std::size_t first, std::size_t last, std::string_view between);
  bool find_phrases();
  void find_dates();
  void find_numbers(std::string_view text);
  void find_postcodes(std::string_view text);
  void find_addresses(std::string_view text);
  [[nodiscard]] bool released(std::string_view folded) const { return released_.contains(folded); }

  FoldedSet released_;                // folded and joined
  FoldedSet first_words_;             // of phrases
  std::vector<std::uint32_t> heads_;  // the first phrase of each first word
  std::vector<Phrase> phrases_;
  std::string rests_;
  std::vector<unsigned> days_;  // year, month, day as one number; and once more with the last two digits of the year
  std::vector<Word> words_;
  std::vector<Span> spans_;
  std::string folded_;
  std::string joined_;
};

}  // namespace concordat::policy
