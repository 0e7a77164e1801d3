// The order of actions, against what the actions do: where one is said to reveal no more than another, what it makes of
// a value can be told from what the other makes of it.

#include "policy/survey/effect.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "policy/redact/value/transform.h"

namespace concordat::policy {
namespace {

Action action(std::string_view text) {
  return *Action::parse(text);
}

// As items of the type that the action is for.
std::optional<std::string> generalised(const std::string& value, const Action& done) {
  for (const ValueType type : {ValueType::kDate, ValueType::kPostcode, ValueType::kNumber}) {
    if (can_be_done(done, type)) return generalise(value, done, type, DateForm::kIso);
  }
  return std::nullopt;
}

// What leaves of a value. A pseudonym is told apart from everything by its key.
std::optional<std::string> left_of(const std::string& value, const Action& done) {
  switch (done.kind) {
    case ActionKind::kWithhold: return std::nullopt;
    case ActionKind::kKeep: return value;
    case ActionKind::kMask: return mask(value, done.number);
    case ActionKind::kGeneralise: return generalised(value, done);
    case ActionKind::kPseudonymise: return done.key + ":" + value;
  }
  return std::nullopt;
}

const std::vector<std::string>& actions() {
  static const std::vector<std::string> all{"keep",
                                            "withhold",
                                            "mask: all",
                                            "mask: last-1",
                                            "mask: last-2",
                                            "mask: last-3",
                                            "generalise: day",
                                            "generalise: month",
                                            "generalise: year",
                                            "generalise: outward",
                                            "generalise: decade",
                                            "generalise: band-5",
                                            "generalise: band-10",
                                            "generalise: band-15",
                                            "generalise: band-20",
                                            "generalise: band-40",
                                            "generalise: band-30",
                                            "pseudonymise: k1",
                                            "pseudonymise: k2"};
  return all;
}

// Values of every length and shape that an action tells apart.
std::vector<std::string> values() {
  std::vector<std::string> out{
      "1974",     "1974-12", "1974-12-25", "1974-12-26", "1974-11-25", "1975-12-25", "1974-12-25T10:00:00Z",
      "19741225", "LS1 4HR", "LS1 4HS",    "LS1",        "LS2 9JT",    "a",          "b",
      "ab",       "bb",      "abc",        "bbc",        "abcd",       "bbcd",       ""};
  for (int number = 0; number < 200; ++number) out.push_back(std::to_string(number));
  return out;
}

TEST(EffectTest, WhatRevealsNoMoreCanBeWorkedOutFromTheOther) {
  for (const std::string& less : actions()) {
    for (const std::string& more : actions()) {
      if (!reveals_no_more(action(less), action(more), ValueType::kText)) continue;
      std::map<std::optional<std::string>, std::optional<std::string>> worked_out;
      for (const std::string& value : values()) {
        const auto [known, fresh] = worked_out.try_emplace(left_of(value, action(more)), left_of(value, action(less)));
        EXPECT_EQ(known->second, left_of(value, action(less))) << less << " from " << more << " of \"" << value << '"';
      }
    }
  }
}

TEST(EffectTest, TheOrderIsAnOrder) {
  for (const std::string& a : actions()) {
    EXPECT_TRUE(reveals_no_more(action(a), action(a), ValueType::kText)) << a;
    for (const std::string& b : actions()) {
      const bool below = reveals_no_more(action(a), action(b), ValueType::kText);
      for (const std::string& c : actions()) {
        const bool further = reveals_no_more(action(b), action(c), ValueType::kText);
        const bool across = reveals_no_more(action(a), action(c), ValueType::kText);
        EXPECT_TRUE(across || !below || !further) << a << ", " << b << ", " << c;
      }
    }
  }
}

struct Ranked {
  const char *before, *after;
  Effect effect;
};

TEST(EffectTest, RanksWhatCanBeRanked) {
  for (const Ranked& row : {Ranked{"keep", "mask: last-3", Effect::kNarrower},
                            {"mask: all", "keep", Effect::kWider},
                            {"mask: last-3", "mask: all", Effect::kNarrower},
                            {"mask: last-3", "withhold", Effect::kNarrower},
                            {"withhold", "mask: all", Effect::kWider},
                            {"generalise: day", "generalise: month", Effect::kNarrower},
                            {"generalise: year", "generalise: month", Effect::kWider},
                            {"generalise: band-10", "generalise: band-30", Effect::kNarrower},
                            {"generalise: decade", "generalise: band-5", Effect::kWider},
                            {"keep", "keep", Effect::kNone}})
    EXPECT_EQ(effect_of(action(row.before), action(row.after), ValueType::kText), row.effect)
        << row.before << " to " << row.after;
}

TEST(EffectTest, DoesNotRankWhatDependsOnTheValue) {
  // Three characters are masked whole by last-3, and last-2 shows two of them.
  EXPECT_EQ(effect_of(action("mask: last-3"), action("mask: last-2"), ValueType::kText), Effect::kUnclear);
  EXPECT_EQ(effect_of(action("mask: last-2"), action("mask: last-3"), ValueType::kText), Effect::kUnclear);
  EXPECT_EQ(effect_of(action("generalise: band-10"), action("generalise: band-15"), ValueType::kNumber),
            Effect::kUnclear);
  EXPECT_EQ(effect_of(action("pseudonymise: k1"), action("pseudonymise: k2"), ValueType::kText), Effect::kUnclear);
  EXPECT_EQ(effect_of(action("pseudonymise: k1"), action("mask: all"), ValueType::kText), Effect::kUnclear);
}

// Withheld names are taken out of kept text; a mask shows the text as it was.
TEST(EffectTest, ChangedFreeTextIsNotRankedBelowKeptText) {
  EXPECT_EQ(effect_of(action("keep"), action("mask: last-3"), ValueType::kFreeText), Effect::kUnclear);
  EXPECT_EQ(effect_of(action("keep"), action("withhold"), ValueType::kFreeText), Effect::kNarrower);
}

TEST(EffectTest, NoLimitIsTheLongestLimit) {
  Obligations limited, unlimited;
  limited.retain_days = 100;
  EXPECT_EQ(compare(limited, unlimited).front().effect, Effect::kWider);
  EXPECT_EQ(compare(unlimited, limited).front().effect, Effect::kNarrower);
  EXPECT_EQ(compare(limited, unlimited).front().said, "may be kept without limit of time instead of for 100 days");
}

}  // namespace
}  // namespace concordat::policy
