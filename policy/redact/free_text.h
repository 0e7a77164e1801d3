#pragma once
// Takes out of kept free text what was withheld elsewhere in the record, and what looks like an identifier and is not
// released: whole words, never parts of words. Each removal leaves a visible mark. One a thread; fill it for each
// record, released values first.
//
//   FreeText scrubber;
//   scrubber.withhold(ValueType::kName, "Chalmers");
//   scrubber.scrub("Mr Chalmers, tel. 01138698975", clean);   // "Mr [withheld], tel. [withheld]"; marks = 2

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "policy/model/vocabulary.h"

namespace concordat::policy {

class FreeText {
 public:
  static constexpr std::string_view kMark = "[withheld]";

  struct Outcome {
    bool possible = true;     // false: a withheld value is also a clinical word, so the text must be withheld whole
    std::uint32_t marks = 0;  // 0: the text is clean, and `clean` was not filled
  };

  void clear();
  // A value that the recipient gets elsewhere in the record; it is not scrubbed.
  void release(ValueType type, std::string_view value);
  // A value that it does not get.
  void withhold(ValueType type, std::string_view value);
  Outcome scrub(std::string_view text, std::string& clean);

 private:
  struct Word {
    std::size_t begin;  // in the text
    std::size_t end;
    std::string_view folded;
  };
  struct Phrase {
    std::vector<std::string> words;  // folded
    bool clinical;
  };
  struct Span {
    std::size_t begin;
    std::size_t end;
  };

  void split(std::string_view text);
  void add(std::vector<std::string> words);
  void add_date(std::string_view value);
  [[nodiscard]] bool worth_a_look(std::string_view text) const;
  bool find_phrases();
  void find_numbers(std::string_view text);
  void find_postcodes(std::string_view text);
  void find_addresses(std::string_view text);
  [[nodiscard]] bool released(std::string_view folded) const { return released_.count(std::string(folded)) != 0; }

  std::unordered_multimap<std::string, Phrase> phrases_;  // by first word
  std::unordered_set<std::string> released_;              // folded and joined
  std::vector<Word> words_;
  std::vector<Span> spans_;
  std::string folded_;
};

}  // namespace concordat::policy
