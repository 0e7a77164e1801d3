// What the parser refuses, where it says the fault is, and that it quotes nothing.
#include <gtest/gtest.h>

#include <string>

#include "protocol/hl7/tape.h"
#include "tests/unit/protocol/hl7_samples.h"

namespace concordat::protocol::hl7 {
namespace {

const std::string kHeader = "MSH|^~\\&|GHH\r";

struct Refused {
  std::string name;
  std::string text;
  std::string detail;  // its beginning
  Code code = Code::kMalformed;
};

void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.name;
}

class Hl7Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Hl7Refuses, AndSaysWhere) {
  Tape tape;
  ASSERT_TRUE(tape.parse(kHeader + "PID|1"));
  const auto parsed = tape.parse(GetParam().text);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, GetParam().code);
  EXPECT_EQ(parsed.error().detail.substr(0, GetParam().detail.size()), GetParam().detail);
  EXPECT_TRUE(tape.segments().empty());
  EXPECT_TRUE(tape.values().empty());
  EXPECT_TRUE(tape.text().empty());
}

const std::string kEncoding = "segment 1, MSH: needs four or five encoding characters";
const std::string kSame = "segment 1, MSH: the same character as two delimiters";
const std::string kUnfit = "segment 1, MSH: a delimiter that is a letter";

INSTANTIATE_TEST_SUITE_P(
    Delimiters, Hl7Refuses,
    testing::Values(Refused{"None", "MSH", kEncoding}, Refused{"OnlyTheSeparator", "MSH|", kEncoding},
                    Refused{"Missing", "MSH|^~\\|GHH", kEncoding}, Refused{"TooMany", "MSH|^~\\&#@|GHH", kEncoding},
                    Refused{"SeparatorRepeated", "MSH||~\\&|GHH", kEncoding},
                    Refused{"EndsInTheMiddle", "MSH|^~\r\\&|GHH", kEncoding},
                    Refused{"Repeated", "MSH|^^\\&|GHH", kSame}, Refused{"TruncationRepeated", "MSH|^~\\&^|GHH", kSame},
                    Refused{"Letter", "MSHx^~\\&x", kUnfit}, Refused{"Digit", "MSH|1~\\&|", kUnfit},
                    Refused{"Space", "MSH| ~\\&|", kUnfit}, Refused{"Quote", "MSH|\"~\\&|", kUnfit},
                    Refused{"Tab", "MSH|\t~\\&|", kUnfit}, Refused{"BeyondAscii", "MSH|\xC3\xA9\\&|", kUnfit},
                    Refused{"Nul", std::string("MSH|\0~\\&|", 9), kUnfit},
                    Refused{"RedefinedInTheMiddle", "BHS|^~\\&|x\rMSH|^~\\&|x\rMSH|^~\\$|x\rBTS",
                            "segment 3, MSH: other delimiters than the text began with"},
                    Refused{"AnotherSeparatorInTheMiddle", "BHS|^~\\&|x\rMSH|^~\\&|x\rMSH$^~\\&$x\rBTS",
                            "segment 3, MSH: other delimiters than the text began with"},
                    Refused{"TruncationInTheMiddle", "BHS|^~\\&|x\rMSH|^~\\&#|x\rBTS",
                            "segment 2, MSH: other delimiters than the text began with"},
                    Refused{"AnotherAfterTheName", kHeader + "PID^1", "segment 2, PID: no field separator after the"}),
    [](const auto& each) { return each.param.name; });

const std::string kNoName = "segment 2: a line that begins with no segment name";

INSTANTIATE_TEST_SUITE_P(
    Lines, Hl7Refuses,
    testing::Values(
        Refused{"Empty", "", "segment 1: the text is empty"},
        Refused{"OnlyAByteOrderMark", "\xEF\xBB\xBF", "segment 1: the text is empty"},
        Refused{"OnlyLineEnds", "\r\r", "segment 1: a line that begins with no segment name"},
        Refused{"LeadingLineEnd", "\r" + kHeader, "segment 1: a line that begins with no segment name"},
        Refused{"TwoByteOrderMarks", "\xEF\xBB\xBF\xEF\xBB\xBF" + kHeader, "segment 1: a line that begins with no"},
        Refused{"ByteOrderMarkLater", kHeader + "\xEF\xBB\xBFPID|1", kNoName},
        Refused{"LowerCaseHeader", "msh|^~\\&|x", "segment 1: a line that begins with no segment name"},
        Refused{"LowerCaseName", kHeader + "Pid|1", kNoName}, Refused{"DigitFirst", kHeader + "1ID|1", kNoName},
        Refused{"ShortName", kHeader + "PI", kNoName},
        Refused{"LongName", kHeader + "PIDX|1", "segment 2, PID: no field separator"},
        Refused{"SpaceBeforeAName", kHeader + " PID|1", kNoName},
        Refused{"BlankInTheMiddle", kHeader + "\rPID|1", "segment 2: a blank line within the text"},
        Refused{"SpacesOnTheLastLine", kHeader + "  ", kNoName},
        Refused{"TextThatCarriesOn", kHeader + "NTE|1||first line\rsecond line",
                "segment 3: a line that begins with no"},
        Refused{"LineFeedInACrText", kHeader + "NTE|1||a\nPID|1", "segment 3: line ends of two kinds"},
        Refused{"CarriageReturnInALfText", "MSH|^~\\&|x\nNTE|1||a\rPID|1", "segment 3: line ends of two kinds"},
        Refused{"BothInACrText", kHeader + "NTE|1||a\r\nPID|1", "segment 3: line ends of two kinds"},
        Refused{"LineFeedInACrLfText", "MSH|^~\\&|x\r\nNTE|1||a\nPID|1", "segment 3: line ends of two kinds"},
        Refused{"CarriageReturnInACrLfText", "MSH|^~\\&|x\r\nNTE|1||a\rPID|1", "segment 3: line ends of two kinds"},
        Refused{"LineFeedAtTheEndOfACrText", kHeader + "PID|1\r\n", "segment 3: line ends of two kinds"},
        Refused{"EmbeddedMessage", kHeader + "PID|1\rMSH|^~\\&|x\rPID|2",
                "segment 3, MSH: a second MSH outside a batch"},
        Refused{"Json", "{\"a\":1}", "segment 1: a line that begins with no segment name"}),
    [](const auto& each) { return each.param.name; });

