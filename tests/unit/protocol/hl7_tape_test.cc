// What the tape holds of a text that is accepted.
#include <gtest/gtest.h>

#include <string>

#include "protocol/hl7/tape.h"
#include "tests/unit/protocol/hl7_samples.h"

namespace concordat::protocol::hl7 {
namespace {

const std::string kHeader = "MSH|^~\\&|GHH|||RHH|20260101||ADT^A01|1|P|2.5\r";

TEST(Hl7Tape, ValuesNameTheirBytesAndTheirPlace) {
  const std::string text = "MSH|^~\\&|GHH\rPID|||943&x^^^NHS~\"\"|\"|\\T\\||\rZZZ\rNTE|";
  Tape tape;
  const auto parsed = tape.parse(text);
  ASSERT_TRUE(parsed) << parsed.error().detail;
  const std::vector<SplitValue> expected = {
      {"MSH-1[0].1.1", "|"},    {"MSH-2[0].1.1", "^~\\&"}, {"MSH-3[0].1.1", "GHH"},
      {"PID-3[0].1.1", "943"},  {"PID-3[0].1.2", "x"},     {"PID-3[0].4.1", "NHS"},
      {"PID-3[1].1.1", "\"\""}, {"PID-4[0].1.1", "\""},    {"PID-5[0].1.1", "\\T\\"},
  };
  EXPECT_EQ(values_of(tape), expected);
  EXPECT_TRUE(covers_its_text(tape));
  ASSERT_EQ(tape.segments().size(), 4u);
  EXPECT_EQ(tape.segments()[1].id(), "PID");
  EXPECT_EQ(tape.raw(tape.segments()[2]), "ZZZ");
  EXPECT_TRUE(tape.values(tape.segments()[2]).empty());
  EXPECT_EQ(tape.segments()[3].message, 0u);
  for (const Value& value : tape.values()) {
    EXPECT_EQ(value.null, tape.raw(value) == "\"\"") << tape.raw(value);
    EXPECT_EQ(value.escaped, tape.raw(value) == "\\T\\") << tape.raw(value);
  }
}

TEST(Hl7Tape, TakesTheDelimitersThatTheHeaderDeclares) {
  Tape tape;
  const std::string text = "MSH$%*!:#$a%b*c:d\rPID$|^~\\&";
  ASSERT_TRUE(tape.parse(text));
  EXPECT_EQ(tape.delimiters(), (Delimiters{'$', '%', '*', '!', ':', '#'}));
  const std::vector<SplitValue> expected = {{"MSH-1[0].1.1", "$"},     {"MSH-2[0].1.1", "%*!:#"}, {"MSH-3[0].1.1", "a"},
                                            {"MSH-3[0].2.1", "b"},     {"MSH-3[1].1.1", "c"},     {"MSH-3[1].1.2", "d"},
                                            {"PID-1[0].1.1", "|^~\\&"}};
  EXPECT_EQ(values_of(tape), expected);
}

TEST(Hl7Tape, ReadsEachKindOfLineEnd) {
  for (const std::string end : {"\r", "\n", "\r\n"}) {
    for (const std::string& last : {std::string(), end, end + end + end}) {
      const std::string text = "MSH|^~\\&|GHH" + end + "PID|1" + end + "NTE|x" + last;
      Tape tape;
      const auto parsed = tape.parse(text);
      ASSERT_TRUE(parsed) << parsed.error().detail;
      EXPECT_EQ(values_of(tape), split_slowly(text));
      EXPECT_EQ(tape.segments().size(), 3u);
      EXPECT_TRUE(covers_its_text(tape));
    }
  }
}

TEST(Hl7Tape, GivesAWholeFieldAsItStands) {
  Tape tape;
  ASSERT_TRUE(tape.parse("MSH|^~\\&|GHH||x\rPID||~^|a^b~c||^|\rZZZ\rZZY|"));
  const auto field = [&](std::size_t segment, std::uint16_t number) {
    return tape.field(tape.segments()[segment], number);
  };
  EXPECT_EQ(field(0, 0), "");
  EXPECT_EQ(field(0, 1), "|");
  EXPECT_EQ(field(0, 2), "^~\\&");
  EXPECT_EQ(field(0, 3), "GHH");
  EXPECT_EQ(field(0, 4), "");
  EXPECT_EQ(field(0, 5), "x");
  EXPECT_EQ(field(0, 6), "");
  EXPECT_EQ(field(1, 1), "");
  EXPECT_EQ(field(1, 2), "~^");
  EXPECT_EQ(field(1, 3), "a^b~c");
  EXPECT_EQ(field(1, 4), "");
  EXPECT_EQ(field(1, 5), "^");
  EXPECT_EQ(field(1, 6), "");
  EXPECT_EQ(field(1, 65535), "");
  EXPECT_EQ(field(2, 1), "");
  EXPECT_EQ(field(3, 1), "");
}

TEST(Hl7Tape, TakesTheCharacterSetThatTheMessageDeclares) {
  const auto charset_of = [](const std::string& declared, Options options = {}, const std::string& before = "") {
    Tape tape;
    const std::string text = before + header_declaring(declared);
    const auto parsed = tape.parse(text, options);
    EXPECT_TRUE(parsed) << parsed.error().detail;
    return tape.charset();
  };
  Options latin1;
  latin1.when_unsaid = Charset::kLatin1;
  EXPECT_EQ(charset_of(""), Charset::kAscii);
  EXPECT_EQ(charset_of("", latin1), Charset::kLatin1);
  EXPECT_EQ(charset_of("", latin1, "\xEF\xBB\xBF"), Charset::kUtf8);
  EXPECT_EQ(charset_of("ASCII", latin1), Charset::kAscii);
  EXPECT_EQ(charset_of("8859/1"), Charset::kLatin1);
  EXPECT_EQ(charset_of("UNICODE UTF-8"), Charset::kUtf8);
  EXPECT_EQ(charset_of("UNICODE", {}, "\xEF\xBB\xBF"), Charset::kUtf8);
  EXPECT_EQ(charset_of("8859/1~8859/1"), Charset::kLatin1);
}

TEST(Hl7Tape, LeavesOutTheByteOrderMark) {
  Tape tape;
  const std::string text = "\xEF\xBB\xBF" + kHeader + "PID|1";
  ASSERT_TRUE(tape.parse(text));
  EXPECT_TRUE(tape.byte_order_mark());
  EXPECT_EQ(tape.text(), text.substr(3));
  ASSERT_TRUE(tape.parse(kHeader));
  EXPECT_FALSE(tape.byte_order_mark());
}

TEST(Hl7Tape, KeepsCharactersBeyondAsciiWhole) {
  // At every distance from a block's start, so that characters lie across its end.
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string value = std::string(before, 'x') + "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC3\xA9";
    const std::string text = header_declaring("UNICODE UTF-8") + "\rPID|" + value + "|y^" + value;
    Tape tape;
    const auto parsed = tape.parse(text);
    ASSERT_TRUE(parsed) << parsed.error().detail;
    EXPECT_EQ(values_of(tape), split_slowly(text));
  }
}

TEST(Hl7Tape, AnEscapedCarriageReturnSplitsNothing) {
  Tape tape;
  const std::string text = kHeader + "NTE|1||a\\X0D\\MSH|^~x";
  ASSERT_TRUE(tape.parse(text));
  ASSERT_EQ(tape.segments().size(), 2u);
  std::string decoded;
  ASSERT_TRUE(tape.decode(tape.values(tape.segments()[1])[1], decoded));
  EXPECT_EQ(decoded, "a\rMSH");
}

TEST(Hl7Tape, ReadsAFieldOfAMegabyte) {
  const std::string text = kHeader + "OBX|1|TX|||" + std::string(1'000'000, 'x') + "|F";
  Tape tape;
  ASSERT_TRUE(tape.parse(text));
  EXPECT_EQ(values_of(tape), split_slowly(text));
}

TEST(Hl7Tape, CountsAsFarAsItsWordsGo) {
  Tape tape;
  const std::string text =
      kHeader + "PID|" + std::string(254, '^') + "x|" + std::string(254, '&') + "y|" + std::string(65535, '~') + "z";
  ASSERT_TRUE(tape.parse(text));
  const auto values = tape.values(tape.segments()[1]);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0].component, 255);
  EXPECT_EQ(values[1].subcomponent, 255);
  EXPECT_EQ(values[2].repetition, 65535);
  EXPECT_EQ(values[2].field, 3);
  ASSERT_TRUE(tape.parse(kHeader + "PID" + std::string(65535, '|') + "x"));
  EXPECT_EQ(tape.values(tape.segments()[1])[0].field, 65535);
}

TEST(Hl7Tape, IsReusedForAnotherText) {
  Tape tape;
  const std::string large = "\xEF\xBB\xBF" + kHeader + "PID|" + std::string(60'000, '~') + "x";
  ASSERT_TRUE(tape.parse(large));
  ASSERT_FALSE(tape.parse("PID|1"));
  EXPECT_TRUE(tape.segments().empty());
  EXPECT_TRUE(tape.values().empty());
  EXPECT_TRUE(tape.text().empty());
  ASSERT_TRUE(tape.parse("MSH$%*!:$a"));
  EXPECT_EQ(values_of(tape), split_slowly("MSH$%*!:$a"));
  EXPECT_EQ(tape.charset(), Charset::kAscii);
}

}  // namespace
}  // namespace concordat::protocol::hl7
