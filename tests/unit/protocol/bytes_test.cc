// Text forms of bytes: one canonical encoding each, and nothing else accepted.
#include "protocol/base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace concordat {
namespace {

std::string bytes_of(const std::vector<std::uint8_t>& values) {
  return {values.begin(), values.end()};
}

TEST(Hex, IsLowerCaseTwoDigitsAByte) {
  EXPECT_EQ(hex(bytes_of({0x00, 0x0F, 0xA5, 0xFF})), "000fa5ff");
  EXPECT_EQ(hex(""), "");
}

TEST(Hex, ReadsEitherCaseAndNothingElse) {
  EXPECT_EQ(parse_hex("00fFa5"), bytes_of({0x00, 0xFF, 0xA5}));
  EXPECT_EQ(parse_hex(""), "");
  for (const char* text : {"0", "0g", "g0", " 00", "0x00", "00 "}) EXPECT_FALSE(parse_hex(text)) << text;
}

// RFC 4648 section 10.
TEST(Base64, MatchesTheTestVectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64(plain), encoded);
    EXPECT_EQ(parse_base64(encoded), plain);
  }
}

TEST(Base64, UsesTheStandardAlphabet) {
  EXPECT_EQ(base64(bytes_of({0xFB, 0xEF, 0xFF})), "++//");
  EXPECT_FALSE(parse_base64("--__"));
}

TEST(Base64, RefusesEveryOtherSpelling) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "=Zg=", "Zg==Zg==", "Zm8=Zm8=", "Zh==", "Zm9=",
                           "Zm9v\n", " Zm9v", "Zm 9v", "Zm9!", "Zg==\n"}) {
    EXPECT_FALSE(parse_base64(text)) << text;
  }
}

TEST(BigEndian, WritesTheMostSignificantByteFirst) {
  Bytes out;
  put_u16(out, 0x0102);
  put_u32(out, 0x03040506);
  put_u64(out, 0x0708090A0B0C0D0E);
  EXPECT_EQ(hex(out), "0102030405060708090a0b0c0d0e");
  EXPECT_EQ(get_u16(out), 0x0102);
  EXPECT_EQ(get_u32(ByteView(out).substr(2)), 0x03040506u);
  EXPECT_EQ(get_u64(ByteView(out).substr(6)), 0x0708090A0B0C0D0Eu);
}

RC_GTEST_PROP(Bytes, ComeBackFromEveryTextForm, (const std::vector<std::uint8_t>& values)) {
  const std::string bytes = bytes_of(values);
  RC_ASSERT(parse_hex(hex(bytes)) == bytes);
  RC_ASSERT(parse_base64(base64(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, AcceptsOnlyWhatItWrites, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgwZ09+/=")));
  const auto bytes = parse_base64(text);
  if (bytes) RC_ASSERT(base64(*bytes) == text);
}

RC_GTEST_PROP(BigEndian, ReadsWhatItWrote, (std::uint16_t a, std::uint32_t b, std::uint64_t c)) {
  Bytes out;
  put_u16(out, a), put_u32(out, b), put_u64(out, c);
  RC_ASSERT(get_u16(out) == a);
  RC_ASSERT(get_u32(ByteView(out).substr(2)) == b);
  RC_ASSERT(get_u64(ByteView(out).substr(6)) == c);
}

}  // namespace
}  // namespace concordat
