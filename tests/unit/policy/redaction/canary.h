#pragma once
// A value that stands nowhere else, planted in every leaf of a record, and a search that knows it again in any dress:
// in capitals or small letters, backwards, in base64 at each of its three alignments, in hexadecimal, behind \u, \X…\,
// % or &#…; escapes; a date in other orders; a number or a postcode without its spaces.
//
//   Planting planting(sample, vocabulary);
//   CanarySearch search(planting.withheld(judge(planting.text(), by)));
//   EXPECT_EQ(search.found_in(disclosure.bytes), "");

#include <set>
#include <string>
#include <vector>

#include "tests/unit/policy/redaction/leaf_ledger.h"
#include "tests/unit/policy/redaction/samples.h"

namespace concordat::policy::test {

// What stands in one leaf: a word, a date, a postcode, or digits; each tells its number.
[[nodiscard]] std::string canary_word(unsigned number);
[[nodiscard]] std::string canary_date(unsigned number);  // "1103-05-17"
[[nodiscard]] std::string canary_postcode(unsigned number);
[[nodiscard]] std::string canary_digits(unsigned number);

class Planting {
 public:
  Planting(const Sample& sample, const Vocabulary& vocabulary);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t planted() const { return planted_; }
  // The numbers of the canaries that must not get out. `ledger` judged text().
  [[nodiscard]] std::set<unsigned> withheld(const Ledger& ledger, const Plan& plan) const;
  [[nodiscard]] std::set<unsigned> all() const;

 private:
  void plant(Element& leaf, unsigned number, const Vocabulary& vocabulary, ItemIndex item, const std::string& place);

  std::string text_;
  std::vector<bool> planted_here_;  // by leaf
  std::size_t planted_ = 0;
};

class CanarySearch {
 public:
  explicit CanarySearch(std::set<unsigned> hidden) : hidden_(std::move(hidden)) {}
  // What was found and how it was dressed; empty: nothing.
  [[nodiscard]] std::string found_in(const std::string& bytes) const;

 private:
  [[nodiscard]] std::string in_plain(const std::string& text, const char* how) const;

  std::set<unsigned> hidden_;
};

}  // namespace concordat::policy::test
