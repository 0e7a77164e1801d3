// What the checker says of actions that can't be done: what passes does something.

#include <gmock/gmock.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The small policy's vocabulary with one item more, and an agreement that shares something of it.
std::string problems(const std::string& item, const std::string& share, const std::string& records = "[referral]") {
  PolicyFiles files = small_policy();
  AgreementText agreement;
  agreement.share = share;
  agreement.records = records;
  agreement.withhold.clear();
  files["agreements/isa-1.yaml"] = agreement.str();
  files["vocabulary.yaml"] += item;
  return problems_of(files);
}

constexpr const char* kAge =
    "  person.age: {label: Age, category: ordinary, type: number, fhir: [Patient.age], json: [person.age]}\n";
constexpr const char* kFhirAge = "  person.age: {label: Age, category: ordinary, type: number, fhir: [Patient.age]}\n";
constexpr const char* kSent =
    "  record.sent: {label: Sent, category: ordinary, type: date, fhir: [Bundle.timestamp], json: [sent]}\n";

struct Refused {
  const char *share, *says;
};

TEST(CheckActions, WhatATypeCannotGiveIsAnError) {
  for (const Refused& row :
       {Refused{
            "{generalise: {person.birth_date: decade}}",
            "error: \"person.birth_date\" is of the type date; a band of years is no date; a date becomes its year"},
        {"{generalise: {person.birth_date: band-5}}", "a band of years is no date"},
        {"{generalise: {person.postcode: year}}", "only dates have a year, month or day: choose another action"},
        {"{generalise: {person.phone: outward}}", "only postcodes and addresses have an outward part"},
        {"{generalise: {person.phone: decade}}", "only numbers fall into decades and bands"},
        {"{generalise: {person.age: band-1}}",
         "\"band-1\" is not known to generalise; write year, month, day, outward, decade, or band-N (N from 2"},
        {"{generalise: {person.age: band-91}}", "\"band-91\" is not known to generalise"},
        {"{mask: {person.birth_date: last-2}}", "a masked date or a pseudonym of one is no date"},
        {"{mask: {person.religion: all}}", "a masked code or a pseudonym of one means nothing"},
        {"{mask: {person.age: last-1}}", "a masked number or a pseudonym of one is no number"},
        {"{pseudonymise: {person.birth_date: {key: k}}}", "a masked date or a pseudonym of one is no date"}}) {
    EXPECT_THAT(problems(kAge, row.share), HasSubstr(row.says)) << row.share;
  }
}

TEST(CheckActions, FreeTextIsKeptOrWithheld) {
  EXPECT_THAT(problems(kAge, "{mask: {referral.reason: last-3}}"),
              HasSubstr("warning: \"referral.reason\" is free text, and withheld"));
}

TEST(CheckActions, AWildcardThatCannotBeDoneToAllItNamesSaysToWhat) {
  const std::string said = problems(kAge, "{mask: {person.*: last-3}}");
  EXPECT_THAT(said, HasSubstr("warning: what \"person.*\" names is not all changed: \"person.birth_date\" is withheld, "
                              "since a masked date"));
  EXPECT_THAT(said, HasSubstr("\"person.age\" is withheld, since a masked number"));
  EXPECT_THAT(said, Not(HasSubstr("\"person.name\"")));
}

TEST(CheckActions, ABandIsTextSoFhirWithholdsIt) {
  EXPECT_THAT(problems(kAge, "{generalise: {person.age: band-5}}"),
              HasSubstr("warning: \"person.age\" is withheld in FHIR records: a band is no number; it is released in "
                        "JSON"));
  EXPECT_THAT(problems(kFhirAge, "{generalise: {person.age: decade}}"),
              HasSubstr("error: \"person.age\" is withheld in FHIR records: a band is no number, and the agreement's "
                        "records come in no other form; keep it or withhold it"));
  EXPECT_THAT(problems(kAge, "{generalise: {person.age: band-5}}", "[outcome]"), Not(HasSubstr("person.age")))
      << "outcomes come as JSON only";
}

TEST(CheckActions, AnInstantHasNoDay) {
  EXPECT_THAT(problems(kSent, "{generalise: {record.sent: day}}"),
              HasSubstr("warning: \"record.sent\" is withheld in FHIR records: an instant has a time of day"));
  EXPECT_THAT(problems(kSent, "{keep: [record.sent]}"), Not(HasSubstr("record.sent")));
}

// The plan says what will happen: a wildcard's mask of a date is withheld before any record comes.
TEST(CheckActions, WhatCannotBeDoneIsWithheldInThePlan) {
  for (const char* share : {"{mask: {person.*: last-3}}", "{pseudonymise: {person.*: {key: k}}}"}) {
    PolicyFiles files = small_policy();
    AgreementText agreement;
    agreement.share = share;
    files["agreements/isa-1.yaml"] = agreement.str();
    const auto set = load_or_fail(files);
    const Decision decision = decide(*set);
    EXPECT_EQ(action_of(*set, decision, "person.birth_date"), "withhold") << share;
    EXPECT_EQ(action_of(*set, decision, "person.religion"), "withhold") << share;
    EXPECT_NE(action_of(*set, decision, "person.phone"), "withhold") << share;
  }
}

}  // namespace
}  // namespace concordat::policy::test
