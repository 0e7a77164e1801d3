#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

TEST(JsonWriter, SeparatesMembersAndElements) {
  JsonWriter json;
  json.begin_object().member("a", 1).key("b").begin_array().value("x").value(true).null().end_array();
  json.key("c").begin_object().end_object().key("d").value(1.25, 1).end_object();
  EXPECT_EQ(json.text(), R"({"a":1,"b":["x",true,null],"c":{},"d":1.2})");
}

RC_GTEST_PROP(JsonWriter, WhateverTheTextItIsJson, (const std::string& key, const std::string& text)) {
  JsonWriter json;
  json.begin_object().member("text", text).end_object();
  protocol::json::Tape tape;
  RC_ASSERT(tape.parse(json.text(), {}).has_value());
  (void)key;
}

TEST(Table, AlignsByCharactersAndEndsLinesCleanly) {
  Table table({"NAME", "N"}, 2);
  table.add({"Zoë", "1"});
  table.add({"Bo", ""});
  EXPECT_EQ(table.str(), "  NAME  N\n  Zoë   1\n  Bo\n");
}

TEST(WrappedList, BreaksBetweenTextsOnly) {
  EXPECT_EQ(wrapped_list({"one two", "three", "four"}, 2, ',', 14), "one two,\n  three, four");
  EXPECT_EQ(wrapped_list({}, 2, ',', 14), "");
}

TEST(Wrapped, PutsNothingBetweenWordsButBlanks) {
  EXPECT_EQ(wrapped({"left", "the", "ward", "at", "23:40"}, 2, 15), "left the ward\n  at 23:40");
  EXPECT_EQ(wrapped({}, 2, 14), "");
}

TEST(Words, AreForPeople) {
  EXPECT_EQ(counted(1, "record"), "1 record");
  EXPECT_EQ(counted(0, "record"), "0 records");
  EXPECT_EQ(moment(0), "-");
  EXPECT_EQ(moment(1'772'448'137'000), "2026-03-02 10:42:17 UTC");
  EXPECT_EQ(action_in_words("mask: last-3"), "only the last 3 characters");
  EXPECT_EQ(action_in_words("generalise: day"), "only the day");
  EXPECT_EQ(action_in_words("generalise: band-5"), "a band of 5");
  EXPECT_EQ(action_in_words("pseudonymise: asc-2026"), "a pseudonym");
}

}  // namespace
}  // namespace concordat::cli
