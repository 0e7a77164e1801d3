#pragma once
// A plain text (plain_text.h) as what matches is sought in: runs of letters and runs of digits, what stands between
// them, and all their letters and digits in one line, lower case. "Ann O'Neil-Cruz, RST 44" has the runs
// ann|o|neil|cruz|rst|44 and the letters "annoneilcruzrst44". A run also ends where a capital follows a small letter,
// so that joined words come apart; whoever matches says which gaps a match may reach over. One a thread.
//
//   runs.read("Thornbury's");                          runs[0]: letters [0, 9); runs[1]: "s", after Gap::kJoiner

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/redact/value/scrub_kind.h"

namespace concordat::policy {

// What stands before a run, from what ties to what parts.
enum class Gap : std::uint8_t {
  kNone,       // nothing: a small letter and a capital, a letter and a digit
  kInvisible,  // what is not seen: a soft hyphen, a zero-width space
  kJoiner,     // one hyphen or apostrophe; a hyphen at a line's end
  kSpace,      // white space only
  kSeparator,  // at most three marks, with white space or without
  kFar
};

struct Run {
  std::uint32_t begin;  // in the text
  std::uint32_t end;
  std::uint32_t at;  // in letters()
  Gap gap;           // before it
  bool digits;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
};

// Something found: bytes [begin, end) of the text, which are `length` letters from `at` on.
struct Match {
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t at;
  std::uint32_t length;
  ScrubKind kind;
};

class Runs {
 public:
  static constexpr char kCut = '\x02';  // what was there has been taken out: nothing reaches over it

  // Keeps a view of the text.
  void read(std::string_view text);

  [[nodiscard]] std::size_t size() const { return runs_.size(); }
  [[nodiscard]] const Run& operator[](std::size_t index) const { return runs_[index]; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::string_view letters() const { return {letters_.data(), length_}; }
  [[nodiscard]] std::string_view letters(const Run& run) const { return letters().substr(run.at, run.size()); }
  // What stands before the run, but not before the first one.
  [[nodiscard]] std::string_view before(std::size_t index) const {
    return text_.substr(runs_[index - 1].end, runs_[index].begin - runs_[index - 1].end);
  }
  // The runs [first, last].
  [[nodiscard]] Match match(std::size_t first, std::size_t last, ScrubKind kind) const;
  // Letters and digits stand mixed, or very many of them without a gap, as in encoded data.
  [[nodiscard]] bool dense() const { return dense_; }

 private:
  std::string_view text_;
  std::vector<Run> runs_;
  std::string letters_;  // longer than length_ when a longer text was read before
  std::size_t length_ = 0;
  bool dense_ = false;
};

}  // namespace concordat::policy
