#include "protocol/media/content_type.h"

#include <gtest/gtest.h>

#include <map>

namespace concordat::protocol {
namespace {

using std::string_literals::operator""s;

// The least that begins as each type does.
const std::map<std::string, std::string>& beginnings() {
  static const std::map<std::string, std::string> all = {
      {"application/pdf", "%PDF-"},   {"image/jpeg", "\xFF\xD8\xFF"},  {"image/png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s},
      {"image/tiff", "II*\0"s},       {"image/gif", "GIF89a"},         {"application/edifact", "UNB+U"},
      {"application/rtf", "{\\rtf1"}, {"text/plain", "A letter.\r\n"},
  };
  return all;
}

TEST(ContentType, EachIsToldFromItsFirstBytesAndNoOtherIs) {
  ASSERT_EQ(beginnings().size(), content_types().size());
  for (const auto& [name, bytes] : beginnings()) {
    for (const ContentType& type : content_types()) EXPECT_EQ(type.begins(bytes), type.name == name) << name;
    ASSERT_NE(content_type_of(bytes), nullptr) << name;
    EXPECT_EQ(content_type_of(bytes)->name, name);
  }
}

TEST(ContentType, ALessThanWholeBeginningIsNone) {
  for (const auto& [name, bytes] : beginnings()) {
    if (name == "text/plain") continue;
    const ContentType* type = content_type(name);
    for (std::size_t length = 0; length < bytes.size(); ++length)
      EXPECT_FALSE(type->begins(bytes.substr(0, length))) << name << " cut at " << length;
    EXPECT_FALSE(type->begins(" " + bytes)) << name << " does not come first";
  }
}

TEST(ContentType, TiffComesInBothOrdersOfBytes) {
  EXPECT_TRUE(content_type("image/tiff")->begins("MM\0*"s));
  EXPECT_FALSE(content_type("image/tiff")->begins("MM*\0"s));
}

TEST(ContentType, AnInterchangeMayNameItsServiceCharactersFirst) {
  const ContentType* edifact = content_type("application/edifact");
  EXPECT_TRUE(edifact->begins("UNA:+.? '\r\nUNB+UNOA:2"));
  EXPECT_TRUE(edifact->begins("UNA:*.? 'UNB*UNOA:2"));
  EXPECT_FALSE(edifact->begins("UNA:*.? 'UNB+UNOA:2")) << "the separator is not the one that was named";
  EXPECT_FALSE(edifact->begins("UNA:+.? '"));
  EXPECT_FALSE(edifact->begins("UNBELIEVABLE"));
}

TEST(ContentType, TextHoldsNothingButText) {
  const ContentType* text = content_type("text/plain");
  EXPECT_TRUE(text->begins("Zo\xC3\xAB\tand\fmore"));
  for (const std::string& not_text : {""s, "a\0b"s, "\x1B[2J"s, "\xFF"s, "%PDF-1.4 as text"s, "GIF89a"s})
    EXPECT_FALSE(text->begins(not_text));
}

TEST(ContentType, ANameIsTakenInAnyCaseAndWithNoParameters) {
  EXPECT_EQ(content_type("Application/PDF")->name, "application/pdf");
  for (const char* none : {"", "application/pdf; name=letter", "application/pdf ", "application/zip", "pdf"})
    EXPECT_EQ(content_type(none), nullptr) << none;
}

}  // namespace
}  // namespace concordat::protocol
