// Agreements that are only being tried out: what they would change is said, and nothing changes.

#include <gtest/gtest.h>

#include "policy/compile/compiled.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

const Request kRequest{"riverside-trust", "eastshire-council", "direct-care", 1, kMidJune2026, kNothingAgainst};

std::string words_of(const AgreementText& tried_out) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = AgreementText{.share = "{keep: [person.name, person.phone]}", .withhold = ""}.str();
  auto without = load_or_fail(files);
  files["agreements/isa-2.yaml"] = tried_out.str();
  auto with = load_or_fail(files);
  EXPECT_EQ(without->decide(kRequest).plan->hash, with->decide(kRequest).plan->hash);
  const ShadowOutcome* outcome = with->shadow(kRequest);
  return outcome == nullptr ? "none" : outcome->words;
}

TEST(Shadow, SaysWhatItWouldReleaseChangeAndWithhold) {
  EXPECT_EQ(words_of({.id = "ISA-2",
                      .status = "shadow",
                      .share = "{keep: [person.birth_date], mask: {person.phone: all}}",
                      .withhold = "[person.name]"}),
            "would also release person.birth_date; would change person.phone (mask: all); would withhold person.name");
}

TEST(Shadow, SaysWhatItWouldDemand) {
  EXPECT_EQ(words_of({.id = "ISA-2",
                      .status = "shadow",
                      .share = "{keep: [person.name]}",
                      .withhold = "",
                      .conditions = "{justification: required}"}),
            "would demand a written justification");
}

TEST(Shadow, SaysSoWhereNothingWouldChange) {
  EXPECT_EQ(words_of({.id = "ISA-2", .status = "shadow", .share = "{keep: [person.name]}", .withhold = ""}),
            "would change nothing");
}

TEST(Shadow, OfAnotherPurposeOrAnotherTimeIsSilent) {
  EXPECT_EQ(words_of({.id = "ISA-2", .status = "shadow", .purpose = "safeguarding"}), "none");
  EXPECT_EQ(words_of({.id = "ISA-2", .status = "shadow", .first_day = "2027-01-01"}), "none");
  EXPECT_EQ(words_of({.id = "ISA-2", .status = "draft"}), "none");
}

TEST(Shadow, AloneItSaysWhatItWouldPermitAndDenies) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] =
      AgreementText{.status = "shadow", .share = "{keep: [person.name]}", .withhold = ""}.str();
  auto set = load_or_fail(files);
  EXPECT_FALSE(set->decide(kRequest).permit);
  ASSERT_NE(set->shadow(kRequest), nullptr);
  EXPECT_EQ(set->shadow(kRequest)->words, "would permit what is denied now: person.name");
}

}  // namespace
}  // namespace concordat::policy
