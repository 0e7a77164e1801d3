// What changes about who takes part, beside what is shared.

#include "policy/survey/parties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

PolicyFiles with(const std::string& path, const std::string& text) {
  PolicyFiles files = small_policy();
  files[path] += text;
  return files;
}

std::vector<std::string> compare(const PolicyFiles& before, const PolicyFiles& after) {
  const auto old_set = load_or_fail(before), new_set = load_or_fail(after);
  std::vector<std::string> out;
  if (old_set == nullptr || new_set == nullptr) return out;
  for (const Change& change : compare_parties(*old_set, *new_set))
    out.push_back((change.wider ? "wider: " : change.narrower ? "narrower: " : "told: ") + change.sentence);
  return out;
}

std::string list(const std::string& meaning, const std::string& stale_after = "7d") {
  return "{list: register, meaning: " + meaning + ", numbers: register.txt, stale_after: " + stale_after + "}\n";
}

TEST(PartiesTest, AgenciesComeAndGo) {
  PolicyFiles without = small_policy();
  without.erase("agencies/westmoor.yaml");
  EXPECT_THAT(compare(small_policy(), without), ElementsAre("narrower: westmoor-trust no longer takes part"));
  EXPECT_THAT(compare(without, small_policy()),
              ElementsAre("told: westmoor-trust newly takes part, known by san_uri urn:agency:westmoor-trust"));
}

TEST(PartiesTest, ADefaultPurposeDecidesWhatUsedToBeRefused) {
  const PolicyFiles care = with("agencies/riverside.yaml", "doors: {native: {purpose: direct-care}}\n");
  const PolicyFiles research = with("agencies/riverside.yaml", "doors: {native: {purpose: research}}\n");
  const std::string start = "riverside-trust: a record that it sends without a purpose is now ";
  EXPECT_THAT(compare(small_policy(), care), ElementsAre("wider: " + start + "judged as direct-care, before refused"));
  EXPECT_THAT(compare(care, small_policy()),
              ElementsAre("narrower: " + start + "refused, before judged as direct-care"));
  EXPECT_THAT(
      compare(care, research),
      ElementsAre("wider: " + start +
                  "judged as research, before judged as direct-care; the two cannot be compared, so this counts "
                  "as wider"));
}

TEST(PartiesTest, TheFirstListOfItsKindLetsThroughAndAFurtherOneHoldsBack) {
  const PolicyFiles one = with("lists/a.yaml", list("opted-out"));
  PolicyFiles two = one;
  two["lists/b.yaml"] = "{list: check, meaning: may-use, numbers: check.txt, stale_after: 7d}\n";
  EXPECT_THAT(compare(small_policy(), one), ElementsAre("wider: the list register is now asked"));
  EXPECT_THAT(compare(one, two), ElementsAre("narrower: the list check is now asked"));
  EXPECT_THAT(compare(two, one), ElementsAre("wider: the list check is no longer asked"));
  EXPECT_THAT(compare(one, small_policy()), ElementsAre("narrower: the list register is no longer asked"));
}

TEST(PartiesTest, AListBelievedForLongerIsWider) {
  const PolicyFiles week = with("lists/a.yaml", list("objected")),
                    month = with("lists/a.yaml", list("objected", "30d"));
  const std::string start = "the list register is believed until it is older than ";
  EXPECT_THAT(compare(week, month), ElementsAre("wider: " + start + "30 days, before until it is older than 7 days"));
  EXPECT_THAT(compare(month, week),
              ElementsAre("narrower: " + start + "7 days, before until it is older than 30 days"));
}

TEST(PartiesTest, AListThatMeansSomethingElseCannotBeCompared) {
  EXPECT_THAT(compare(with("lists/a.yaml", list("opted-out")), with("lists/a.yaml", list("may-use"))),
              ElementsAre(testing::StartsWith("wider: the list register now means something else; the two cannot be")));
}

TEST(PartiesTest, AKeyThatRetiresIsTold) {
  const auto officer = [](const std::string& more) {
    return with("agencies/eastshire.yaml",
                "officers: [{name: Guardian, key: \"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"" + more + "}]\n");
  };
  const std::string start = "told: eastshire-council: who can sign changed: a key of Guardian ";
  EXPECT_THAT(compare(officer(""), officer(", retired: \"2026-05-31\"")),
              ElementsAre(start + "is now retired on 2026-05-31"));
  EXPECT_THAT(compare(officer(""), officer(", revoked: \"2026-05-31\"")), ElementsAre(start + "is now revoked"));
  EXPECT_THAT(compare(officer(""), small_policy()), ElementsAre(start + "was removed"));
}

TEST(PartiesTest, WhereRecordsAreLedIsTold) {
  const PolicyFiles routed = with("routes.yaml", "postcode: {LS1: eastshire-council}\n");
  EXPECT_THAT(compare(small_policy(), routed),
              ElementsAre("told: routes: records of postcode LS1 now lead to eastshire-council, before to nobody"));
  EXPECT_THAT(compare(with("agencies/westmoor.yaml", ""), with("agencies/westmoor.yaml", "contact: desk\n")),
              IsEmpty());
}

}  // namespace
}  // namespace concordat::policy
