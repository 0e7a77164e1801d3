// Who decides what stands at a selector's places.

#include "policy/survey/coverage.h"

#include <gtest/gtest.h>

namespace concordat::policy {
namespace {

Selector selector(std::string_view text) {
  return *parse_member_selector(text);
}

TEST(CoverageTest, PathsMeetWhereSomeLeafIsUnderBoth) {
  const auto meet = [](std::string_view a, std::string_view b) {
    EXPECT_EQ(may_meet(selector(a), selector(b)), may_meet(selector(b), selector(a)));
    return may_meet(selector(a), selector(b));
  };
  EXPECT_TRUE(meet("Patient.address", "Patient.address.city"));
  EXPECT_TRUE(meet("*.telecom", "Patient.telecom"));
  EXPECT_TRUE(meet("Observation.value[x]", "Observation.valueQuantity"));
  EXPECT_TRUE(meet("person.id[type=nhs].value", "person.id.value"));
  EXPECT_TRUE(meet("person.id[type=nhs].value", "person.id[use=old].value"));
  EXPECT_FALSE(meet("person.id[type=nhs].value", "person.id[type=local].value"));
  EXPECT_FALSE(meet("Patient.address", "Patient.name"));
  EXPECT_FALSE(meet("Observation.value[x]", "Observation.status"));
}

TEST(CoverageTest, CoversOnlyWhereEveryLeafIsUnderIt) {
  EXPECT_TRUE(covers(selector("Patient.address"), selector("Patient.address.city")));
  EXPECT_TRUE(covers(selector("person.id"), selector("person.id[type=nhs].value")));
  EXPECT_TRUE(covers(selector("*.telecom"), selector("Patient.telecom")));
  EXPECT_FALSE(covers(selector("person.id[type=nhs]"), selector("person.id.value")));
  EXPECT_FALSE(covers(selector("Patient.telecom"), selector("*.telecom")));
  EXPECT_FALSE(covers(selector("Patient.address.city"), selector("Patient.address")));
}

TEST(CoverageTest, TheLongestCertainPathShutsOutShorterOnes) {
  Vocabulary vocabulary;
  for (const char* place : {"person", "person.name", "person.name[use=old].family", "home"}) {
    Item item;
    item.selectors[static_cast<std::size_t>(Format::kJson)].push_back(selector(place));
    vocabulary.items.push_back(std::move(item));
  }
  using Owners = std::vector<std::optional<ItemIndex>>;
  const auto of = [&](std::string_view place) { return owners(vocabulary, Format::kJson, selector(place)); };
  EXPECT_EQ(of("person.name.given"), (Owners{ItemIndex{1}}));
  EXPECT_EQ(of("person.name.family"), (Owners{ItemIndex{1}, ItemIndex{2}}));
  EXPECT_EQ(of("person.phone"), (Owners{ItemIndex{0}}));
  EXPECT_EQ(of("school"), (Owners{std::nullopt}));
}

}  // namespace
}  // namespace concordat::policy
