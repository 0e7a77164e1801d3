#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/compile/compiled.h"
#include "policy/examples/example_runner.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kReferral = R"({"record":{"kind":"referral"},"version":"1",
  "person":{"name":"Ada Marsh","nhs_number":"9990000018","birth_date":"1941-04-07","phone":"01632 960111","religion":"none"},
  "referral":{"reason":"Help with washing. Call Ada Marsh.","note":"Asked twice."},"protected":{"adoption":"yes"}})";

// The small policy whose one agreement is this, with these examples.
class ExampleRunnerTest : public ::testing::Test {
 protected:
  void load(const AgreementText& agreement, const std::string& expect) {
    PolicyFiles files = small_policy();
    files["agreements/isa-1.yaml"] = agreement.str() + "examples: [{record: r.json, expect: " + expect + "}]\n";
    set_ = load_or_fail(files);
    ASSERT_NE(set_, nullptr);
    runner_.emplace(*set_, set_->compiled().policy.agreements.front());
  }
  std::vector<std::string> broken(std::string_view record = kReferral, Format format = Format::kJson) {
    std::vector<std::string> words;
    const Example& example = set_->compiled().policy.agreements.front().examples.front();
    for (const BrokenExpectation& one : runner_->run(example, format, record).broken) words.push_back(one.words);
    return words;
  }
  std::vector<std::string> uncovered() {
    std::vector<std::string> clauses;
    for (const Rule* rule : runner_->uncovered()) clauses.push_back(rule->clause);
    return clauses;
  }
  std::shared_ptr<const PolicySet> set_;
  std::optional<ExampleRunner> runner_;
};

TEST_F(ExampleRunnerTest, HoldsWhenTheRecordComesOutAsExpected) {
  load({.share = "{keep: [person.*], generalise: {person.birth_date: year}, mask: {person.phone: last-3}, "
                 "pseudonymise: {person.nhs_number: {key: k}}}"},
       "{released: [person.name], changed: [person.birth_date, person.phone, person.nhs_number], "
       "withheld: [person.religion, referral.note, protected.adoption]}");
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(ExampleRunnerTest, SpeaksOfItsAgreementAsIfThatWereInForce) {
  for (const char* status : {"draft", "shadow", "suspended"}) {
    load({.status = status, .last_day = "2026-01-31", .review_by = "2026-01-15"}, "{released: [person.name]}");
    EXPECT_THAT(broken(), IsEmpty()) << status;
  }
}

TEST_F(ExampleRunnerTest, SpeaksOfItsAgreementAloneWhateverAnotherAllows) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.share = "{keep: [person.name]}", .withhold = ""}.str() +
                                   "examples: [{record: r.json, expect: {released: [person.phone]}}]\n";
  files["agreements/isa-2.yaml"] = AgreementText{.id = "ISA-2", .share = "{keep: [person.phone]}"}.str();
  set_ = load_or_fail(files);
  ASSERT_NE(set_, nullptr);
  runner_.emplace(*set_, set_->compiled().policy.agreements.front());
  EXPECT_THAT(broken(), ElementsAre(HasSubstr("is withheld: no rule of the agreement names it")));
}

TEST_F(ExampleRunnerTest, PointsAtTheExpectationThatIsWrong) {
  load({}, "{withheld: [person.phone]}");
  const Example& example = set_->compiled().policy.agreements.front().examples.front();
  const ExampleOutcome outcome = runner_->run(example, Format::kJson, kReferral);
  ASSERT_EQ(outcome.broken.size(), 1u);
  EXPECT_EQ(outcome.broken[0].item, "person.phone");
  EXPECT_EQ(outcome.broken[0].words, "person.phone was expected to be withheld and is released by share.keep person.*");
  EXPECT_EQ(outcome.broken[0].place.file, "agreements/isa-1.yaml");
  EXPECT_EQ(outcome.broken[0].place.line, example.withheld[0].place.line);
  EXPECT_THAT(outcome.kinds, ElementsAre("referral"));
}

TEST_F(ExampleRunnerTest, TheFloorHoldsAgainstTheAgreement) {
  load({.share = "{keep: [person.*, protected.*]}"}, "{released: [protected.adoption]}");
  EXPECT_THAT(broken(), ElementsAre("protected.adoption was expected to be released as it is and is withheld by the "
                                    "floor: Adoption and Children Act 2002 s.57"));
}

