// What actions make of values: the tables of tests/golden/values, and what must hold of any value.

#include "policy/redact/value/transform.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>

#include "policy/verify/action_result.h"
#include "protocol/json/tape.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy {
namespace {

using protocol::json::Kind;
using protocol::json::Tape;
using Row = std::vector<std::optional<std::string>>;  // null is none

struct Table {
  explicit Table(const std::string& name) {
    std::ifstream file(CONCORDAT_SOURCE_DIR "/tests/golden/values/" + name);
    std::string text;
    for (int number = 1; std::getline(file, text); ++number) {
      if (text.rfind("//", 0) == 0) continue;
      const std::string place = name + ":" + std::to_string(number);
      Tape tape;
      if (!tape.parse(text, {}) || tape[0].kind != Kind::kArray) throw std::runtime_error(place + ": no JSON array");
      Row row;
      std::string scratch;
      for (std::uint32_t at = 1; at < tape.size(); at = tape[at].next) {
        row.push_back(tape[at].kind == Kind::kNull ? std::nullopt
                                                   : std::optional<std::string>(tape.decoded(at, scratch)));
      }
      rows.emplace_back(place, std::move(row));
    }
    if (rows.empty()) throw std::runtime_error(name + ": no rows");
  }
  std::vector<std::pair<std::string, Row>> rows;  // with its place
};

ValueType type_of(std::string_view name) {
  static const std::map<std::string_view, ValueType> kTypes{
      {"text", ValueType::kText},          {"name", ValueType::kName},          {"identifier", ValueType::kIdentifier},
      {"date", ValueType::kDate},          {"address", ValueType::kAddress},    {"postcode", ValueType::kPostcode},
      {"contact", ValueType::kContact},    {"code", ValueType::kCode},          {"number", ValueType::kNumber},
      {"free-text", ValueType::kFreeText}, {"reference", ValueType::kReference}};
  return kTypes.at(name);
}

const test::PlainKeys& keys() {
  static const test::PlainKeys plain;
  return plain;
}

std::optional<std::string> done(std::string_view value, const Action& action, ValueType type,
                                DateForm form = DateForm::kIso) {
  return transformed(value, action, type, {"eastshire-council", keys(), form});
}

TEST(Values, LeaveAsTheTablesSayAndTheVerifierAgrees) {
  for (const char* name : {"dates.jsonl", "postcodes.jsonl", "numbers.jsonl", "masks.jsonl"}) {
    for (const auto& [place, row] : Table(name).rows) {
      ASSERT_EQ(row.size(), 5u) << place;
      const auto action = Action::parse(row[0].value());
      ASSERT_TRUE(action) << place;
      const DateForm form = row[2] == "hl7" ? DateForm::kHl7 : DateForm::kIso;
      const auto left = done(row[3].value(), *action, type_of(row[1].value()), form);
      EXPECT_EQ(left, row[4]) << place;
      if (!left) continue;
      EXPECT_TRUE(looks_done(*action, *left, form)) << place;
      // What was changed shows that it was: the value itself would not have passed.
      EXPECT_TRUE(*left == *row[3] || !looks_done(*action, *row[3], form)) << place;
      EXPECT_TRUE(action->kind != ActionKind::kGeneralise || type_of(*row[1]) == ValueType::kNumber ||
                  type_of(*row[1]) == ValueType::kAddress || done(*left, *action, type_of(*row[1]), form) == left)
          << place << ": it should change no more when it is done again";
    }
  }
}

TEST(Identifiers, AreOneHoweverTheyAreWritten) {
  for (const auto& [place, row] : Table("identifiers.jsonl").rows) {
    for (std::size_t i = 1; i < row.size(); ++i)
      EXPECT_EQ(normalised_identifier(row[i].value()), row[0].value()) << place << ", value " << i;
  }
}

TEST(Identifiers, NormalisedAreNormalised) {
  ASSERT_TRUE(rc::check("twice is once", [] {
    std::string text;
    for (const auto code : *rc::gen::container<std::vector<char32_t>>(rc::gen::inRange<char32_t>(1, 0x30000))) {
      if (code >= 0xD800 && code < 0xE000) continue;
      if (code < 0x80) {
        text += static_cast<char>(code);
      } else if (code < 0x800) {
        text += {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
      } else if (code < 0x10000) {
        text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
                 static_cast<char>(0x80 | (code & 0x3F))};
      } else {
        text += {static_cast<char>(0xF0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 0x3F)),
                 static_cast<char>(0x80 | (code >> 6 & 0x3F)), static_cast<char>(0x80 | (code & 0x3F))};
      }
    }
    const std::string once = normalised_identifier(text);
    RC_ASSERT(normalised_identifier(once) == once);
  }));
}

