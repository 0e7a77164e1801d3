#include "gateway/ledger/audit/canonical_json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/json_text.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

bool accepts(std::string_view json) {
  std::vector<Member> members;
  return read_object(json, members).has_value();
}

TEST(CanonicalJson, AcceptsTheOneSpelling) {
  for (const char* json : {
           R"({})",
           R"({"a":1})",
           R"({"a":-1,"b":0})",
           R"({"a":[],"b":{},"c":null,"d":true,"e":false})",
           R"({"a":"\"\\\b\t\n\f\r\u0000\u001f"})",
           "{\"a\":\"\xC3\xA9\x7F\"}",
           R"({"a":9007199254740992})",
           R"({"":1,"A":2,"a":3,"aa":4})",
           "{\"\xF0\x9F\x98\x80\":1,\"\xEF\xAC\xB3\":2}",
       }) {
    EXPECT_TRUE(accepts(json)) << json;
  }
}

TEST(CanonicalJson, RefusesEveryOtherSpelling) {
  for (const char* json : {
           "",
           "{",
           "[]",
           "1",
           R"({"a":1} )",
           R"( {"a":1})",
           R"({ "a":1})",
           R"({"a": 1})",
           R"({"a":1,})",
           R"({"a":1)",
           R"({"b":1,"a":2})",
           R"({"a":1,"a":2})",
           R"({a:1})",
           R"({"a"1})",
           R"({"a":})",
           R"({"a":[1,]})",
           R"({"a":[1)",
           R"({"a":01})",
           R"({"a":-0})",
           R"({"a":1.0})",
           R"({"a":1e2})",
           R"({"a":+1})",
           R"({"a":9007199254740993})",
           R"({"a":-})",
           R"({"a":tru})",
           R"({"a":nul)",
           R"({"a":"\/"})",
           R"({"a":"\u0041"})",
           R"({"a":"\u001F"})",
           R"({"a":"\u0008"})",
           R"({"a":"\u000a"})",
           R"({"a":"\u00)",
           R"({"a":"\x"})",
           R"({"a":"\)",
           R"({"a":"b)",
           "{\"a\":\"\x01\"}",
           "{\"a\":\"\xFF\"}",
           "{\"a\":\"\xC0\x80\"}",
           "{\"a\":\"\xED\xA0\x80\"}",
           "{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x80\":2}",
       }) {
    EXPECT_FALSE(accepts(json)) << json;
  }
  EXPECT_FALSE(accepts(std::string_view("{\"a\":\"\0\"}", 9)));
  EXPECT_FALSE(accepts(R"({"a":)" + std::string(20, '[') + std::string(20, ']') + '}')) << "nested too deep";
}

TEST(CanonicalJson, GivesMembersAndElementsAsTheyStand) {
  std::vector<Member> members;
  ASSERT_TRUE(read_object(R"({"a":"x\ny","b":[1,"two",{"c":3}],"n":12})", members));
  EXPECT_EQ(text_of(find(members, "a")), "x\ny");
  EXPECT_EQ(plain_text_of(find(members, "a")), std::nullopt);
  EXPECT_EQ(number_of(find(members, "n")), 12u);
  EXPECT_EQ(number_of(find(members, "a")), std::nullopt);
  EXPECT_EQ(find(members, "z"), "");
  std::vector<std::string_view> elements;
  ASSERT_TRUE(read_array(find(members, "b"), elements));
  EXPECT_EQ(elements, (std::vector<std::string_view>{"1", R"("two")", R"({"c":3})"}));
}

RC_GTEST_PROP(CanonicalJson, ReadsBackWhateverTextWasWritten, (const std::string& text)) {
  std::string json = R"({"a":)";
  append_string(json, text);
  json += '}';
  std::vector<Member> members;
  RC_ASSERT(read_object(json, members).has_value());
  std::string again;
  append_string(again, text_of(find(members, "a")));
  RC_ASSERT(again == find(members, "a"));
}

RC_GTEST_PROP(CanonicalJson, AnyChangedByteOfAnEntryIsReadInBoundsOrRefused, ()) {
  std::string entry = finish_entry(accept_entry(judged_record(1)), {{"ISA-2026-014", 1}, {"log", 0}}, {}, kStartMs);
  const auto at = *rc::gen::inRange<std::size_t>(0, entry.size());
  entry[at] = *rc::gen::arbitrary<char>();
  entry.resize(*rc::gen::inRange<std::size_t>(at, entry.size() + 1));
  EntryView view;
  const std::unique_ptr<char[]> exact(new char[entry.size()]);  // so that a sanitizer sees the end
  std::copy(entry.begin(), entry.end(), exact.get());
  (void)read_entry({exact.get(), entry.size()}, view).has_value();
}

TEST(EntryView, ReadsWhatTheWriterWrote) {
  const std::string bytes =
      finish_entry(accept_entry(judged_record(1)), {{"ISA-2026-014", 17}, {"log", 4}}, {"ab"}, kStartMs);
  EntryView entry;
  const auto read = read_entry(bytes, entry);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(entry.event, "accept");
  EXPECT_EQ(entry.log_sequence, 4u);
  EXPECT_EQ(entry.time, "2027-01-15T08:00:00.000Z");
  EXPECT_EQ(entry.text("sender"), "riverside-trust");
  EXPECT_EQ(entry.sequences.size(), 2u);
}

TEST(EntryView, RefusesWhatIsNoEntry) {
  EntryView entry;
  const auto code = [&](std::string_view json) { return read_entry(json, entry).error().code; };
  EXPECT_EQ(code(R"({"event":"start","seq":{"log":0},"time":"2027-01-15T08:00:00.000Z","v":2})"), Code::kUnsupported);
  for (const char* json : {
           R"({"event":"start","seq":{"log":0},"time":"2027-01-15T08:00:00.000Z"})",
           R"({"seq":{"log":0},"time":"2027-01-15T08:00:00.000Z","v":1})",
           R"({"event":"start","time":"2027-01-15T08:00:00.000Z","v":1})",
           R"({"event":"start","seq":{"a":0},"time":"2027-01-15T08:00:00.000Z","v":1})",
           R"({"event":"start","seq":3,"time":"2027-01-15T08:00:00.000Z","v":1})",
           R"({"event":"start","seq":{"log":0},"time":"2027-01-15T08:00:00Z","v":1})",
           R"({"event":"start","seq":{"log":0},"time":"2027-01-15 08:00:00.000Z","v":1})",
           R"({"event":7,"seq":{"log":0},"time":"2027-01-15T08:00:00.000Z","v":1})",
       }) {
    EXPECT_EQ(code(json), Code::kMalformed) << json;
  }
}

}  // namespace
}  // namespace concordat::gateway
