#pragma once
// Takes out of kept free text what was withheld elsewhere in the record, and what looks like an identifier and is not
// released: whole words, never parts of words, however they are spelled (words/plain_text.h, words/runs.h). Each
// removal leaves a visible mark; a text that can't be scrubbed with certainty is not possible, and is withheld whole.
// What is clean before any released value is known is clean. One a thread; fill it for each record.
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
#include "policy/redact/value/words/disguises.h"
#include "policy/redact/value/words/plain_text.h"
#include "policy/redact/value/words/runs.h"
#include "policy/redact/value/words/withheld_dates.h"
#include "policy/redact/value/words/withheld_values.h"

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
  enum class Side : std::uint8_t { kWithheld, kReleased };
  void take(Side side, ValueType type, std::string_view value);
  void take_name(Side side);
  void take_address(Side side);
  void take_runs(Side side, std::size_t first, std::size_t last, ScrubKind kind, std::uint8_t traits);
  void take_letters(Side side, std::string_view letters, std::uint64_t breaks, ScrubKind kind, std::uint8_t traits);
  [[nodiscard]] std::uint64_t breaks(std::size_t first, std::size_t last) const;

  [[nodiscard]] bool find_all(PlainText::Reading reading);
  [[nodiscard]] bool find_once();
  [[nodiscard]] bool find_values();
  void find_short_names();
  [[nodiscard]] bool is_name(std::size_t run) const;
  [[nodiscard]] bool goes_on(std::size_t run) const;
  [[nodiscard]] bool certainly_name(std::size_t first, std::size_t last) const;
  [[nodiscard]] bool written_as_name(std::size_t first, std::size_t last) const;
  [[nodiscard]] bool plain_words(std::size_t first, std::size_t last) const;
  [[nodiscard]] bool eponym(std::size_t last) const;
  [[nodiscard]] bool ambiguous(const WithheldValues::Found& found, std::size_t first, std::size_t last) const;
  void drop_released(std::size_t first);
  Outcome merge();

  FoldedSet released_;  // letters
  WithheldValues values_;
  WithheldDates dates_;
  FoldedSet short_names_;  // of two or three letters: taken out only beside a title or another name
  PlainText plain_;
  Runs runs_;
  Disguises disguises_;
  std::vector<Match> matches_;
  std::vector<Span> spans_;
  std::string letters_;
  std::string left_;  // the plain text with its cuts
};

}  // namespace concordat::policy