TEST(Pseudonyms, CannotBeTakenForAnIdentifier) {
  const Action action = Action::parse("pseudonymise: asc-2026").value();
  const std::string pseudonym = done("943 476 5919", action, ValueType::kIdentifier).value();
  EXPECT_EQ(pseudonym.size(), 36u);
  EXPECT_EQ(pseudonym.substr(0, 4), "psn-");
  EXPECT_TRUE(looks_done(action, pseudonym, DateForm::kIso));
  EXPECT_FALSE(looks_done(action, "9434765919", DateForm::kIso));
  EXPECT_EQ(done("-", action, ValueType::kIdentifier), std::nullopt) << "nothing that identifies";
}

// One number, as FHIR, JSON and HL7 v2 write it.
TEST(Pseudonyms, AreTheSameInEveryFormat) {
  const auto token_of = [](Format format, const std::string& record) {
    test::Redaction redaction(format);
    const std::string out = redaction.plan("record.local_id", "pseudonymise: asc-2026").run(record);
    const std::size_t at = out.find("psn-");
    return at == std::string::npos ? out : out.substr(at, 36);
  };
  const std::string in_fhir = token_of(
      Format::kFhir, R"({"resourceType":"Patient","identifier":[{"system":"urn:x-local","value":"RT-20871"}]})");
  EXPECT_EQ(in_fhir.size(), 36u) << in_fhir;
  EXPECT_EQ(token_of(Format::kJson, R"({"person":{"identifiers":[{"type":"local","value":"rt 20871"}]}})"), in_fhir);
  EXPECT_EQ(token_of(Format::kHl7v2,
                     "MSH|^~\\&|PAS|RST|CARE|EASTSHIRE|20260302094500||REF^I12|M1|P|2.4\rPID|1||RT.20871^^^RST^MR\r"),
            in_fhir);
}

// A band is text, which FHIR does not take for a number.
TEST(Bands, AreTextInPlainJsonAndWithheldFromNumbersOfFhir) {
  test::Redaction json(Format::kJson), fhir;
  json.plan("observation.value", "generalise: band-5");
  EXPECT_EQ(json.run(R"({"observation":{"value":47}})"), R"({"observation":{"value":"45-49"}})");
  EXPECT_EQ(json.run(R"({"observation":{"value":[47,104,47.5,"12"]}})"),
            R"({"observation":{"value":["45-49","90+","10-14"]}})");
  EXPECT_EQ(json.out.altered, std::vector<ItemIndex>{test::item("observation.value")}) << "47.5 had to be withheld";
  fhir.plan("observation.value", "generalise: band-5").plan("person.birth_date", "keep");
  const std::string left = fhir.run(R"({"resourceType":"Observation","status":"final","valueInteger":47})");
  EXPECT_EQ(left.find("47"), std::string::npos) << left;
  EXPECT_EQ(left.find("45-49"), std::string::npos) << left;
  EXPECT_NE(fhir.run(R"({"resourceType":"Observation","status":"final","valueString":"47"})").find("\"45-49\""),
            std::string::npos);
}

// What a value of some width and depth can be: digits, letters, marks that dates, numbers and postcodes are made of.
rc::Gen<std::string> values() {
  return rc::gen::oneOf(
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789-+.:TZ LSWZ*é"))),
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 10000), rc::gen::inRange(0, 14), rc::gen::inRange(0, 33)),
                   [](const auto& date) {
                     char text[16];
                     const auto [year, month, day] = date;
                     std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                     return std::string(text, static_cast<std::size_t>(day % 2 == 0 ? 10 : month % 2 == 0 ? 7 : 4));
                   }),
      rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 10000), rc::gen::inRange(0, 14), rc::gen::inRange(0, 33),
                                  rc::gen::inRange(0, 240000)),
                   [](const auto& moment) {
                     char text[32];
                     const auto [year, month, day, time] = moment;
                     std::snprintf(text, sizeof text, "%04d%02d%02d%06d", year, month, day, time);
                     return std::string(text, static_cast<std::size_t>(4 + 2 * (time % 6)));
                   }),
      rc::gen::map(rc::gen::inRange(0, 200), [](int number) { return std::to_string(number); }));
}

