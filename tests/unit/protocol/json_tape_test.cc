// The shape of the tape, and the values read from it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "protocol/base/utf8.h"
#include "protocol/json/tape.h"

namespace concordat::protocol::json {
namespace {

TEST(JsonTape, TokensNameTheirBytesAndTheirEnd) {
  const std::string text = R"( {"a": [10, "x\ny"], "b": {}} )";
  Tape tape;
  ASSERT_TRUE(tape.parse(text, {}));
  struct Expected {
    Kind kind;
    std::string raw;
    std::uint32_t next;
    bool escaped;
  };
  const Expected expected[] = {
      {Kind::kObject, R"({"a": [10, "x\ny"], "b": {}})", 7, false},
      {Kind::kKey, "a", 5, false},
      {Kind::kArray, R"([10, "x\ny"])", 5, false},
      {Kind::kNumber, "10", 4, false},
      {Kind::kString, R"(x\ny)", 5, true},
      {Kind::kKey, "b", 7, false},
      {Kind::kObject, "{}", 7, false},
  };
  ASSERT_EQ(tape.size(), std::size(expected));
  for (std::uint32_t i = 0; i < tape.size(); ++i) {
    EXPECT_EQ(tape[i].kind, expected[i].kind) << i;
    EXPECT_EQ(tape.raw(i), expected[i].raw) << i;
    EXPECT_EQ(tape[i].next, expected[i].next) << i;
    EXPECT_EQ(tape[i].tag, tape[i].kind == Kind::kKey ? name_tag(tape.raw(i)) : 0) << i;
    EXPECT_EQ(tape[i].escaped, expected[i].escaped) << i;
  }
}

TEST(JsonTape, MemberIsFoundByItsDecodedName) {
  Tape tape;
  ASSERT_TRUE(tape.parse(R"({"a":{"id":1},"\u0069d":2,"list":["id",3]})", {}));
  EXPECT_EQ(tape.raw(tape.member(0, "id")), "2");
  EXPECT_EQ(tape.raw(tape.member(tape.member(0, "a"), "id")), "1");
  EXPECT_EQ(tape.member(0, "absent"), 0u);
  EXPECT_EQ(tape.member(tape.member(0, "list"), "id"), 0u);
  EXPECT_EQ(tape.member(tape.member(0, "id"), "id"), 0u);
}

TEST(JsonTape, DecodesEveryEscape) {
  Tape tape;
  ASSERT_TRUE(tape.parse(R"(["\"\\\/\b\f\n\r\tA\u0041\u00e9\u20AC\ud83d\uDE00\uffff","plain"])", {}));
  std::string scratch = "old";
  EXPECT_EQ(tape.decoded(1, scratch), "\"\\/\b\f\n\r\tAA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBF");
  EXPECT_EQ(tape.decoded(2, scratch).data(), tape.raw(2).data());
}

TEST(JsonTape, IsReusedForAnotherText) {
  Tape tape;
  ASSERT_TRUE(tape.parse("[1,2,3]", {}));
  ASSERT_TRUE(tape.parse("true", {}));
  EXPECT_EQ(tape.size(), 1u);
  EXPECT_EQ(tape.text(), "true");
}

TEST(JsonString, EscapesOnlyWhatMustBe) {
  std::string out = "x";
  append_string(out, std::string("a\"\\/\b\f\n\r\t\x01\x1F\x7F\xC3\xA9\xF0\x9F\x98\x80"));
  EXPECT_EQ(out, "x\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\xC3\xA9\xF0\x9F\x98\x80\"");
}

RC_GTEST_PROP(JsonString, ComesBackAsItWasWritten, (const std::vector<std::uint32_t>& seeds)) {
  std::string value;
  for (const std::uint32_t seed : seeds) {
    const auto unit = static_cast<char16_t>(1 + seed % 0xD7FF);
    if (unit < 0x80) {
      value += static_cast<char>(unit);
    } else if (unit < 0x800) {
      value += {static_cast<char>(0xC0 | unit >> 6), static_cast<char>(0x80 | (unit & 0x3F))};
    } else {
      value += {static_cast<char>(0xE0 | unit >> 12), static_cast<char>(0x80 | (unit >> 6 & 0x3F)),
                static_cast<char>(0x80 | (unit & 0x3F))};
    }
  }
  RC_ASSERT(valid_utf8(value));
  std::string text;
  append_string(text, value);
  Tape tape;
  RC_ASSERT(tape.parse(text, {}).has_value());
  std::string scratch;
  RC_ASSERT(tape.decoded(0, scratch) == value);
}

}  // namespace
}  // namespace concordat::protocol::json
