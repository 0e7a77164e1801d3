// What the tokeniser refuses, where it says the fault is, and that it quotes nothing.
#include <gtest/gtest.h>

#include <string>

#include "protocol/json/tape.h"

namespace concordat::protocol::json {
namespace {

struct Refused {
  std::string name;
  std::string text;
  std::string detail;
};

void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.name;
}

class JsonRefuses : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefuses, AndSaysWhere) {
  Tape tape;
  ASSERT_TRUE(tape.parse("[1]", {}));
  const auto parsed = tape.parse(GetParam().text, {});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Code::kMalformed);
  EXPECT_EQ(parsed.error().detail, GetParam().detail);
  EXPECT_EQ(tape.size(), 0u);
  EXPECT_TRUE(tape.text().empty());
}

std::string with_nul(const char* before, const char* after) {
  return std::string(before) + '\0' + after;
}

INSTANTIATE_TEST_SUITE_P(
    Structure, JsonRefuses,
    testing::Values(Refused{"Empty", "", "line 1, column 1: unexpected end of the text"},
                    Refused{"OnlySpace", " \n ", "line 2, column 2: unexpected end of the text"},
                    Refused{"TwoValues", "{} {}", "line 1, column 4: text after the value"},
                    Refused{"TrailingComma", "[1,]", "line 1, column 4: expected a value"},
                    Refused{"TrailingMemberComma", "{\"a\":1,}", "line 1, column 8: expected a key in quotes"},
                    Refused{"LeadingComma", "[,1]", "line 1, column 2: expected a value"},
                    Refused{"LeadingMemberComma", "{,\"a\":1}", "line 1, column 2: expected a key in quotes"},
                    Refused{"MissingComma", "[1 2]", "line 1, column 4: expected ',' or ']'"},
                    Refused{"MissingMemberComma", "{\"a\":1 \"b\":2}", "line 1, column 8: expected ',' or '}'"},
                    Refused{"MissingColon", "{\"a\" 1}", "line 1, column 6: expected ':'"},
                    Refused{"MissingValue", "{\"a\":}", "line 1, column 6: expected a value"},
                    Refused{"KeyWithoutQuotes", "{a:1}", "line 1, column 2: expected a key in quotes"},
                    Refused{"WrongBracket", "[1}", "line 1, column 3: expected ',' or ']'"},
                    Refused{"WrongBrace", "{\"a\":1]", "line 1, column 7: expected ',' or '}'"},
                    Refused{"UnclosedArray", "[[]", "line 1, column 4: unexpected end of the text"},
                    Refused{"CloseOnly", "]", "line 1, column 1: expected a value"},
                    Refused{"SingleQuotes", "['a']", "line 1, column 2: expected a value"},
                    Refused{"Comment", "[1,/**/2]", "line 1, column 4: expected a value"},
                    Refused{"ByteOrderMark", "\xEF\xBB\xBF{}", "line 1, column 1: byte-order mark"},
                    Refused{"ByteOrderMarkLater", "[\n\xEF\xBB\xBF]", "line 2, column 1: expected a value"},
                    Refused{"NulAfterTheValue", with_nul("{}", ""), "line 1, column 3: text after the value"},
                    Refused{"VerticalTab", "[\v1]", "line 1, column 2: expected a value"},
                    Refused{"NoBreakSpace", "[\xC2\xA0 1]", "line 1, column 2: expected a value"}),
    [](const auto& each) { return each.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Literals, JsonRefuses,
    testing::Values(Refused{"Misspelt", "[truX]", "line 1, column 2: expected a value"},
                    Refused{"Cut", "[tru", "line 1, column 2: expected a value"},
                    Refused{"Longer", "[trueish]", "line 1, column 6: expected ',' or ']'"},
                    Refused{"Capital", "[True]", "line 1, column 2: expected a value"},
                    Refused{"NotANumber", "[NaN]", "line 1, column 2: expected a value"},
                    Refused{"Infinity", "[Infinity]", "line 1, column 2: expected a value"},
                    Refused{"NegativeInfinity", "[-Infinity]", "line 1, column 2: malformed number"},
                    Refused{"LeadingZero", "[01]", "line 1, column 3: expected ',' or ']'"},
                    Refused{"NegativeLeadingZero", "[-01]", "line 1, column 4: expected ',' or ']'"},
                    Refused{"Plus", "[+1]", "line 1, column 2: expected a value"},
                    Refused{"LoneMinus", "[-]", "line 1, column 2: malformed number"},
                    Refused{"LoneDot", "[.]", "line 1, column 2: expected a value"},
                    Refused{"NoIntegerPart", "[.5]", "line 1, column 2: expected a value"},
                    Refused{"NoFraction", "[1.]", "line 1, column 2: malformed number"},
                    Refused{"NoFractionBeforeExponent", "[1.e5]", "line 1, column 2: malformed number"},
                    Refused{"NoExponent", "[1e]", "line 1, column 2: malformed number"},
                    Refused{"SignWithoutExponent", "[1e+]", "line 1, column 2: malformed number"},
                    Refused{"Hexadecimal", "[0x10]", "line 1, column 3: expected ',' or ']'"},
                    Refused{"TwoDots", "[1.2.3]", "line 1, column 5: expected ',' or ']'"}),
    [](const auto& each) { return each.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Strings, JsonRefuses,
    testing::Values(
        Refused{"Unterminated", "[\"abc", "line 1, column 6: unexpected end of the text"},
        Refused{"LineFeed", "[\"a\nb\"]", "line 1, column 4: control character in a string"},
        Refused{"Tab", "[\"a\tb\"]", "line 1, column 4: control character in a string"},
        Refused{"Nul", with_nul("[\"a", "\"]"), "line 1, column 4: NUL character"},
        Refused{"EscapedNul", R"(["\u0000"])", "line 1, column 3: NUL character"},
        Refused{"EscapedNulInAKey", R"({"a\u0000":1})", "line 1, column 4: NUL character"},
        Refused{"UnknownEscape", R"(["\x41"])", "line 1, column 3: unknown escape in a string"},
        Refused{"EscapedQuoteOnly", R"(["\'"])", "line 1, column 3: unknown escape in a string"},
        Refused{"EscapeAtTheEnd", R"(["\)", "line 1, column 3: unexpected end of the text"},
        Refused{"ShortUnicodeEscape", R"(["\u12"])", "line 1, column 3: \\u without four hexadecimal digits"},
        Refused{"CutUnicodeEscape", R"(["\u12)", "line 1, column 3: \\u without four hexadecimal digits"},
        Refused{"CapitalU", R"(["\U0041"])", "line 1, column 3: unknown escape in a string"},
        Refused{"LoneHighSurrogate", R"(["\ud800"])", "line 1, column 3: lone surrogate"},
        Refused{"LoneLowSurrogate", R"(["\udc00"])", "line 1, column 3: lone surrogate"},
        Refused{"TwoHighSurrogates", R"(["\ud800\ud800"])", "line 1, column 3: lone surrogate"},
        Refused{"SurrogatesReversed", R"(["\udc00\ud800"])", "line 1, column 3: lone surrogate"},
        Refused{"HighSurrogateThenText", R"(["\ud800abcdef"])", "line 1, column 3: lone surrogate"},
        Refused{"HighSurrogateThenCutEscape", R"(["\ud800\udc0"])", "line 1, column 3: lone surrogate"},
        Refused{"ColumnsCountCharacters", "[\"\xC3\xA9\xC3\xA9\", x]", "line 1, column 8: expected a value"}),
    [](const auto& each) { return each.param.name; });

class JsonRefusesUtf8 : public testing::TestWithParam<std::string> {};

TEST_P(JsonRefusesUtf8, AnywhereInAString) {
  for (const std::string before : {"", "x", "0123456789abcde", "0123456789abcdef", "\xC3\xA9"}) {
    for (const std::string after : {"", "x", "0123456789abcdef"}) {
      Tape tape;
      const auto parsed = tape.parse("[\"" + before + GetParam() + after + "\"]", {});
      ASSERT_FALSE(parsed);
      EXPECT_NE(parsed.error().detail.find("invalid UTF-8"), std::string::npos) << parsed.error().detail;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sequences, JsonRefusesUtf8,
                         testing::Values("\x80", "\xBF", "\xC0\x80", "\xC0\xAF", "\xC1\xBF", "\xC2", "\xE0\x80\xAF",
                                         "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\xAF",
                                         "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                                         "\xF8\x88\x80\x80\x80", "\xFE", "\xFF"));

TEST(JsonRefuse, TenThousandDeepWithoutCrashing) {
  for (const std::string opening : {"[", "{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += opening;
    Tape tape;
    const auto parsed = tape.parse(text, {});
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Code::kTooLarge);
  }
}

TEST(JsonRefuse, MoreBytesThanTheLimit) {
  ParseLimits limits;
  limits.bytes = 4;
  Tape tape;
  EXPECT_TRUE(tape.parse("1234", limits));
  const auto parsed = tape.parse("12345", limits);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Code::kTooLarge);
  EXPECT_EQ(parsed.error().detail, "longer than 4 bytes");
}

TEST(JsonRefuse, MoreTokensThanTheLimit) {
  ParseLimits limits;
  limits.tokens = 3;
  Tape tape;
  EXPECT_TRUE(tape.parse("[1,2]", limits));
  const auto parsed = tape.parse("[1,2,3]", limits);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Code::kTooLarge);
  EXPECT_EQ(parsed.error().detail, "line 1, column 6: too many values");
}

}  // namespace
}  // namespace concordat::protocol::json
