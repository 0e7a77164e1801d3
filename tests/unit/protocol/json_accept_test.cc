// What the tokeniser accepts, and the bytes that its tokens name.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "protocol/json/tape.h"
#include "tests/unit/protocol/json_samples.h"

namespace concordat::protocol::json {
namespace {

struct Accepted {
  std::string name;
  std::string text;
};

void PrintTo(const Accepted& accepted, std::ostream* out) {
  *out << accepted.name;
}

class JsonAccepts : public testing::TestWithParam<Accepted> {};

TEST_P(JsonAccepts, AndKeepsEveryByteOfACompactText) {
  Tape tape;
  const auto parsed = tape.parse(GetParam().text, {});
  ASSERT_TRUE(parsed) << parsed.error().detail;
  EXPECT_EQ(minified(tape), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Compact, JsonAccepts,
    testing::Values(Accepted{"Object", "{}"}, Accepted{"Array", "[]"}, Accepted{"String", "\"\""},
                    Accepted{"Zero", "0"}, Accepted{"True", "true"}, Accepted{"False", "false"},
                    Accepted{"Null", "null"}, Accepted{"NegativeZero", "-0"}, Accepted{"NegativeZeroFraction", "-0.0"},
                    Accepted{"NumberBeyondDouble", "1E400"}, Accepted{"TrailingZeroOfADecimal", "1.10"},
                    Accepted{"NumberOf400Digits", std::string(400, '7')}, Accepted{"ZeroExponent", "0e0"},
                    Accepted{"SignedExponents", "[1e+5,1E-5,-1.25e+005]"},
                    Accepted{"Nested", R"({"a":[{"b":[[],{}]},null],"c":{"d":{}}})"},
                    Accepted{"EveryEscape", R"(["\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"])"},
                    Accepted{"EmptyKey", R"({"":1})"}, Accepted{"EscapedKey", R"({"\u0070atient":1})"},
                    Accepted{"Utf8OfEachLength",
                             "[\"\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"
                             "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"]"},
                    Accepted{"KeysThatDifferByAnInvisibleCharacter", "{\"name\":1,\"na\xE2\x80\x8Bme\":2}"},
                    Accepted{"KeysThatDifferByFullWidth", "{\"id\":1,\"\xEF\xBD\x89\xEF\xBD\x84\":2}"},
                    Accepted{"KeysThatDifferByNormalForm", "{\"\xC3\xA9\":1,\"e\xCC\x81\":2}"},
                    Accepted{"SameKeyInNestedObjects", R"({"a":{"a":{"a":1}}})"}),
    [](const auto& each) { return each.param.name; });

TEST(JsonAccept, WhiteSpaceOfEveryKindAndLengthBetweenTokens) {
  for (std::size_t length = 0; length < 70; ++length) {
    std::string space;
    for (std::size_t i = 0; i < length; ++i) space += " \n\r\t"[(i * 7 + length) % 4];
    std::string text;
    for (const std::string token : {"{", "\"a\"", ":", "[", "1", ",", "true", "]", "}", ""}) text += space + token;
    Tape tape;
    ASSERT_TRUE(tape.parse(text, {})) << length;
    EXPECT_EQ(minified(tape), R"({"a":[1,true]})");
  }
}

TEST(JsonAccept, AQuoteOrAnEscapeAtEveryPositionOfAString) {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string plain(length, 'x');
    for (const std::string special : {"", "\\\"", "\\u00e9", "\xC3\xA9"}) {
      const std::string text = "[\"" + plain + special + plain + "\"]";
      Tape tape;
      ASSERT_TRUE(tape.parse(text, {})) << text;
      EXPECT_EQ(tape.raw(1), plain + special + plain);
      EXPECT_EQ(tape[1].escaped, special.find('\\') != std::string::npos);
    }
  }
}

TEST(JsonAccept, AMillionElements) {
  std::string text = "[0";
  for (int i = 1; i < 1'000'000; ++i) text += ",0";
  text += ']';
  Tape tape;
  ASSERT_TRUE(tape.parse(text, {}));
  EXPECT_EQ(tape.size(), 1'000'001u);
}

TEST(JsonAccept, NestingUpToTheLimitAndNoDeeper) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + "7" + std::string(depth, ']'); };
  Tape tape;
  ParseLimits limits;
  limits.depth = 64;
  ASSERT_TRUE(tape.parse(nested(64), limits));
  const auto refused = tape.parse(nested(65), limits);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kTooLarge);
  EXPECT_EQ(refused.error().detail, "line 1, column 65: nested too deeply");
}

TEST(JsonAccept, DepthsThatSixteenBitsCanCount) {
  ParseLimits limits;
  limits.depth = 1'000'000;
  Tape tape;
  EXPECT_TRUE(tape.parse(std::string(65'535, '[') + std::string(65'535, ']'), limits));
  EXPECT_FALSE(tape.parse(std::string(65'536, '[') + std::string(65'536, ']'), limits));
}

}  // namespace
}  // namespace concordat::protocol::json