rc::Gen<std::string> actions() {
  return rc::gen::element<std::string>("generalise: year", "generalise: month", "generalise: day",
                                       "generalise: outward", "generalise: decade", "generalise: band-5",
                                       "generalise: band-20", "mask: last-3", "mask: all", "pseudonymise: asc-2026");
}

TEST(Values, WhateverTheyAreTheVerifierAcceptsWhatWasDone) {
  ASSERT_TRUE(rc::check("what was done looks done", [] {
    const Action action = Action::parse(*actions()).value();
    const auto type = static_cast<ValueType>(*rc::gen::inRange(0, 11));
    const DateForm form = *rc::gen::element(DateForm::kIso, DateForm::kHl7);
    const std::string value = *values();
    const auto left = done(value, action, type, form);
    RC_CLASSIFY(left.has_value(), "done");
    if (left) RC_ASSERT(looks_done(action, *left, form));
  }));
}

TEST(Values, AnEndThatAMaskShowsIsTheValuesEnd) {
  ASSERT_TRUE(rc::check("and the rest is stars, one for each character at most", [] {
    const std::string value = *values();
    const auto shown = *rc::gen::inRange<std::size_t>(0, 6);
    const std::string left = mask(value, shown);
    const std::size_t stars = left.find_first_not_of('*');
    const std::string end = stars == std::string::npos ? "" : left.substr(stars);
    RC_ASSERT(value.size() >= end.size() && value.substr(value.size() - end.size()) == end);
    RC_ASSERT(end.size() < value.size() || value.empty());
  }));
}

// The digits of a date are those of the value, and no more of them than were asked for.
TEST(Values, ADateIsTheBeginningOfTheValueAndNoFinerThanAsked) {
  const std::pair<const char*, std::size_t> kLengths[] = {
      {"generalise: year", 4}, {"generalise: month", 7}, {"generalise: day", 10}};
  ASSERT_TRUE(rc::check("a beginning", [&] {
    const std::string value = *values();
    for (const auto& [how, longest] : kLengths) {
      const Action action = Action::parse(how).value();
      for (const DateForm form : {DateForm::kIso, DateForm::kHl7}) {
        const auto left = done(value, action, ValueType::kDate, form);
        if (!left) continue;
        RC_ASSERT(value.substr(0, left->size()) == *left);
        RC_ASSERT(left->size() <= (form == DateForm::kIso ? longest : longest - (longest - 4) / 3));
        RC_ASSERT(done(*left, action, ValueType::kDate, form) == left);
      }
    }
  }));
}

// Two numbers of one band leave alike, so that the band is all that can be told; and 90 and 104 are of one band.
TEST(Values, ABandTellsNothingBeyondItself) {
  for (const unsigned width : {2u, 5u, 7u, 10u, 20u, 30u, 40u, 89u, 90u}) {
    const Action action = Action::parse("generalise: band-" + std::to_string(width)).value();
    std::map<std::string, std::pair<unsigned, unsigned>> bands;  // the least and the greatest number of each
    for (unsigned number = 0; number < 300; ++number) {
      const std::string band = done(std::to_string(number), action, ValueType::kNumber).value();
      auto [it, fresh] = bands.try_emplace(band, number, number);
      it->second.second = number;
      EXPECT_TRUE(fresh || it->second.first < number);
    }
    for (const auto& [band, range] : bands) {
      EXPECT_TRUE(range.second - range.first + 1 == width || (range.first <= 90 && range.second == 299)) << band;
      EXPECT_FALSE(range.first > 90) << band;
    }
  }
}

TEST(Actions, ThatCannotBeDoneSayWhy) {
  for (const char* how :
       {"mask: last-3", "generalise: year", "generalise: outward", "generalise: band-5", "pseudonymise: asc-2026"}) {
    const Action action = Action::parse(how).value();
    for (int i = 0; i < 11; ++i) {
      const auto type = static_cast<ValueType>(i);
      EXPECT_EQ(can_be_done(action, type), objection(action, type).empty());
      if (can_be_done(action, type)) continue;
      for (const char* value : {"1942-03-09", "LS1 4HR", "47", "RTX12345", "Ada"})
        EXPECT_EQ(done(value, action, type), std::nullopt) << how << " of type " << i;
    }
  }
}

}  // namespace
}  // namespace concordat::policy
