// Boost.JSON's strict parser as the oracle: on damaged texts it and the tokeniser accept or refuse together, save for
// what this one refuses beyond the grammar (duplicate keys, NUL, depth).
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <string>

#include "tests/fuzz/mutate.h"
#include "tests/unit/protocol/json_oracle.h"
#include "tests/unit/protocol/json_samples.h"

namespace concordat::protocol::json {
namespace {

// Values from the samples small enough that damage lands somewhere telling, and a few that the samples lack.
std::vector<std::string> seeds() {
  std::vector<std::string> texts = {R"({"a":[1,-0,1.5e+10,true,false,null],"b":{"":"\u00e9\ud83d\ude00\n"}})",
                                    "[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 and text of some length\", 1E400 ]",
                                    "\t[ {} , [ ] , \"\\\"\" ]\r\n", "12345.678", "\"\\\\\""};
  for (const Sample& sample : published_samples()) {
    Tape tape;
    if (!tape.parse(sample.text, {})) continue;
    for (std::uint32_t i = 0; i < tape.size(); ++i) {
      const bool container = tape[i].kind == Kind::kObject || tape[i].kind == Kind::kArray;
      if (container && tape[i].length > 40 && tape[i].length < 1500) texts.emplace_back(tape.raw(i));
    }
  }
  return texts;
}

TEST(JsonDifferential, AgreesWithAnotherStrictParserOnDamagedTexts) {
  constexpr std::uint64_t kSeed = 20261122;
  constexpr int kRounds = 300'000;
  std::cout << "seed " << kSeed << '\n';
  std::mt19937_64 random(kSeed);
  const std::vector<std::string> texts = seeds();
  Tape tape;
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = fuzz::mutate(texts[random() % texts.size()], random);
    const auto parsed = tape.parse(text, {});
    if (!parsed && beyond_the_grammar(parsed.error())) continue;
    const boost::json::error_code judged = judged_by_oracle(text);
    if (judged == boost::json::error::exponent_overflow)
      continue;  // it converts numbers; a tape only checks their grammar
    ASSERT_EQ(parsed.has_value(), !judged)
        << "round " << round << ": " << (parsed ? "accepted" : parsed.error().detail) << "\n"
        << text;
    if (parsed) ++accepted;
  }
  EXPECT_GT(accepted, kRounds / 50) << "the damage leaves too little to accept";
}

}  // namespace
}  // namespace concordat::protocol::json
