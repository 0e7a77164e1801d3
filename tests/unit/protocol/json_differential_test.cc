// Boost.JSON's strict parser as the oracle: on damaged texts it and the tokeniser accept or refuse together, save for
// what this one refuses beyond the grammar (duplicate keys, NUL, depth).
#include <gtest/gtest.h>

#include <boost/json/basic_parser_impl.hpp>
#include <iostream>
#include <random>
#include <string>

#include "tests/fuzz/mutate.h"
#include "tests/unit/protocol/json_samples.h"

namespace concordat::protocol::json {
namespace {

// Accepts every event, so that only the grammar decides.
struct AcceptAll {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using Code = boost::json::error_code;
  using Text = boost::json::string_view;
  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) { return true; }
  bool on_object_end(std::size_t, Code&) { return true; }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_key_part(Text, std::size_t, Code&) { return true; }
  bool on_key(Text, std::size_t, Code&) { return true; }
  bool on_string_part(Text, std::size_t, Code&) { return true; }
  bool on_string(Text, std::size_t, Code&) { return true; }
  bool on_number_part(Text, Code&) { return true; }
  bool on_int64(std::int64_t, Text, Code&) { return true; }
  bool on_uint64(std::uint64_t, Text, Code&) { return true; }
  bool on_double(double, Text, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }
};

boost::json::error_code judged_by_oracle(const std::string& text) {
  boost::json::parse_options options;
  options.max_depth = 1000;
  boost::json::basic_parser<AcceptAll> parser(options);
  boost::json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used != text.size()) error = boost::json::error::extra_data;
  return error;
}

bool beyond_the_grammar(const Error& error) {
  for (const char* reason : {": duplicate key", ": NUL character", ": nested too deeply"}) {
    if (error.detail.find(reason) != std::string::npos) return true;
  }
  return false;
}

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
  constexpr int kRounds = 60'000;
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
