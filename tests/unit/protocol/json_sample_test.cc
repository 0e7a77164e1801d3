// The published bundles: accepted whole, refused when cut anywhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/protocol/json_samples.h"

namespace concordat::protocol::json {
namespace {

class JsonSamples : public testing::Test {
 protected:
  void SetUp() override {
    samples_ = published_samples();
    if (samples_.empty()) GTEST_SKIP() << "the published samples are not beside this checkout";
  }
  std::vector<Sample> samples_;
};

TEST_F(JsonSamples, AreAcceptedAndMinifiedToAFixedPoint) {
  for (const Sample& sample : samples_) {
    Tape tape;
    const auto parsed = tape.parse(sample.text, {});
    ASSERT_TRUE(parsed) << sample.name << ": " << parsed.error().detail;
    const std::string compact = minified(tape);
    Tape again;
    ASSERT_TRUE(again.parse(compact, {})) << sample.name;
    EXPECT_EQ(minified(again), compact) << sample.name;
    EXPECT_EQ(again.size(), tape.size()) << sample.name;
  }
}

TEST_F(JsonSamples, AreRefusedWhenTruncatedAtAnyByte) {
  for (const Sample& sample : samples_) {
    Tape tape;
    const std::size_t whole = sample.text.find_last_of("}]") + 1;
    const std::size_t stride =
        whole > 20'000 ? 13 : 1;  // every byte of the large ones would take a minute under sanitizers
    for (std::size_t length = 0; length < whole; length += stride) {
      // A buffer of just this length, so that a sanitizer sees a read past its end.
      const std::vector<char> cut(sample.text.begin(), sample.text.begin() + static_cast<std::ptrdiff_t>(length));
      ASSERT_FALSE(tape.parse({cut.data(), cut.size()}, {})) << sample.name << " at byte " << length;
    }
  }
}

}  // namespace
}  // namespace concordat::protocol::json
