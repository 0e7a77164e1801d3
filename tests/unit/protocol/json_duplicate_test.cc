// No object may hold two members of one name, however the names are written.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json/tape.h"

namespace concordat::protocol::json {
namespace {

std::string object_of(const std::vector<std::string>& keys) {
  std::string text = "{";
  for (const std::string& key : keys) text += (text.size() > 1 ? ",\"" : "\"") + key + "\":0";
  return text + "}";
}

std::vector<std::string> numbered_keys(std::size_t count) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back("k" + std::to_string(i));
  return keys;
}

bool accepts(const std::string& text) {
  Tape tape;
  return tape.parse(text, {}).has_value();
}

TEST(JsonDuplicateKey, IsRefusedAtTheSecond) {
  Tape tape;
  const auto parsed = tape.parse("{\"patient\":1,\n \"patient\":2}", {});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, Code::kMalformed);
  EXPECT_EQ(parsed.error().detail, "line 2, column 2: duplicate key");
}

TEST(JsonDuplicateKey, IsFoundThroughEscapes) {
  EXPECT_FALSE(accepts(R"({"patient":1,"\u0070atient":2})"));
  EXPECT_FALSE(accepts(R"({"\u0070atient":1,"patient":2})"));
  EXPECT_FALSE(accepts(R"({"\u0070atient":1,"\u0070\u0061tient":2})"));
  EXPECT_FALSE(accepts(R"({"a\/b":1,"a/b":2})"));
  EXPECT_FALSE(accepts("{\"\\u00E9\":1,\"\xC3\xA9\":2}"));
  EXPECT_FALSE(accepts("{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}"));
  EXPECT_TRUE(accepts(R"({"\\u0070atient":1,"patient":2})"));
}

TEST(JsonDuplicateKey, IsFoundInNestedObjectsAndThoseInArrays) {
  EXPECT_FALSE(accepts(R"({"a":{"b":[{"c":1,"d":{"e":2},"c":3}]}})"));
  EXPECT_FALSE(accepts(R"({"":1,"":2})"));
  EXPECT_TRUE(accepts(R"([{"c":1},{"c":1}])"));
}

TEST(JsonDuplicateKey, IsFoundAtEveryPairOfPositionsAndSize) {
  for (const std::size_t size : {2u, 3u, 23u, 24u, 25u, 26u, 60u}) {
    for (std::size_t first = 0; first < size; ++first) {
      for (std::size_t second = first + 1; second < size; ++second) {
        auto keys = numbered_keys(size);
        keys[second] = keys[first];
        ASSERT_FALSE(accepts(object_of(keys))) << size << " keys, " << first << " and " << second;
      }
    }
    EXPECT_TRUE(accepts(object_of(numbered_keys(size))));
  }
}

TEST(JsonDuplicateKey, TapeIsUsableAfterARefusal) {
  Tape tape;
  auto keys = numbered_keys(100);
  keys.push_back("k7");
  EXPECT_FALSE(tape.parse(object_of(keys), {}));
  const std::string fine = object_of(numbered_keys(100));
  ASSERT_TRUE(tape.parse(fine, {}));
  EXPECT_EQ(tape.size(), 201u);
}

// The hash is public: a peer can choose names that fall into one slot of the table, to make finding them slow.
TEST(JsonDuplicateKey, IsFoundAmongNamesMadeToCollide) {
  constexpr std::size_t kNames = 500;
  std::vector<std::string> keys;
  for (std::size_t i = 0; keys.size() < kNames; ++i) {
    const std::string key = "k" + std::to_string(i);
    if (std::hash<std::string_view>{}(key) % 1024 == 0) keys.push_back(key);
  }
  EXPECT_TRUE(accepts(object_of(keys)));
  keys.push_back(keys[3]);
  Tape tape;
  const std::string text = object_of(keys);
  const auto parsed = tape.parse(text, {});
  ASSERT_FALSE(parsed);
  const std::string column = std::to_string(text.rfind('"' + keys[3] + '"') + 1);
  EXPECT_EQ(parsed.error().detail, "line 1, column " + column + ": duplicate key");
}

TEST(JsonDuplicateKey, IsFoundAmongAMillionMembers) {
  auto keys = numbered_keys(1'000'000);
  EXPECT_TRUE(accepts(object_of(keys)));
  keys.back() = "k500000";
  EXPECT_FALSE(accepts(object_of(keys)));
}

}  // namespace
}  // namespace concordat::protocol::json
