#pragma once
// What must not be found in a text, as letters (runs.h), and one pass that finds all of it: at each run the first four
// letters say, by one bit in 4,096, whether any value may begin there, so that the cost does not grow with their
// number. A value may be spaced and punctuated otherwise than it was, within limits that keep it one word or one
// number: "RST 447-1902" is "rst4471902", but "is may" is not "Ismay". Filled once a record. One a thread.
//
//   values.add("thornbury", 0, ScrubKind::kName, WithheldValues::kPlural);
//   values.find(runs, 3)->match                        if the fourth run begins one

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/redact/value/folded_set.h"
#include "policy/redact/value/words/runs.h"

namespace concordat::policy {

class WithheldValues {
 public:
  static constexpr std::size_t kShortest = 4;  // letters: shorter words are too likely to be somebody else's
  static constexpr std::size_t kLongest = 64;  // of a longer value the first 64 are sought, and what follows with them

  enum Trait : std::uint8_t {
    kSpaced = 1,    // its digits may be grouped anyhow
    kPlural = 2,    // an s may follow
    kClinical = 4,  // each of its words is one of the language too
    kReversed = 8   // it is the value from its end
  };
  struct Found {
    Match match;
    std::uint8_t traits;
    std::string_view value;  // its first 64 letters
  };

  void clear();
  // Bit i of `breaks`: in the value itself something stands between letters i-1 and i.
  void add(std::string_view letters, std::uint64_t breaks, ScrubKind kind, std::uint8_t traits);
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // The longest value that begins at this run, ends with a run, and is not among the released.
  [[nodiscard]] std::optional<Found> find(const Runs& runs, std::size_t first, const FoldedSet& released) const;
  // A value anywhere in these letters, whatever stands around it.
  [[nodiscard]] bool hidden_in(std::string_view letters, const FoldedSet& released) const;
  [[nodiscard]] bool contains(std::string_view letters) const { return keys_.contains(letters); }

 private:
  static constexpr std::size_t kFilterBits = 4096;
  struct Entry {
    std::uint64_t breaks;
    std::uint32_t rest;  // in rests_: what comes after the first 64 letters
    std::uint32_t rest_length;
    ScrubKind kind;
    std::uint8_t traits;
  };

  // What is true of some value that begins with the same four letters.
  struct Head {
    std::uint64_t lengths = 0;  // bit i: one has i + 1 letters
    std::uint64_t breaks = 0;
    bool spaced = false;
  };

  // kNone: no value begins with these letters.
  [[nodiscard]] std::uint32_t head_at(std::string_view letters) const;
  [[nodiscard]] std::optional<Found> end_of(const Runs& runs, std::size_t first, std::string_view value,
                                            const Entry& entry) const;
  [[nodiscard]] bool released(std::string_view value, const Entry& entry, const FoldedSet& released) const;

  FoldedSet keys_;
  std::vector<Entry> entries_;  // by key
  std::string rests_;
  FoldedSet head_letters_;  // the first four of each key
  std::vector<Head> heads_;
  std::array<std::uint64_t, kFilterBits / 64> filter_{};
};

}  // namespace concordat::policy
