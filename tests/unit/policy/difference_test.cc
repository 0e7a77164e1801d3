// What `concordat policy diff` says of one edit each, and whether it counts as wider.

#include "policy/survey/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PolicyFiles with(const AgreementText& text) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = text.str();
  return files;
}

PolicyFiles edited(const std::string& path, std::string_view from, std::string_view to) {
  PolicyFiles files = small_policy();
  files[path] = replaced(files[path], from, to);
  return files;
}

// "wider: …", a line each.
std::vector<std::string> diff(const PolicyFiles& before, const PolicyFiles& after) {
  std::vector<std::string> out;
  const auto old_set = load_or_fail(before), new_set = load_or_fail(after);
  if (old_set == nullptr || new_set == nullptr) return out;
  for (const Change& change : difference(*old_set, *new_set).changes)
    out.push_back((change.wider ? "wider: " : change.narrower ? "narrower: " : "told: ") + change.sentence);
  return out;
}
std::vector<std::string> diff(const AgreementText& before, const AgreementText& after) {
  return diff(with(before), with(after));
}

AgreementText sharing(const std::string& share, const std::string& withhold = "") {
  AgreementText text;
  text.share = share;
  text.withhold = withhold;
  return text;
}

constexpr const char* kWhen = ", from 2026-01-01 to 2027-12-31";

TEST(DifferenceTest, NothingChangesWhereNothingWasChanged) {
  EXPECT_THAT(diff(small_policy(), small_policy()), IsEmpty());
  const auto set = load_or_fail(small_policy());
  EXPECT_EQ(difference(*set, *set).summary(), "Nothing changes.");
}

TEST(DifferenceTest, WordsThatShareNothingChangeNothing) {
  const auto before = load_or_fail(small_policy());
  const auto after = load_or_fail(edited("agreements/isa-1.yaml", "title: Referrals", "title: Letters"));
  EXPECT_EQ(difference(*before, *after).summary(), "The files differ, but nothing that is shared changes.");
}

TEST(DifferenceTest, AnItemThatIsNoLongerSharedIsNarrower) {
  EXPECT_THAT(
      diff(sharing("{keep: [person.name, person.phone]}"), sharing("{keep: [person.name]}")),
      ElementsAre(std::string("narrower: eastshire-council: person.phone is no longer shared by riverside-trust "
                              "for direct-care (referral)") +
                  kWhen));
}

TEST(DifferenceTest, AGroupIsNamedOnceWhereAllOfItIsMeant) {
  EXPECT_THAT(
      diff(sharing("{keep: [referral.note]}"), sharing("{keep: [person.*, referral.note]}")),
      ElementsAre(std::string("wider: eastshire-council: person.* (8 items) are newly shared by riverside-trust "
                              "for direct-care (referral)") +
                  kWhen));
}

TEST(DifferenceTest, KindsAndStretchesOfWhichTheSameHoldsAreToldOnce) {
  AgreementText before = sharing("{keep: [person.name]}"), after = sharing("{keep: [person.name, person.phone]}");
  before.records = after.records = "[referral, outcome]";
  EXPECT_THAT(diff(before, after),
              ElementsAre(std::string("wider: eastshire-council: person.phone is newly shared by riverside-trust for "
                                      "direct-care (outcome, referral)") +
                          kWhen));
  // A second agreement keeps the item in the middle of the time.
  PolicyFiles old_files = with(before), new_files = with(after);
  AgreementText middle = sharing("{keep: [person.phone]}");
  middle.id = "ISA-2";
  middle.records = "[referral, outcome]";
  middle.first_day = "2026-03-01";
  middle.last_day = "2026-03-31";
  middle.review_by = "2026-03-31";
  old_files["agreements/isa-2.yaml"] = new_files["agreements/isa-2.yaml"] = middle.str();
  EXPECT_THAT(diff(old_files, new_files),
              ElementsAre("wider: eastshire-council: person.phone is newly shared by riverside-trust for direct-care "
                          "(outcome, referral), from 2026-01-01 to 2026-02-28 and from 2026-04-01 to 2027-12-31"));
}

TEST(DifferenceTest, ALongerTimeIsWiderForTheTimeThatIsAdded) {
  AgreementText longer = sharing("{keep: [person.name]}");
  longer.last_day = "2028-02-29";
  EXPECT_THAT(diff(sharing("{keep: [person.name]}"), longer),
              ElementsAre("wider: eastshire-council: person.name is newly shared by riverside-trust for direct-care "
                          "(referral), from 2028-01-01 to 2028-02-29"));
}

TEST(DifferenceTest, WhatIsChangedLessIsWiderAndWhatIsChangedMoreIsNarrower) {
  const AgreementText day = sharing("{keep: [person.name], generalise: {person.birth_date: day}}");
  const AgreementText year = sharing("{keep: [person.name], generalise: {person.birth_date: year}}");
  EXPECT_THAT(diff(day, year),
              ElementsAre(HasSubstr("narrower: eastshire-council: person.birth_date is shared with less "
                                    "in it (now only the year, before only the day)")));
  EXPECT_THAT(diff(year, day), ElementsAre(HasSubstr("wider: eastshire-council: person.birth_date is shared with more "
                                                     "in it (now only the day, before only the year)")));
}

TEST(DifferenceTest, WhatCannotBeComparedCountsAsWiderAndSaysSo) {
  const AgreementText masked = sharing("{keep: [person.name], mask: {person.phone: last-3}}");
  const AgreementText named = sharing("{keep: [person.name], pseudonymise: {person.phone: {key: k1}}}");
  for (const auto& changes : {diff(masked, named), diff(named, masked)})
    EXPECT_THAT(changes, ElementsAre(testing::AllOf(testing::StartsWith("wider: "),
                                                    testing::EndsWith("cannot be compared, so this counts as wider"))));
}