const std::string kControl = "segment 2, PID-3: control character";

std::string in_pid_3(const std::string& value) {
  return kHeader + "PID|1||" + value + "|x";
}

INSTANTIATE_TEST_SUITE_P(
    Characters, Hl7Refuses,
    testing::Values(Refused{"Nul", in_pid_3(std::string(1, '\0')), kControl},
                    Refused{"StartOfBlock", in_pid_3("a\v"), kControl},
                    Refused{"EndOfBlock", in_pid_3("\x1C"), kControl},
                    Refused{"Escape", in_pid_3("0123456789\x1B$B0123456789"), kControl},
                    Refused{"Delete", in_pid_3("a\x7F"), kControl}, Refused{"FormFeed", in_pid_3("\f"), kControl},
                    Refused{"NextLineInUtf8", header_declaring("UNICODE") + "\rPID|1||a\xC2\x85", kControl},
                    Refused{"NextLineInLatin1", header_declaring("8859/1") + "\rPID|1||a\x85",
                            "segment 2, PID-3: not in the character set 8859/1"},
                    Refused{"BeyondAscii", in_pid_3("Ren\xC3\xA9"),
                            "segment 2, PID-3: not in the character set ASCII; name the "
                            "message's true character set in MSH-18"},
                    Refused{"InTheHeader", "MSH|^~\\&|Ren\xE9", "segment 1, MSH-3: not in the character set ASCII"},
                    Refused{"InvalidUtf8", header_declaring("UNICODE") + "\rPID|1||Ren\xE9|",
                            "segment 2, PID-3: not in the character set UNICODE UTF-8"}),
    [](const auto& each) { return each.param.name; });

const std::string kOtherSet = "segment 1, MSH-18: a character set other than";

INSTANTIATE_TEST_SUITE_P(
    CharacterSets, Hl7Refuses,
    testing::Values(Refused{"Utf16", header_declaring("UNICODE UTF-16"), kOtherSet, Code::kUnsupported},
                    Refused{"Utf32", header_declaring("UNICODE UTF-32"), kOtherSet, Code::kUnsupported},
                    Refused{"Latin2", header_declaring("8859/2"), kOtherSet, Code::kUnsupported},
                    Refused{"Delete", header_declaring("\"\""), kOtherSet, Code::kUnsupported},
                    Refused{"Several", header_declaring("ASCII~8859/1"), kOtherSet, Code::kUnsupported},
                    Refused{"OneMissing", header_declaring("~8859/1"), kOtherSet, Code::kUnsupported},
                    Refused{"MarkAndLatin1", "\xEF\xBB\xBF" + header_declaring("8859/1"),
                            "segment 1, MSH-18: another character set than the byte-order mark"},
                    Refused{"MarkAndAscii", "\xEF\xBB\xBF" + header_declaring("ASCII"),
                            "segment 1, MSH-18: another character set than the byte-order mark"}),
    [](const auto& each) { return each.param.name; });

INSTANTIATE_TEST_SUITE_P(Counts, Hl7Refuses,
                         testing::Values(Refused{"Components", kHeader + "PID|||" + std::string(255, '^') + "x",
                                                 "segment 2, PID-3: too many", Code::kTooLarge},
                                         Refused{"EmptyComponents", kHeader + "PID|||" + std::string(255, '^') + "|x",
                                                 "segment 2, PID-", Code::kTooLarge},
                                         Refused{"Subcomponents", kHeader + "PID|||" + std::string(255, '&') + "^x",
                                                 "segment 2, PID-3: too many", Code::kTooLarge},
                                         Refused{"Repetitions", kHeader + "PID|||" + std::string(65536, '~') + "x",
                                                 "segment 2, PID-3: too many", Code::kTooLarge},
                                         Refused{"Fields", kHeader + "PID" + std::string(65536, '|') + "x",
                                                 "segment 2, PID-65535: too many", Code::kTooLarge}),
                         [](const auto& each) { return each.param.name; });

TEST(Hl7Refuse, MoreBytesSegmentsOrValuesThanTheLimit) {
  const std::string text = kHeader + "PID|1|2|3\rNTE|4";
  Options exact;
  exact.bytes = text.size();
  exact.segments = 3;
  exact.values = 7;
  Tape tape;
  EXPECT_TRUE(tape.parse(text, exact));
  for (std::size_t Options::*const limit : {&Options::bytes, &Options::segments, &Options::values}) {
    Options less = exact;
    --(less.*limit);
    const auto parsed = tape.parse(text, less);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Code::kTooLarge);
  }
}

TEST(Hl7Refuse, QuotesNothingOfTheText) {
  const std::string secret = "Cadwaladr";
  const std::string faults[] = {"\v", "\x7F", "\xC3\xA9", "\n", "\r\r", "\r" + secret + "|", std::string(300, '^')};
  for (const std::string& fault : faults) {
    Tape tape;
    const auto parsed = tape.parse(kHeader + "PID|" + secret + fault + secret + "\r");
    ASSERT_FALSE(parsed) << fault;
    EXPECT_EQ(parsed.error().detail.find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace concordat::protocol::hl7
