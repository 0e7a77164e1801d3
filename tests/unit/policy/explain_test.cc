#include "policy/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/source/suggestion.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ExplainRequest referral() {
  return {.from = "riverside-trust",
          .to = "eastshire-council",
          .purpose = "direct-care",
          .kinds = {"referral"},
          .unix_seconds = kMidJune2026,
          .present = {}};
}

PolicyFiles two_items() {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] =
      AgreementText{
          .share = "{keep: [person.name], mask: {person.phone: last-3}}",
          .obligations =
              "{retain_days: 2920, onward_sharing: forbidden, warn_after: 24h, deliver_within: 72h, expire_after: 30d}"}
          .str();
  return files;
}

TEST(Explain, SaysWhatHappensToEachItemOfARecordAndWhy) {
  auto set = load_or_fail(two_items());
  ExplainRequest request = referral();
  auto item = [&](const char* name) { return *set->vocabulary().item(name); };
  request.present = {item("person.name"), item("person.phone"), item("person.religion"), item("referral.note"),
                     item("structure.version")};
  auto text = explain(*set, request);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "referral, from riverside-trust to eastshire-council, for direct-care: permitted, under\n"
            "    ISA-1 version 3, until 2027-12-31: Referrals\n"
            "\n"
            "  released as it is (1)\n"
            "    Name  person.name  ISA-1 share.keep person.name\n"
            "\n"
            "  released changed (1)\n"
            "    Telephone  person.phone  only the last 3 characters  ISA-1 share.mask person.phone\n"
            "\n"
            "  withheld (2)\n"
            "    Religion       person.religion  ISA-1 withhold person.religion\n"
            "    Internal note  referral.note    no agreement names it\n"
            "\n"
            "  with it goes (5)\n"
            "    keep it for at most 2920 days\n"
            "    pass it on to nobody\n"
            "    operators are warned when it waits longer than 24 hours\n"
            "    it is to be delivered within 3 days\n"
            "    undelivered, it is deleted after 30 days\n");
}

TEST(Explain, SaysWhyNot) {
  auto set = load_or_fail(small_policy());
  ExplainRequest request = referral();
  request.purpose = "safeguarding";
  auto text = explain(*set, request);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "referral, from riverside-trust to eastshire-council, for safeguarding: denied (other-purpose)\n"
            "    ISA-1 is for the purpose direct-care, not safeguarding\n");
}

TEST(Explain, SuggestsTheNameThatWasMeant) {
  auto set = load_or_fail(small_policy());
  ExplainRequest request = referral();
  request.to = "eastshire-concil";
  EXPECT_EQ(explain(*set, request).error().detail,
            "this policy has no agency called \"eastshire-concil\"; did you mean \"eastshire-council\"?");
  request = referral();
  request.kinds = {"refferal"};
  EXPECT_THAT(explain_json(*set, request).error().detail, HasSubstr("did you mean \"referral\"?"));
  request = referral();
  request.purpose = "zzz";
  EXPECT_EQ(explain(*set, request).error().detail, "this policy has no purpose called \"zzz\"");
}

TEST(Explain, AsJsonIsForPrograms) {
  auto set = load_or_fail(two_items());
  ExplainRequest request = referral();
  request.present = {*set->vocabulary().item("person.phone")};
  auto json = explain_json(*set, request);
  ASSERT_TRUE(json);
  EXPECT_THAT(*json, StartsWith(R"({"agreements":[{"hash":")"));
  EXPECT_THAT(
      *json,
      HasSubstr(
          R"("decision":"permit","from":"riverside-trust","items":[{"action":"mask: last-3","clause":"ISA-1 share.mask person.phone","item":"person.phone","label":"Telephone"}],"kinds":["referral"],"obligations":{)"));
  request.purpose = "safeguarding";
  EXPECT_THAT(*explain_json(*set, request), HasSubstr(R"("decision":"deny","denial":"other-purpose")"));
}

TEST(Suggestion, CountsEdits) {
  EXPECT_EQ(edit_distance("recipient", "recipients"), 1u);
  EXPECT_EQ(edit_distance("refreral", "referral"), 1u) << "neighbours that changed places are one slip";
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(nearest("xyz", {"abc", "def"}), "");
  EXPECT_EQ(nearest(std::string(100, 'a'), {std::string(100, 'a')}), "");
}

}  // namespace
}  // namespace concordat::policy