TEST(DifferenceTest, SaysWhyTwoMasksCannotBeRanked) {
  EXPECT_THAT(
      diff(sharing("{keep: [person.name], mask: {person.phone: last-3}}"),
           sharing("{keep: [person.name], mask: {person.phone: last-2}}")),
      ElementsAre(testing::EndsWith("a short value is masked whole by the one and shown in part by the other, so "
                                    "this counts as wider")));
}

TEST(DifferenceTest, FreeTextThatWouldBeChangedIsWithheldAndSaidSo) {
  EXPECT_THAT(diff(sharing("{keep: [person.name, referral.reason]}"),
                   sharing("{keep: [person.name], mask: {referral.reason: last-9}}")),
              ElementsAre(testing::StartsWith("narrower: eastshire-council: referral.reason is no longer shared")));
}

// mask last-3 of one kind and last-2 of the other withhold together; both last-2 release it.
TEST(DifferenceTest, RecordsOfTwoKindsAreWiderWhereBothKindsComeToAgree) {
  const auto policy = [](const std::string& first, const std::string& second) {
    PolicyFiles files = with(sharing("{keep: [person.name], mask: {person.phone: " + first + "}}"));
    AgreementText other = sharing("{keep: [person.name], mask: {person.phone: " + second + "}}");
    other.id = "ISA-2";
    other.records = "[outcome]";
    files["agreements/isa-2.yaml"] = other.str();
    return files;
  };
  EXPECT_THAT(diff(policy("last-3", "all"), policy("all", "all")),
              testing::UnorderedElementsAre(
                  HasSubstr("narrower: eastshire-council: person.phone is shared with less in it"),
                  HasSubstr("wider: eastshire-council: person.phone is newly shared (masked) by riverside-trust "
                            "for direct-care (outcome that is also referral)")));
}

TEST(DifferenceTest, RelaxedObligationsAreWider) {
  AgreementText before, after;
  before.obligations = "{retain_days: 100, onward_sharing: forbidden, expire_after: 10d, deliver_within: 24h}";
  after.obligations = "{retain_days: 200, onward_sharing: permitted, expire_after: 30d, deliver_within: 48h}";
  const std::string what = "what riverside-trust shares for direct-care (referral) ";
  EXPECT_THAT(
      diff(before, after),
      testing::UnorderedElementsAre(
          "wider: eastshire-council: " + what + "may be kept for 200 days instead of for 100 days" + kWhen,
          "wider: eastshire-council: " + what + "may now be passed on" + kWhen,
          "wider: eastshire-council: " + what + "is deleted undelivered after 30 days, before after 10 days" + kWhen,
          "told: eastshire-council: " + what + "is to be delivered within 2 days, before 24 hours" + kWhen));
  EXPECT_THAT(diff(after, before), testing::Each(testing::Not(testing::StartsWith("wider"))));
}

TEST(DifferenceTest, RelaxedDemandsAreWider) {
  AgreementText before, after;
  before.conditions = "{opt_out: applies, justification: required}";
  after.conditions = "{opt_out: not-applicable, security_labels: [R], objection: overridden, objection_grounds: law}";
  const std::string what = "what riverside-trust shares for direct-care (referral) ";
  EXPECT_THAT(diff(before, after),
              testing::UnorderedElementsAre(
                  "wider: eastshire-council: " + what + "no longer depends on the national data opt-out" + kWhen,
                  "wider: eastshire-council: " + what + "no longer needs a written justification" + kWhen,
                  "wider: eastshire-council: " + what + "is now shared even when the person has objected" + kWhen,
                  "wider: eastshire-council: " + what + "may now bear the security label R" + kWhen));
  EXPECT_THAT(diff(after, before), testing::Each(testing::StartsWith("narrower")));
}

TEST(DifferenceTest, RemovingAnAgreementThatWithheldIsWider) {
  PolicyFiles both = with(sharing("{keep: [person.name, person.phone]}"));
  AgreementText stricter = sharing("{keep: [person.name]}", "[person.phone]");
  stricter.id = "ISA-2";
  both["agreements/isa-2.yaml"] = stricter.str();
  EXPECT_THAT(diff(both, with(sharing("{keep: [person.name, person.phone]}"))),
              testing::UnorderedElementsAre(HasSubstr("wider: eastshire-council: person.phone is newly shared")));
}

TEST(DifferenceTest, AnAgencyKnownByAFurtherCertificateIsWider) {
  const PolicyFiles after = edited("agencies/eastshire.yaml", "identity: {", "identity: {san_dns: gw.example, ");
  EXPECT_THAT(diff(small_policy(), after),
              ElementsAre("wider: eastshire-council is now also known by a certificate with san_dns gw.example"));
  EXPECT_THAT(diff(after, small_policy()),
              ElementsAre("narrower: eastshire-council is no longer known by a certificate with san_dns gw.example"));
}

TEST(DifferenceTest, AnOfficersKeyIsToldAndIsNotWiderByItself) {
  PolicyFiles after = small_policy();
  after["agencies/eastshire.yaml"] +=
      "officers: [{name: Caldicott Guardian, key: \"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"}]\n";
  EXPECT_THAT(diff(small_policy(), after),
              ElementsAre("told: eastshire-council: who can sign changed: a key of Caldicott Guardian was added"));
}

}  // namespace
}  // namespace concordat::policy
