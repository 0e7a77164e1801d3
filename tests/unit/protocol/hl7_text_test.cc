// Escapes and character sets: read into UTF-8, written back.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "protocol/base/utf8.h"
#include "protocol/hl7/text.h"

namespace concordat::protocol::hl7 {
namespace {

constexpr Delimiters kUsual{'|', '^', '~', '\\', '&', '\0'};
constexpr Delimiters kWithTruncation{'|', '^', '~', '\\', '&', '#'};

std::string decoded(const std::string& raw, Charset charset = Charset::kAscii, const Delimiters& by = kUsual) {
  std::string out = "old";
  EXPECT_TRUE(decode_text(raw, by, charset, out, nullptr)) << raw;
  return out;
}

bool certain(const std::string& raw, Charset charset = Charset::kAscii) {
  std::string out;
  return decode_text(raw, kUsual, charset, out, nullptr);
}

TEST(Hl7Decode, ReadsTheEscapesThatStandForCharacters) {
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("plain"), "plain");
  EXPECT_EQ(decoded("\\F\\\\S\\\\T\\\\R\\\\E\\"), "|^&~\\");
  EXPECT_EQ(decoded("a\\T\\b"), "a&b");
  EXPECT_EQ(decoded("one\\.br\\two\\.BR\\"), "one\ntwo\n");
  EXPECT_EQ(decoded("\\X0D\\\\X0a41\\"), "\r\nA");
  EXPECT_EQ(decoded("\\P\\", Charset::kAscii, kWithTruncation), "#");
  EXPECT_EQ(decoded("!T!\\", Charset::kAscii, {'$', '%', '*', '!', ':', '\0'}), ":\\");
}

TEST(Hl7Decode, ReadsFormattingAsABreakAndHighlightingAsNothing) {
  EXPECT_EQ(decoded("one\\.sp+2\\two\\.in-4\\three\\.fi\\"), "one\ntwo\nthree\n");
  EXPECT_EQ(decoded("Ravens\\H\\croft\\N\\"), "Ravenscroft");
}

TEST(Hl7Decode, SaysWhatItCannotReadWithCertainty) {
  for (const std::string raw :
       {"\\",       "a\\",    "\\b",     "\\T\\\\",  "\\\\",    "\\\\server\\share", "\\C2842\\", "\\M2442\\",
        "\\X\\",    "\\X4\\", "\\XZZ\\", "\\X 41\\", "\\x41\\", "\\Zlocal thing\\",  "\\P\\",     "\\Q\\",
        "\\temp\\", "\\.\\",  "\\.xy\\", "\\t\\",    "\\f\\",   "\\c2842\\",         "\\ a \\",   "\\1\\",
        "\\+\\"}) {
    EXPECT_FALSE(certain(raw)) << raw;
  }
  EXPECT_FALSE(certain("\\XE9\\"));
  EXPECT_FALSE(certain("\\XE9\\", Charset::kUtf8));
  EXPECT_FALSE(certain("\\X92\\", Charset::kLatin1));
  EXPECT_FALSE(certain("\xE9"));
}

TEST(Hl7Decode, ReadsTheCharacterSet) {
  EXPECT_EQ(decoded("Ren\xE9", Charset::kLatin1), "Ren\xC3\xA9");
  EXPECT_EQ(decoded("Ren\xC3\xA9", Charset::kUtf8), "Ren\xC3\xA9");
  EXPECT_EQ(decoded("Ren\\XE9\\", Charset::kLatin1), "Ren\xC3\xA9");
  EXPECT_EQ(decoded("Ren\\XC3A9\\", Charset::kUtf8), "Ren\xC3\xA9");
}

TEST(Hl7Decode, TellsWhereEachByteComesFrom) {
  std::string out;
  std::vector<std::uint32_t> origin = {7};
  ASSERT_TRUE(decode_text("a\\T\\b\\X4142\\\xE9z", kUsual, Charset::kLatin1, out, &origin));
  EXPECT_EQ(out, "a&bAB\xC3\xA9z");
  EXPECT_EQ(origin, (std::vector<std::uint32_t>{0, 1, 4, 5, 5, 12, 12, 13, 14}));
  ASSERT_TRUE(decode_text("", kUsual, Charset::kAscii, out, &origin));
  EXPECT_EQ(origin, (std::vector<std::uint32_t>{0}));
}

TEST(Hl7Escape, WritesWhatDivides) {
  std::string out = "x";
  ASSERT_TRUE(append_escaped(out, "|^&~\\#\n\t\r", kUsual, Charset::kAscii));
  EXPECT_EQ(out, "x\\F\\\\S\\\\T\\\\R\\\\E\\#\\.br\\\t\\X0D\\");
  out.clear();
  ASSERT_TRUE(append_escaped(out, "#|", kWithTruncation, Charset::kAscii));
  EXPECT_EQ(out, "\\P\\\\F\\");
}

TEST(Hl7Escape, WritesTheCharacterSet) {
  std::string out;
  ASSERT_TRUE(append_escaped(out, "Ren\xC3\xA9", kUsual, Charset::kLatin1));
  EXPECT_EQ(out, "Ren\xE9");
  out.clear();
  ASSERT_TRUE(append_escaped(out, "Ren\xC3\xA9\x7F\xC2\x85", kUsual, Charset::kUtf8));
  EXPECT_EQ(out, "Ren\xC3\xA9\\X7F\\\\XC285\\");
}

TEST(Hl7Escape, AppendsNothingThatTheCharacterSetCannotHold) {
  std::string out = "x";
  EXPECT_FALSE(append_escaped(out, "Ren\xC3\xA9", kUsual, Charset::kAscii));
  EXPECT_FALSE(append_escaped(out, "a\xE2\x82\xAC", kUsual, Charset::kLatin1));
  EXPECT_FALSE(append_escaped(out, "a\xC2\x92", kUsual, Charset::kLatin1));
  EXPECT_FALSE(append_escaped(out, "a\xFF", kUsual, Charset::kUtf8));
  EXPECT_EQ(out, "x");
}

// Text of characters that every set here holds often enough: delimiters, controls, letters, beyond ASCII.
std::string text_of(const std::vector<std::uint16_t>& seeds, Charset charset) {
  std::string text;
  for (const std::uint16_t seed : seeds) {
    const auto kind = seed % 4;
    if (kind == 0) {
      text += "|^~\\&#!\n\r\t"[seed / 4 % 10];
    } else if (kind == 1) {
      text += static_cast<char>(seed / 4 % 0x80);
    } else if (kind == 2 && charset != Charset::kAscii) {
      const int value = 0xA0 + seed / 4 % 0x60;
      text += {static_cast<char>(0xC0 | value >> 6), static_cast<char>(0x80 | (value & 0x3F))};
    } else if (charset == Charset::kUtf8) {
      text += "\xE2\x82\xAC";
    }
  }
  return text;
}

RC_GTEST_PROP(Hl7Escape, ComesBackAsItWasWritten, (const std::vector<std::uint16_t>& seeds)) {
  for (const Charset charset : {Charset::kAscii, Charset::kLatin1, Charset::kUtf8}) {
    for (const Delimiters& by : {kUsual, kWithTruncation, Delimiters{'!', '#', '\\', '&', '|', '~'}}) {
      const std::string text = text_of(seeds, charset);
      std::string raw;
      RC_ASSERT(append_escaped(raw, text, by, charset));
      for (const char c : raw)
        RC_ASSERT(c != by.field && c != by.component && c != by.repetition && c != by.subcomponent);
      for (const char c : raw) RC_ASSERT(c != '\r' && c != '\n');
      std::string out;
      std::vector<std::uint32_t> origin;
      RC_ASSERT(decode_text(raw, by, charset, out, &origin));
      RC_ASSERT(out == text);
      RC_ASSERT(origin.size() == out.size() + 1);
      RC_ASSERT(std::is_sorted(origin.begin(), origin.end()));
      RC_ASSERT(origin.back() == raw.size());
    }
  }
}

}  // namespace
}  // namespace concordat::protocol::hl7
