// Batches and files of messages: what may stand where, and that the trailers count right.
#include <gtest/gtest.h>

#include <string>

#include "protocol/hl7/tape.h"
#include "tests/unit/protocol/hl7_samples.h"

namespace concordat::protocol::hl7 {
namespace {

// Segments written one after the other, "BHS" and the like with their delimiters.
std::string text_of(const std::vector<std::string>& segments) {
  std::string text;
  for (const std::string& segment : segments) {
    text += is_header(segment) ? segment + "|^~\\&|x" : segment;
    text += '\r';
  }
  return text;
}

TEST(Hl7Batch, HoldsMessagesThatKnowTheirNumber) {
  Tape tape;
  const auto parsed = tape.parse(
      text_of({"FHS", "BHS", "MSH", "PID|1", "MSH", "PID|2", "BTS|2", "BHS", "BTS|0", "BHS", "MSH", "BTS", "FTS|3"}));
  ASSERT_TRUE(parsed) << parsed.error().detail;
  EXPECT_TRUE(tape.batch());
  EXPECT_EQ(tape.messages(), 3u);
  const std::uint32_t expected[] = {kNoMessage, kNoMessage, 0,          0, 1,          1,         kNoMessage,
                                    kNoMessage, kNoMessage, kNoMessage, 2, kNoMessage, kNoMessage};
  ASSERT_EQ(tape.segments().size(), std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) EXPECT_EQ(tape.segments()[i].message, expected[i]) << i;
}

TEST(Hl7Batch, AMessageAloneIsNone) {
  Tape tape;
  ASSERT_TRUE(tape.parse(text_of({"MSH", "PID|1"})));
  EXPECT_FALSE(tape.batch());
  EXPECT_EQ(tape.messages(), 1u);
}

struct Wrong {
  std::string name;
  std::vector<std::string> segments;
  std::string detail;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

class Hl7BatchRefuses : public testing::TestWithParam<Wrong> {};

TEST_P(Hl7BatchRefuses, AndSaysWhere) {
  Tape tape;
  const auto parsed = tape.parse(text_of(GetParam().segments));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Code::kMalformed);
  EXPECT_EQ(parsed.error().detail.substr(0, GetParam().detail.size()), GetParam().detail);
  EXPECT_TRUE(tape.segments().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Envelopes, Hl7BatchRefuses,
    testing::Values(
        Wrong{"SecondMessage", {"MSH", "PID|1", "MSH"}, "segment 3, MSH: a second MSH outside a batch"},
        Wrong{"NoHeaderFirst", {"PID|1", "MSH"}, "segment 1, PID: the text begins with no MSH, BHS or FHS segment"},
        Wrong{"TrailerFirst", {"BTS|1"}, "segment 1, BTS: the text begins with no MSH, BHS or FHS segment"},
        Wrong{"BatchWithoutTrailer", {"BHS", "MSH"}, "segment 3: the batch has no trailer"},
        Wrong{"FileWithoutTrailer", {"FHS", "BHS", "MSH", "BTS"}, "segment 5: the file has no trailer"},
        Wrong{"TrailerAfterAMessage", {"MSH", "BTS|1"}, "segment 2, BTS: a batch trailer without a batch header"},
        Wrong{"FileTrailerAfterAMessage", {"MSH", "FTS|1"}, "segment 2, FTS: a file trailer without a file header"},
        Wrong{"BatchInAMessage", {"MSH", "BHS", "BTS"}, "segment 2, BHS: a batch header within a message"},
        Wrong{"BatchInABatch", {"BHS", "MSH", "BHS"}, "segment 3, BHS: a batch within a batch"},
        Wrong{"TwoBatches", {"BHS", "MSH", "BTS", "BHS"}, "segment 4, BHS: a segment after the trailer"},
        Wrong{"FileInAMessage", {"MSH", "FHS"}, "segment 2, FHS: a second file header"},
        Wrong{"FileInAFile", {"FHS", "BHS", "MSH", "FHS"}, "segment 4, FHS: a second file header"},
        Wrong{"MessageOutsideABatch", {"FHS", "MSH"}, "segment 2, MSH: a message outside the batches of its file"},
        Wrong{"SegmentBeforeTheMessage",
              {"BHS", "PID|1", "MSH", "BTS"},
              "segment 2, PID: a segment that belongs to no message"},
        Wrong{"SegmentBetweenBatches",
              {"FHS", "BHS", "MSH", "BTS", "PID|1"},
              "segment 5, PID: a segment that belongs to no message"},
        Wrong{"SegmentAfterTheBatch", {"BHS", "MSH", "BTS", "PID|1"}, "segment 4, PID: a segment after the trailer"},
        Wrong{"FileEndsWithinABatch", {"FHS", "BHS", "MSH", "FTS"}, "segment 4, FTS: a file trailer within a batch"},
        Wrong{"BatchEndsTwice",
              {"FHS", "BHS", "MSH", "BTS", "BTS"},
              "segment 5, BTS: a batch trailer without a batch header"},
        Wrong{"NoMessageAtAll", {"BHS", "BTS|0"}, "segment 3: there is no message in it"}),
    [](const auto& each) { return each.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Counts, Hl7BatchRefuses,
    testing::Values(
        Wrong{"TooMany", {"BHS", "MSH", "BTS|2"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"TooFew", {"BHS", "MSH", "MSH", "BTS|1"}, "segment 4, BTS-1: another number of messages"},
        Wrong{"NotANumber", {"BHS", "MSH", "BTS|one"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"Signed", {"BHS", "MSH", "BTS|-1"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"Plus", {"BHS", "MSH", "BTS|+1"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"Repeated", {"BHS", "MSH", "BTS|1~1"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"Escaped", {"BHS", "MSH", "BTS|\\X31\\"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"TooLong", {"BHS", "MSH", "BTS|0000000001"}, "segment 3, BTS-1: another number of messages"},
        Wrong{"OfAllBatches",
              {"FHS", "BHS", "MSH", "BTS", "BHS", "MSH", "BTS|2", "FTS"},
              "segment 7, BTS-1: another number of messages"},
        Wrong{"Batches", {"FHS", "BHS", "MSH", "BTS", "FTS|2"}, "segment 5, FTS-1: another number of batches"}),
    [](const auto& each) { return each.param.name; });

TEST(Hl7Batch, AMessageWithOtherDelimitersIsRefused) {
  Tape tape;
  const auto parsed = tape.parse("BHS|^~\\&|x\rMSH|^~\\&|x\rMSH|$~\\&|x\rBTS|2\r");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().detail.substr(0, 48), "segment 3, MSH: other delimiters than the text b");
}

TEST(Hl7Batch, AMessageInAnotherCharacterSetIsRefused) {
  const std::string header = "BHS|^~\\&|x\r";
  Tape tape;
  EXPECT_TRUE(tape.parse(header + header_declaring("ASCII") + "\r" + header_declaring("") + "\rBTS\r"));
  const auto other = tape.parse(header + header_declaring("8859/1") + "\r" + header_declaring("") + "\rBTS\r");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().detail.substr(0, 45), "segment 3, MSH-18: another character set than");
}

TEST(Hl7Batch, TheFirstMessageSpeaksForTheHeadersBeforeIt) {
  Tape tape;
  EXPECT_TRUE(tape.parse("FHS|^~\\&|M\xC3\xB4n\rBHS|^~\\&|M\xC3\xB4n\r" + header_declaring("UNICODE") + "\rBTS\rFTS"));
  EXPECT_EQ(tape.charset(), Charset::kUtf8);
  const auto ascii = tape.parse("FHS|^~\\&|M\xC3\xB4n\rBHS|^~\\&|M\xC3\xB4n\r" + header_declaring("") + "\rBTS\rFTS");
  ASSERT_FALSE(ascii);
  EXPECT_EQ(ascii.error().detail.substr(0, 46), "segment 1, FHS-3: not in the character set ASC");
}

}  // namespace
}  // namespace concordat::protocol::hl7
