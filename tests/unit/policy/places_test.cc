// What a change of the vocabulary does to disclosures whose agreements stay as they are. The small policy's agreement
// keeps person.* but for person.religion, and says nothing of referral.*.

#include "policy/survey/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<std::string> diff(const std::string& before, const std::string& after) {
  PolicyFiles old_files = small_policy(), new_files = small_policy();
  old_files["vocabulary.yaml"] = before;
  new_files["vocabulary.yaml"] = after;
  const auto old_set = load_or_fail(old_files), new_set = load_or_fail(new_files);
  std::vector<std::string> out;
  if (old_set == nullptr || new_set == nullptr) return out;
  for (const Change& change : difference(*old_set, *new_set).changes)
    out.push_back((change.wider ? "wider: " : change.narrower ? "narrower: " : "told: ") + change.sentence);
  return out;
}

std::string vocabulary() {
  return small_policy()["vocabulary.yaml"];
}
std::string edited(std::string_view from, std::string_view to) {
  return replaced(vocabulary(), from, to);
}

TEST(PlacesTest, AReleasedItemThatStandsInMorePlacesIsWider) {
  EXPECT_THAT(diff(vocabulary(), edited("json: [person.phone]", "json: [person.phone, home.phone]")),
              ElementsAre("wider: vocabulary: person.phone now also stands at home.phone (JSON)"));
}

TEST(PlacesTest, AReleasedItemThatStandsInFewerPlacesIsNarrower) {
  EXPECT_THAT(diff(edited("json: [person.phone]", "json: [person.phone, home.phone]"), vocabulary()),
              ElementsAre("narrower: vocabulary: person.phone no longer stands at home.phone (JSON)"));
}

TEST(PlacesTest, AWithheldItemThatStandsInMorePlacesWhereNothingWasSharedChangesNothing) {
  EXPECT_THAT(diff(vocabulary(), edited("json: [referral.note]", "json: [referral.note, home.note]")),
              ElementsAre("told: vocabulary: referral.note now also stands at home.note (JSON)"));
}

TEST(PlacesTest, AWithheldItemThatLeavesAPlaceInsideAReleasedOneIsWider) {
  const std::string claimed = edited("json: [person.religion]", "json: [person.religion, person.name.religious]");
  EXPECT_THAT(diff(claimed, vocabulary()),
              ElementsAre("wider: vocabulary: person.religion no longer stands at person.name.religious (JSON)"));
  EXPECT_THAT(diff(vocabulary(), claimed),
              ElementsAre("narrower: vocabulary: person.religion now also stands at person.name.religious (JSON)"));
}

TEST(PlacesTest, AWithheldItemThatLeavesAPlaceOfNobodyElseIsNotWider) {
  EXPECT_THAT(diff(edited("json: [person.religion]", "json: [person.religion, home.faith]"), vocabulary()),
              ElementsAre("told: vocabulary: person.religion no longer stands at home.faith (JSON)"));
}

TEST(PlacesTest, AModifierThatNoItemWithholdsAnyLongerIsWider) {
  const std::string withheld =
      edited("type: code, sensitive: true,", "type: code, sensitive: true, fhir: [Condition.verificationStatus],");
  EXPECT_THAT(diff(withheld, vocabulary()),
              ElementsAre(StartsWith("wider: vocabulary: person.religion no longer stands at "
                                     "Condition.verificationStatus (FHIR)")));
}

TEST(PlacesTest, AnItemThatBecomesStructureIsWiderWhereItWasWithheld) {
  EXPECT_THAT(diff(vocabulary(),
                   edited("{label: Internal note, category: special", "{label: Internal note, category: structural")),
              ElementsAre(HasSubstr("wider: eastshire-council: referral.note is newly shared by riverside-trust")));
}

TEST(PlacesTest, AWithheldItemThatIsNoLongerTakenOutOfFreeTextIsWider) {
  const std::string identifying =
      edited("type: code, sensitive: true", "type: code, identifying: true, sensitive: true");
  EXPECT_THAT(
      diff(identifying, vocabulary()),
      ElementsAre("wider: vocabulary: person.religion is no longer taken out of free text where it is withheld"));
  EXPECT_THAT(diff(vocabulary(), identifying),
              ElementsAre("narrower: vocabulary: person.religion is now taken out of free text where it is withheld"));
  // A released one is in the record anyway.
  EXPECT_THAT(diff(vocabulary(), edited("type: name, identifying: true,", "type: name,")),
              ElementsAre(StartsWith("told: vocabulary: person.name is no longer taken out")));
}

TEST(PlacesTest, PresenceThatIsNoLongerHiddenIsWider) {
  EXPECT_THAT(diff(vocabulary(), edited("type: code, sensitive: true", "type: code")),
              ElementsAre(StartsWith("wider: vocabulary: person.religion is no longer listed as possibly withheld")));
}

TEST(PlacesTest, AnotherTypeOfValueCannotBeCompared) {
  EXPECT_THAT(
      diff(vocabulary(), edited("type: contact, fhir: [Patient.telecom]", "type: text, fhir: [Patient.telecom]")),
      ElementsAre("wider: vocabulary: person.phone is read as another type of value; the two cannot be compared, "
                  "so this counts as wider"));
}

TEST(PlacesTest, AKindThatIsSharedAndRecognisedInMorePlacesIsWider) {
  EXPECT_THAT(
      diff(vocabulary(), edited("\"record[kind=referral].kind\"", "\"record[kind=referral].kind\", letter.kind")),
      ElementsAre("wider: vocabulary: more records are recognised as referral"));
}

TEST(PlacesTest, AKindRecognisedInFewerPlacesIsWiderWhereRecordsAreOfOtherKindsToo) {
  const std::string more = edited("\"record[kind=outcome].kind\"", "\"record[kind=outcome].kind\", letter.kind");
  EXPECT_THAT(diff(more, vocabulary()), ElementsAre("wider: vocabulary: fewer records are recognised as outcome"));
  EXPECT_THAT(diff(vocabulary(), more), ElementsAre("narrower: vocabulary: more records are recognised as outcome"));
}

TEST(PlacesTest, TheOrderOfKeysChangesNothing) {
  std::string other = vocabulary();
  const std::string line = "  structure.version: {label: Version, category: structural, type: text, json: [version]}\n";
  other = replaced(other, line, "");
  other = replaced(other, "items:\n", "items:\n" + line);
  EXPECT_THAT(diff(vocabulary(), other), IsEmpty());
}

}  // namespace
}  // namespace concordat::policy
