#include "policy/redact/value/words/clinical_words.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace concordat::policy {
namespace {

TEST(ClinicalWords, AreSortedSmallAndLongEnoughToMatter) {
  const auto words = clinical_words();
  EXPECT_TRUE(std::is_sorted(words.begin(), words.end()));
  EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end());
  for (const std::string_view word : words) {
    EXPECT_GE(word.size(), 4u) << word;
    EXPECT_TRUE(std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) << word;
  }
}

TEST(ClinicalWords, HoldEveryNegation) {
  for (const char* word : {"none", "never", "without", "absent", "denies", "cannot", "cant", "noone"}) {
    EXPECT_TRUE(clinical_word(word)) << word;
  }
  for (const char* word : {"no", "not", "nil", "non", "nor"}) EXPECT_TRUE(short_word(word)) << word;
}

TEST(ClinicalWords, HoldWhatNotesSayOftenest) {
  for (const char* word : {"parkinson", "graves", "bell", "down", "crohn", "allergy", "march", "bath", "reading",
                           "rose", "walker", "ward"}) {
    EXPECT_TRUE(clinical_word(word)) << word;
  }
  EXPECT_FALSE(clinical_word("thornbury"));
}

}  // namespace
}  // namespace concordat::policy
