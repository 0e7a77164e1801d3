// The published messages, and random ones: what the tape holds is what the standard's own way of splitting gives, and a
// text that is cut or changed never misleads it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/protocol/hl7_samples.h"

namespace concordat::protocol::hl7 {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Hl7Samples : public testing::Test {
 protected:
  void SetUp() override {
    samples_ = published_samples();
    if (samples_.empty()) GTEST_SKIP() << "the published samples are not beside this checkout";
  }
  std::vector<Sample> samples_;
};

TEST_F(Hl7Samples, AreSplitAsTheStandardTells) {
  for (const Sample& sample : samples_) {
    Tape tape;
    const auto parsed = tape.parse(sample.text);
    ASSERT_TRUE(parsed) << sample.name << ": " << parsed.error().detail;
    EXPECT_EQ(values_of(tape), split_slowly(tape.text())) << sample.name;
    EXPECT_TRUE(covers_its_text(tape)) << sample.name;
    EXPECT_EQ(tape.messages(), 1u) << sample.name;
  }
}

TEST_F(Hl7Samples, ReadTheSameWithEachLineEnd) {
  for (const Sample& sample : samples_) {
    Tape tape;
    ASSERT_TRUE(tape.parse(sample.text));
    const auto expected = values_of(tape);
    for (const std::string end : {"\r", "\r\n"}) {
      std::string text;
      for (const char c : sample.text) text += c == '\n' ? end : std::string(1, c);
      ASSERT_TRUE(tape.parse(text)) << sample.name;
      EXPECT_EQ(values_of(tape), expected) << sample.name;
    }
  }
}

TEST_F(Hl7Samples, AreRefusedOrReadRightWhenTruncatedAtAnyByte) {
  for (const Sample& sample : samples_) {
    Tape tape;
    for (std::size_t length = 0; length < sample.text.size(); ++length) {
      // A buffer of just this length, so that a sanitizer sees a read past its end.
      const std::vector<char> cut(sample.text.begin(), sample.text.begin() + static_cast<std::ptrdiff_t>(length));
      const auto parsed = tape.parse({cut.data(), cut.size()});
      if (!parsed || length % 61 != 0) continue;
      ASSERT_EQ(values_of(tape), split_slowly(tape.text())) << sample.name << " at byte " << length;
    }
  }
}

TEST_F(Hl7Samples, MakeABatch) {
  std::string batch = "BHS|^~\\&|x\n";
  std::size_t messages = 0;
  for (const Sample& sample : samples_) {
    std::string_view text = sample.text;
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    while (text.ends_with('\n')) text.remove_suffix(1);
    batch.append(text) += '\n';
    ++messages;
  }
  batch += "BTS|" + std::to_string(messages) + "\n";
  Tape tape;
  const auto parsed = tape.parse(batch);
  ASSERT_TRUE(parsed) << parsed.error().detail;
  EXPECT_EQ(tape.messages(), messages);
  EXPECT_EQ(values_of(tape), split_slowly(batch));
}

// A message whose pieces are drawn from `seeds`: runs of delimiters, escapes, short and long words.
std::string message_of(const std::vector<std::uint16_t>& seeds, const std::string& delimiters, const std::string& end) {
  std::string text = "MSH" + delimiters;
  text += delimiters[0];
  for (const std::uint16_t seed : seeds) {
    const std::size_t count = 1 + seed / 16 % 40;
    switch (seed % 16) {
      case 0: text += end + "PID"; break;
      case 1: text += end + "ZZ1" + delimiters[0]; break;
      case 2: text.append(count, delimiters[1]); break;
      case 3: text.append(count, delimiters[2]); break;
      case 4: text.append(count, delimiters[4]); break;
      case 5: text += delimiters[3], text += "F", text += delimiters[3]; break;
      case 6: text += "\"\""; break;
      case 7: text += delimiters[3]; break;
      case 8: text += "\t"; break;
      case 9: text.append(count, 'x'); break;
      case 10: text += delimiters[1]; break;
      case 11: text += delimiters[2]; break;
      case 12: text += delimiters[4]; break;
      default: text += delimiters[0];
    }
    // A name is followed by a separator or the end.
    if (seed % 16 == 0) text += delimiters[0];
  }
  return text;
}

RC_GTEST_PROP(Hl7Messages, AreSplitAsTheStandardTells, (const std::vector<std::uint16_t>& seeds)) {
  for (const std::string delimiters : {"|^~\\&", "|^~\\&#", "$%*!:"}) {
    for (const std::string end : {"\r", "\n", "\r\n"}) {
      const std::string text = message_of(seeds, delimiters, end);
      Tape tape;
      const auto parsed = tape.parse(text);
      if (!parsed) {
        RC_ASSERT(parsed.error().code == Code::kTooLarge);
        continue;
      }
      RC_ASSERT(values_of(tape) == split_slowly(text));
      RC_ASSERT(covers_its_text(tape));
      for (const Value& value : tape.values()) {
        const bool whole = value.offset < 3 + delimiters.size();
        RC_ASSERT(value.null == (tape.raw(value) == "\"\""));
        RC_ASSERT(value.escaped == (!whole && tape.raw(value).find(delimiters[3]) != std::string_view::npos));
      }
    }
  }
}

}  // namespace
}  // namespace concordat::protocol::hl7
