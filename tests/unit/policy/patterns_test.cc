// Patterns beside regular expressions that say the same as far as these can: RE2 proposes, and what an expression can't
// say (a check digit, a real district, an ordinal) is asked of its proposal.
#include "policy/redact/value/patterns.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>

namespace concordat::policy {
namespace {

using Found = std::set<std::pair<std::size_t, std::string>>;

Found found_in(std::string_view text, ScrubKind kind) {
  Runs runs;
  runs.read(text);
  std::vector<Match> matches;
  find_patterns(runs, matches);
  Found found;
  for (const Match& match : matches) {
    if (match.kind == kind) found.emplace(match.begin, text.substr(match.begin, match.end - match.begin));
  }
  return found;
}

std::string letters_of(std::string_view text) {
  Runs runs;
  runs.read(text);
  return std::string(runs.letters());
}

// Whole words of the text that the expression matches and `agrees` accepts.
template <typename Agrees>
Found proposed(const std::string& text, const re2::RE2& expression, Agrees agrees) {
  const auto word = [&text](std::size_t at) {
    return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
  };
  Found found;
  re2::StringPiece match;
  for (std::size_t at = 0; expression.Match(text, at, text.size(), re2::RE2::UNANCHORED, &match, 1);) {
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    const std::size_t end = begin + match.size();
    const bool whole = (begin == 0 || !word(begin - 1)) && !word(end);
    if (whole && agrees(text.substr(begin, end - begin))) {
      found.emplace(begin, text.substr(begin, end - begin));
      at = end;
    } else {
      at = begin + 1;
    }
  }
  return found;
}

// Sentences of figures: what is an identifier, what is nearly one, and what stands around them.
class Sentences {
 public:
  explicit Sentences(unsigned seed) : random_(seed) {}

  std::string next(const std::vector<std::string>& shapes) {
    static const std::vector<std::string> kBetween = {" ", ", ", " and ", "; ", ". ", " (", ") ", "\n", " BP ", " mg "};
    std::string text = "Note:";
    for (int i = 0; i < 6; ++i) text += pick(kBetween) + filled(pick(shapes));
    return text + pick(kBetween) + "end";
  }

 private:
  const std::string& pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }
  // 9: a digit, A: a capital, a: a small letter.
  std::string filled(std::string shape) {
    for (char& c : shape) {
      if (c == '9') c = static_cast<char>('0' + random_() % 10);
      if (c == 'A') c = static_cast<char>('A' + random_() % 26);
      if (c == 'a') c = static_cast<char>('a' + random_() % 26);
    }
    return shape;
  }
  std::mt19937 random_;
};

constexpr int kSentences = 20000;
constexpr unsigned kSeed = 20261122;

TEST(Patterns, FindTheNhsNumbersThatAnExpressionWithACheckDigitFinds) {
  const re2::RE2 expression(R"(\d{10}|\d{3}[ -]\d{3}[ -]\d{4})");
  Sentences sentences(kSeed);
  std::size_t total = 0;
  for (int i = 0; i < kSentences; ++i) {
    const std::string text = sentences.next({"4999999999", "499 999 9999", "699-999-9999", "9999", "499 999 99"});
    const Found expected = proposed(text, expression, [](const std::string& s) { return nhs_number(letters_of(s)); });
    ASSERT_EQ(found_in(text, ScrubKind::kNhsNumber), expected) << text << "\nseed " << kSeed;
    total += expected.size();
  }
  EXPECT_GT(total, kSentences / 10u);
}

TEST(Patterns, FindThePostcodesThatAnExpressionFindsInRealAreas) {
  const re2::RE2 expression(R"([A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2})");
  Sentences sentences(kSeed);
  std::size_t total = 0;
  for (int i = 0; i < kSentences; ++i) {
    const std::string text =
        sentences.next({"A9 9AA", "LS9 9AA", "LS999AA", "EC1A 9AA", "W1A9AA", "AA9 9AA", "M9 9", "SW1A", "B12 2nd"});
    const Found expected = proposed(text, expression, [](const std::string& s) { return postcode(letters_of(s)); });
    ASSERT_EQ(found_in(text, ScrubKind::kPostcode), expected) << text << "\nseed " << kSeed;
    total += expected.size();
  }
  EXPECT_GT(total, kSentences / 10u);
}

TEST(Patterns, FindTheTelephoneNumbersThatAnExpressionFinds) {
  const re2::RE2 expression(R"((\+44 ?(\(0\))?|0)[1235789]\d{2,3}[ -]?\d{3}[ -]?\d{3,4})");
  Sentences sentences(kSeed);
  std::size_t total = 0;
  for (int i = 0; i < kSentences; ++i) {
    const std::string text = sentences.next(
        {"07999 999999", "0199 999 9999", "07999999999", "+44 7999 999999", "01/02/2026", "0.99", "x99"});
    const Found expected =
        proposed(text, expression, [](const std::string& s) { return phone_number(letters_of(s), s[0] == '+'); });
    const Found found = found_in(text, ScrubKind::kPhone);
    for (const auto& each : expected)
      EXPECT_TRUE(found.count(each) == 1) << each.second << " in " << text << "\nseed " << kSeed;
    total += expected.size();
  }
  EXPECT_GT(total, kSentences / 10u);
}

TEST(Patterns, FindTheAddressesThatAnExpressionFinds) {
  const re2::RE2 expression(R"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})");
  Sentences sentences(kSeed);
  std::size_t total = 0;
  for (int i = 0; i < kSentences; ++i) {
    const std::string text =
        sentences.next({"aaa.aaa@aaa.aa.aa", "aa99@aaaaa.org", "a_a+aa@aa-aa.com", "aa@aa", "@aaaa", "aa@"});
    const Found expected = proposed(text, expression, [](const std::string&) { return true; });
    ASSERT_EQ(found_in(text, ScrubKind::kEmail), expected) << text << "\nseed " << kSeed;
    total += expected.size();
  }
  EXPECT_GT(total, kSentences / 10u);
}

}  // namespace
}  // namespace concordat::policy
