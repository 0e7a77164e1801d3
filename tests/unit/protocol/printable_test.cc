// What may reach a log line or a terminal, and what counts as UTF-8.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "protocol/base/bytes.h"
#include "protocol/base/utf8.h"

namespace concordat {
namespace {

TEST(Printable, LeavesWordsOfAnyScriptAlone) {
  const std::string text = "Siân O'Neill \xE4\xB8\xAD\xE6\x96\x87 \xF0\x9F\x98\x80";
  EXPECT_EQ(printable(text), text);
}

TEST(Printable, ShowsWhatWouldActOnATerminal) {
  EXPECT_EQ(printable("a\nb\r\t\x1B[2J\x7F"), "a\\x0ab\\x0d\\x09\\x1b[2J\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xc2\\x9b");           // the one-byte form of ESC [
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xe2\\x80\\xae");  // right-to-left override
  EXPECT_EQ(printable("\xE2\x80\x8B"), "\\xe2\\x80\\x8b");  // zero-width space
  EXPECT_EQ(printable("\xE2\x80\xA8"), "\\xe2\\x80\\xa8");  // line separator
  EXPECT_EQ(printable(std::string("\0", 1)), "\\x00");
}

TEST(Printable, ShowsInvalidUtf8ByteByByte) {
  EXPECT_EQ(printable("a\xFF\xC3(\xED\xA0\x80"), "a\\xff\\xc3(\\xed\\xa0\\x80");
}

TEST(Printable, CutsBetweenCharacters) {
  EXPECT_EQ(printable("abcdef", 3), "abc…");
  EXPECT_EQ(printable("ab\xC3\xA9", 3), "ab…");
  EXPECT_EQ(printable("abc", 3), "abc");
  EXPECT_EQ(printable("ab\n", 3), "ab…");
}

RC_GTEST_PROP(Printable, IsValidUtf8WithoutControls, (const std::vector<std::uint8_t>& values)) {
  const std::string shown = printable(std::string(values.begin(), values.end()));
  RC_ASSERT(valid_utf8(shown));
  for (const char c : shown) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

TEST(Utf8, AcceptsTheFirstAndLastOfEachLength) {
  for (const char* text : {"", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(valid_utf8(text)) << hex(text);
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndStrayBytes) {
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2(", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xE2\x82",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_FALSE(valid_utf8(text)) << hex(text);
  }
}

TEST(Utf8, GivesTheCodePointAndItsLength) {
  const CodePoint euro = first_code_point("\xE2\x82\xAC!");
  EXPECT_EQ(euro.value, 0x20ACu);
  EXPECT_EQ(euro.length, 3u);
  EXPECT_EQ(first_code_point("").length, 0u);
}

}  // namespace
}  // namespace concordat