TEST_F(ExampleRunnerTest, AChangeThatCannotBeMadeIsAWithholding) {
  load({.share = "{keep: [person.name], generalise: {person.postcode: outward}}"}, "{changed: [person.postcode]}");
  EXPECT_THAT(broken(R"({"record":{"kind":"referral"},"person":{"name":"A","postcode":"LS1 4HR"}})"), IsEmpty());
  EXPECT_THAT(broken(R"({"record":{"kind":"referral"},"person":{"name":"A","postcode":"by the mill"}})"),
              ElementsAre("person.postcode was expected to be changed and is withheld, since that could not be done "
                          "safely with what this record holds"));
}

TEST_F(ExampleRunnerTest, WhatTheRecordDoesNotHoldShowsNothing) {
  load({}, "{withheld: [person.religion]}");
  EXPECT_THAT(broken(R"({"record":{"kind":"referral"},"person":{"name":"A"}})"),
              ElementsAre(HasSubstr("person.religion was expected to be withheld and the record holds none")));
}

TEST_F(ExampleRunnerTest, TheRecordMustBeOfAKindThatTheAgreementShares) {
  load({}, "{released: [person.name]}");
  EXPECT_THAT(broken(R"({"record":{"kind":"outcome"},"person":{"name":"A"}})"),
              ElementsAre(HasSubstr("of the kind outcome, which this agreement does not share")));
  EXPECT_THAT(broken(R"({"person":{"name":"A"}})"), ElementsAre(HasSubstr("of no kind")));
  EXPECT_THAT(uncovered(), ElementsAre("share.keep person.*", "withhold person.religion"))
      << "such a record shows nothing of the rules";
}

TEST_F(ExampleRunnerTest, ARefusedRecordFailsWhateverWasExpected) {
  load({.share = "{keep: [referral.reason]}", .withhold = ""}, "{withheld: [person.name]}");
  EXPECT_THAT(broken(R"({"record":{"kind":"referral"},"person":{"name":"Ada Marsh"}})"),
              ElementsAre(HasSubstr("the record would be refused: ")));
  const auto unread = broken(R"({"record":{"kind":"referral"},"person":{"name":"Ada Marsh)");
  EXPECT_THAT(unread, ElementsAre(HasSubstr("cannot be read")));
  EXPECT_THAT(unread[0], Not(HasSubstr("Ada"))) << "a message quotes no record";
}

TEST_F(ExampleRunnerTest, ARecordMarkedAsMoreConfidentialNeedsAnAgreementThatNamesTheMark) {
  constexpr std::string_view kRestricted =
      R"({"resourceType":"Bundle","type":"collection","meta":{"security":[
          {"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},"entry":[
          {"resource":{"resourceType":"MessageHeader","eventCoding":{"code":"referral"}}},
          {"resource":{"resourceType":"Patient","name":[{"text":"Ada Marsh"}]}}]})";
  load({}, "{released: [person.name]}");
  EXPECT_THAT(broken(kRestricted, Format::kFhir), ElementsAre(HasSubstr("marked with a security label")));
  load({.conditions = "{opt_out: not-applicable, security_labels: [R]}"}, "{released: [person.name]}");
  EXPECT_THAT(broken(kRestricted, Format::kFhir), IsEmpty());
}

TEST_F(ExampleRunnerTest, AnExampleThatExpectsNothingShowsNothing) {
  load({}, "{}");
  EXPECT_THAT(broken(), ElementsAre(HasSubstr("it expects nothing")));
}

TEST_F(ExampleRunnerTest, ARuleIsCoveredByARecordWithAnItemThatItDecides) {
  load({.share = "{keep: [person.*, person.name, referral.reason]}", .withhold = "[person.religion, referral.note]"},
       "{released: [person.name]}");
  EXPECT_THAT(uncovered(), ElementsAre("share.keep person.*", "share.keep person.name", "share.keep referral.reason",
                                       "withhold person.religion", "withhold referral.note"));
  EXPECT_THAT(broken(R"({"record":{"kind":"referral"},"person":{"name":"A"},"referral":{"note":"B"}})"), IsEmpty());
  EXPECT_THAT(uncovered(), ElementsAre("share.keep person.*", "share.keep referral.reason", "withhold person.religion"))
      << "the wildcard does not decide the name, which has a rule of its own";
  EXPECT_THAT(broken(), IsEmpty());
  EXPECT_THAT(uncovered(), IsEmpty()) << "several records cover together";
}

}  // namespace
}  // namespace concordat::policy
