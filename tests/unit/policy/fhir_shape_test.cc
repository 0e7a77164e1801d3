// FHIR of the wrong shape: each value of the referral in turn replaced by one of another kind. Whatever it makes of it,
// the redactor's output must be one that the verifier agrees with, and must not hold what was put there where the plan
// keeps nothing of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "protocol/json/tape.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

using protocol::json::Kind;
using protocol::json::Tape;

constexpr const char* kStrange[] = {
    "null",
    "1",
    "true",
    R"("Kanari seven")",
    R"("")",
    "{}",
    "[]",
    R"(["Kanari seven"])",
    R"([null,"Kanari seven"])",
    R"({"kanariEight":"Kanari seven"})",
    R"([["Kanari seven"]])",
    R"({"reference":"urn:uuid:6b1f0d5e-0003-4c1d-8a51-000000000003"})",
    R"({"reference":"#p"})",
    R"({"reference":{"reference":"Kanari seven"}})",
    R"({"extension":[{"url":"u","valueString":"Kanari seven"}]})",
    R"({"extension":{"url":"u","valueString":"Kanari seven"}})",
    R"({"extension":[{"url":["u"],"valueCode":"masked"}]})",
    R"([{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}])",
    R"({"modifierExtension":[{"url":"u"}]})",
    R"({"resourceType":"Patient","gender":"male","id":"p"})",
    R"([{"resourceType":"Patient","name":[{"family":"Kanari seven"}],"gender":"female"}])",
    R"({"coding":[{"code":"x","display":"d"}],"text":"Kanari seven"})",
    R"({"coding":{"code":["x"]}})",
    R"({"coding":"x"})",
    R"({"status":"final","use":"old","comparator":"<","value":1})",
    R"({"use":{"use":"x"},"status":["x"],"system":{"system":"Kanari seven"},"value":"x"})",
};

Plan drawn_plan(unsigned seed) {
  std::mt19937 random(seed);
  Plan plan = seed == 0 ? keep_all_plan() : empty_plan();
  for (std::size_t i = 0; seed > 0 && i < plan.items.size(); ++i) {
    constexpr const char* kActions[] = {"keep", "withhold", "mask: all", "generalise: year", "pseudonymise: k"};
    if (vocabulary().items[i].category != Category::kStructural)
      plan.items.edit()[i].action = action(kActions[random() % std::size(kActions)]);
  }
  return plan;
}

// A referral with every element that FHIR's own rules are about.
std::string strange_record() {
  std::string text = referral();
  text.insert(text.rfind("]}"),
              R"(,{"fullUrl":"urn:uuid:6b1f0d5e-0005-4c1d-8a51-000000000005","resource":{"resourceType":"Condition",)"
              R"("meta":{"security":[{"system":"s","code":"N"}],"profile":["p"]},"implicitRules":"r",)"
              R"("text":{"status":"generated","div":"<div>x</div>"},)"
              R"("contained":[{"resourceType":"Practitioner","id":"p","name":[{"family":"Moss"}]}],)"
              R"("verificationStatus":{"coding":[{"system":"s","code":"confirmed","display":"d"}],"text":"t"},)"
              R"("code":{"text":"Dementia"},"subject":{"reference":"urn:uuid:6b1f0d5e-0003-4c1d-8a51-000000000003"},)"
              R"("asserter":{"reference":"#p","type":"Practitioner","display":"Moss"},)"
              R"("note":[{"text":"n","time":"2026-01-01"}]}},)"
              R"({"resource":{"resourceType":"Observation","status":"final","code":{"text":"c"},)"
              R"("valueQuantity":{"value":1,"comparator":"<","unit":"mm"},"_issued":{"extension":[{"url":"u"}]}}})");
  return text;
}

// The sound record, each of its values in turn replaced by each strange one.
template <typename Judge>
void replace_each(const Judge& judge) {
  const std::string sound = strange_record();
  Tape tape;
  ASSERT_TRUE(tape.parse(sound, {}));
  Record record;
  for (std::uint32_t token = 1; token < tape.size(); ++token) {
    if (tape[token].kind == Kind::kKey) continue;
    const std::size_t quote = tape[token].kind == Kind::kString ? 1 : 0;
    for (const char* strange : kStrange) {
      std::string body = sound;
      body.replace(tape[token].offset - quote, tape[token].length + 2 * quote, strange);
      if (record.read(Format::kFhir, body, record_index(Format::kFhir))) judge(record, token);
      if (::testing::Test::HasFailure()) FAIL() << body;
    }
  }
}

TEST(FhirShape, WhateverKindAValueIsOfTheVerifierAgreesWithTheRedactor) {
  Redactor redactor;
  Verifier verifier;
  Disclosure out;
  int compared = 0;
  replace_each([&](const Record& record, std::uint32_t) {
    for (unsigned seed = 0; seed < 6; ++seed) {
      const Plan plan = drawn_plan(seed);
      if (!redactor.redact(record, plan, vocabulary(), "eastshire-council", PlainKeys(), out)) continue;
      ++compared;
      const auto agreed = verifier.verify(out.bytes, plan, verifier_index(Format::kFhir));
      EXPECT_TRUE(agreed) << agreed.error().detail << "\nplan of seed " << seed << "\n" << out.bytes;
    }
  });
  EXPECT_GT(compared, 5000);
}

TEST(FhirShape, WordsInAStrangePlaceGetOutOnlyWhereAnItemReleasesThem) {
  Redactor redactor;
  Disclosure out;
  Redaction narrow;
  narrow.plan("person.gender", "keep").plan("condition.status", "keep").plan("admission.time", "keep");
  int compared = 0;
  replace_each([&](const Record& record, std::uint32_t token) {
    const JsonRecord& json = record.json();
    const auto released = [&](std::uint32_t at) {
      const ItemIndex of = json.item_of(at);
      return of != kNoItem && narrow.current.items[of].action.kind == ActionKind::kKeep;
    };
    for (std::uint32_t at = token; at < json.tape()[token].next; ++at) {
      if (released(at)) return;
    }
    if (!redactor.redact(record, narrow.current, vocabulary(), "eastshire-council", PlainKeys(), out)) return;
    ++compared;
    EXPECT_EQ(out.bytes.find("Kanari seven"), std::string::npos) << out.bytes;
  });
  EXPECT_GT(compared, 500);
}

}  // namespace
}  // namespace concordat::policy::test
