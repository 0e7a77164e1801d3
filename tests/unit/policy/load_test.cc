// Each bad file with the exact place and words of its problem; each differs from the small policy, which is right, in
// one thing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Bad {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* says;
};

class BadFile : public ::testing::TestWithParam<Bad> {};

TEST_P(BadFile, IsRefusedWithItsPlaceAndWhatToDo) {
  const Bad& bad = GetParam();
  PolicyFiles files = small_policy();
  files.at(bad.file) = replaced(files.at(bad.file), bad.from, bad.to);
  Loaded loaded = load_policy(files, kMidJune2026);
  EXPECT_EQ(loaded.set, nullptr);
  EXPECT_THAT(problems_of(files), HasSubstr(bad.says));
}

constexpr const char* kIsa = "agreements/isa-1.yaml";
constexpr const char* kRiverside = "agencies/riverside.yaml";
constexpr const char* kWords = "vocabulary.yaml";

INSTANTIATE_TEST_SUITE_P(
    Load, BadFile,
    ::testing::Values(
        Bad{"unknown_key", kIsa, "recipients:", "recipient:",
            "agreements/isa-1.yaml:6:1: error: unknown key \"recipient\"; did you mean \"recipients\"?"},
        Bad{"unknown_key_without_likeness", kIsa, "version: 3", "version: 3\nblockchain: 1",
            "isa-1.yaml:5:1: error: unknown key \"blockchain\"; an agreement has no such key: remove it"},
        Bad{"unknown_key_in_a_map", kIsa, "retain_days", "retain_dayz",
            "isa-1.yaml:16:15: error: unknown key \"retain_dayz\"; did you mean \"retain_days\"?"},
        Bad{"missing_key", kIsa, "version: 3\n", "",
            "isa-1.yaml:1:1: error: an agreement needs the key \"version\"; add it"},
        Bad{"no_value", kIsa, "status: active", "status:", "isa-1.yaml:3:1: error: \"status\" has no value"},
        Bad{"status", kIsa, "status: active", "status: actve",
            "isa-1.yaml:3:9: error: \"status\" is \"actve\"; it must be one of draft, shadow, active, suspended; did "
            "you mean \"active\"?"},
        Bad{"octal_looking_number", kIsa, "version: 3", "version: 03",
            "isa-1.yaml:4:10: error: \"03\" starts with a zero"},
        Bad{"quoted_number", kIsa, "version: 3", "version: \"3\"",
            "isa-1.yaml:4:10: error: \"3\" is no whole number; write digits only, without quotes"},
        Bad{"hexadecimal_number", kIsa, "version: 3", "version: 0x3",
            "isa-1.yaml:4:10: error: \"0x3\" is no whole number"},
        Bad{"fraction", kIsa, "version: 3", "version: 3.0", "isa-1.yaml:4:10: error: \"3.0\" is no whole number"},
        Bad{"huge_number", kIsa, "retain_days: 100", "retain_days: 99999999999999999999999",
            "isa-1.yaml:16:28: error: \"99999999999999999999999\" is no whole number"},
        Bad{"number_out_of_range", kIsa, "retain_days: 100", "retain_days: 40000",
            "isa-1.yaml:16:28: error: \"retain_days\" must lie between 1 and 36500"},
        Bad{"unquoted_date", kIsa, "\"2026-01-01\"", "2026-01-01",
            "isa-1.yaml:11:20: error: the date 2026-01-01 is not quoted; write \"2026-01-01\""},
        Bad{"no_such_day", kIsa, "2027-06-30", "2027-02-29", "error: \"2027-02-29\" is no date from 2000 to 2037"},
        Bad{"other_date_form", kIsa, "2027-06-30", "30/06/2027",
            "error: \"30/06/2027\" is no date from 2000 to 2037; write it as \"YYYY-MM-DD\""},
        Bad{"far_date", kIsa, "2027-12-31", "2099-12-31", "error: \"2099-12-31\" is no date from 2000 to 2037"},
        Bad{"list_expected", kIsa, "records: [referral]", "records: referral",
            "isa-1.yaml:12:10: error: \"records\" is a list; write [referral]"},
        Bad{"empty_list", kIsa, "records: [referral]", "records: []",
            "isa-1.yaml:12:10: error: \"records\" is an empty list"},
        Bad{"twice_in_a_list", kIsa, "records: [referral]", "records: [referral, referral]",
            "isa-1.yaml:12:21: error: \"referral\" stands twice in \"records\""},
        Bad{"scalar_expected", kIsa, "title: Referrals", "title: [Referrals]",
            "isa-1.yaml:2:8: error: the value of \"title\" is a list; a single value is expected"},
        Bad{"nothing_shared", kIsa, "share: {keep: [person.*]}", "share: {}",
            "isa-1.yaml:13:8: error: nothing is shared"},
        Bad{"unknown_item", kIsa, "[person.religion]", "[person.religon]",
            "isa-1.yaml:14:12: error: the vocabulary has no data item \"person.religon\"; did you mean "
            "\"person.religion\"?"},
        Bad{"unknown_group", kIsa, "person.*", "persn.*",
            "isa-1.yaml:13:16: error: the vocabulary has no data item \"persn.*\"; did you mean \"person.*\"?"},
        Bad{"bad_pattern", kIsa, "person.*", "\"per*\"", "isa-1.yaml:13:16: error: \"per*\" is no data item"},
        Bad{"structural_item", kIsa, "person.*", "person.*, structure.version",
            "error: \"structure.version\" is structure that goes with what is released"},
        Bad{"kept_and_withheld", kIsa, "[person.*]", "[person.*, person.religion]",
            "isa-1.yaml:14:12: error: contradictory: \"person.religion\" stands under share.keep too (line 13); keep "
            "one of the two"},
        Bad{"kept_and_masked", kIsa, "[person.*]}", "[person.phone], mask: {person.phone: all}}",
            "error: contradictory: \"person.phone\" stands under share.keep too"},
        Bad{"unknown_mask", kIsa, "{keep: [person.*]}", "{mask: {person.phone: last}}",
            "isa-1.yaml:13:30: error: \"last\" is not known to mask; write last-N (from 1), or all"},
        Bad{"mask_of_zero", kIsa, "{keep: [person.*]}", "{mask: {person.phone: last-0}}",
            "error: \"last-0\" is not known to mask"},
        Bad{"unknown_grain", kIsa, "{keep: [person.*]}", "{generalise: {person.birth_date: week}}",
            "error: \"week\" is not known to generalise; write year, month, day"},
        Bad{"grain_of_a_name", kIsa, "{keep: [person.*]}", "{generalise: {person.name: day}}",
            "isa-1.yaml:13:22: error: \"person.name\" is of the type name; only dates have a year, month or day"},
        Bad{"bad_pseudonym_key", kIsa, "{keep: [person.*]}", "{pseudonymise: {person.nhs_number: {key: BIG}}}",
            "error: \"BIG\" is not known to pseudonymise"},
        Bad{"unknown_agency", kIsa, "recipients: [eastshire-council]", "recipients: [eastshire-concil]",
            "isa-1.yaml:6:14: error: no file in agencies/ is about \"eastshire-concil\"; did you mean "
            "\"eastshire-council\"?"},
        Bad{"to_itself", kIsa, "recipients: [eastshire-council]", "recipients: [riverside-trust]",
            "error: \"riverside-trust\" is the provider too"},
        Bad{"unknown_purpose", kIsa, "purpose: direct-care", "purpose: direct-car",
            "isa-1.yaml:7:10: error: the purpose \"direct-car\" is not in purposes.yaml; did you mean "
            "\"direct-care\"?"},
        Bad{"unknown_kind", kIsa, "records: [referral]", "records: [referal]",
            "isa-1.yaml:12:11: error: the vocabulary has no kind of record \"referal\"; did you mean \"referral\"?"},
        Bad{"dates_reversed", kIsa, "first_day: \"2026-01-01\"", "first_day: \"2028-01-01\"",
            "error: the last day, 2027-12-31, is before the first, 2028-01-01"},
        Bad{"unknown_obligation", kIsa, "{retain_days: 100}", "{encrypt_twice: 1}",
            "isa-1.yaml:16:15: error: unknown key \"encrypt_twice\""},
        Bad{"time_without_unit", kIsa, "{retain_days: 100}", "{expire_after: 30}",
            "error: \"30\" is no length of time; write hours or days"},
        Bad{"onward", kIsa, "{retain_days: 100}", "{onward_sharing: no}",
            "error: \"onward_sharing\" is \"no\"; it must be one of forbidden, permitted"},
        Bad{"no_for_false", kRiverside, "public_authority: true", "public_authority: no",
            "agencies/riverside.yaml:4:19: error: \"no\" is not a yes or no here; write true or false, without quotes"},
        Bad{"quoted_boolean", kRiverside, "public_authority: true", "public_authority: \"true\"",
            "riverside.yaml:4:19: error: \"true\" is not a yes or no here"},
        Bad{"capital_boolean", kRiverside, "public_authority: true", "public_authority: True",
            "riverside.yaml:4:19: error: \"True\" is not a yes or no here"},
        Bad{"role", kRiverside, "role: controller", "role: owner",
            "riverside.yaml:3:7: error: \"role\" is \"owner\"; it must be one of controller, processor"},
        Bad{"no_certificate", kRiverside, "{san_uri: \"urn:agency:riverside-trust\"}", "{}",
            "riverside.yaml:5:11: error: no certificate could be this agency's"},
        Bad{"same_certificate", kRiverside, "urn:agency:riverside-trust", "urn:agency:eastshire-council",
            "riverside.yaml:5:21: error: another agency is known by the same certificate name "
            "(agencies/eastshire.yaml:5)"},
        Bad{"same_agency", kRiverside, "agency: riverside-trust", "agency: westmoor-trust",
            "error: a second file for the agency \"westmoor-trust\""},
        Bad{"bad_pin", kRiverside, "{san_uri: \"urn:agency:riverside-trust\"}", "{key_pin: \"ABC\"}",
            "error: \"key_pin\" is no SHA-256 of a public key"},
        Bad{"bad_officer", kRiverside, "role: controller", "role: controller\nofficers: [{name: A, key: \"QUJD\"}]",
            "riverside.yaml:4:27: error: \"key\" is no Ed25519 public key"},
        Bad{"unknown_default_purpose", kRiverside, "role: controller",
            "role: controller\ndoors: {native: {purpose: gossip}}",
            "riverside.yaml:4:27: error: the purpose \"gossip\" is not in purposes.yaml"},
        Bad{"overlapping_items", kWords, "json: [person.phone]", "json: [person.name]",
            "overlapping: person.name belongs to \"person.name\" too; let one data item name it"},
        Bad{"bad_selector", kWords, "json: [person.phone]", "json: [\"person..phone\"]",
            "\"person..phone\" is no selector: character 8: expected"},
        Bad{"item_nowhere", kWords, ", json: [person.postcode]", "",
            "error: \"person.postcode\" stands nowhere in any record"},
        Bad{"unknown_category", kWords, "category: special, type: code, sensitive",
            "category: secret, type: code, sensitive",
            "error: \"category\" is \"secret\"; it must be one of ordinary, special, criminal, structural"},
        Bad{"unknown_type", kWords, "type: postcode", "type: zip",
            "error: \"type\" is \"zip\"; it must be one of text, name,"},
        Bad{"floor_typing_slip", "floor.yaml", "protected.adoption", "protected.adoptoin",
            "floor.yaml:2:12: error: the vocabulary has no data item \"protected.adoptoin\"; did you mean "
            "\"protected.adoption\"?"},
        Bad{"floor_without_reason", "floor.yaml", ", reason: \"Adoption and Children Act 2002 s.57\"", "",
            "floor.yaml:2:5: error: a prohibition needs the key \"reason\""}),
    [](const auto& bad) { return std::string(bad.param.name); });

TEST(Load, TheSmallPolicyHasNoProblem) {
  EXPECT_EQ(problems_of(small_policy()), "");
}

TEST(Load, EveryProblemOfEveryFileIsReportedInOrder) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = replaced(files["agreements/isa-1.yaml"], "version: 3", "version: x");
  files["agreements/isa-1.yaml"] = replaced(files["agreements/isa-1.yaml"], "status: active", "status: on");
  files["agencies/westmoor.yaml"] = replaced(files["agencies/westmoor.yaml"], "role: controller", "role: none");
  files["purposes.yaml"] = "purposes: []\n";
  std::string all = problems_of(files);
  std::vector<std::size_t> at{all.find("westmoor.yaml:3:7"), all.find("isa-1.yaml:3:9"), all.find("isa-1.yaml:4:10"),
                              all.find("purposes.yaml:1:11")};
  EXPECT_TRUE(std::is_sorted(at.begin(), at.end())) << all;
  EXPECT_NE(at.back(), std::string::npos) << all;
}

TEST(Load, AFileThatCannotBeReadCausesNoFalseAlarmsElsewhere) {
  PolicyFiles files = small_policy();
  files["agencies/riverside.yaml"] = "a: &x 1\n";
  files["vocabulary.yaml"] = "\t";
  EXPECT_EQ(problems_of(files),
            "agencies/riverside.yaml:1:4: error: an anchor (&); write the value out in full where it is needed\n"
            "vocabulary.yaml:1:1: error: a tab; use spaces\n");
}

TEST(Load, MissingFilesAreNamed) {
  std::string all = problems_of({});
  EXPECT_THAT(all, HasSubstr("vocabulary.yaml: error: the file is missing"));
  EXPECT_THAT(all, HasSubstr("purposes.yaml: error: the file is missing"));
  EXPECT_THAT(all, HasSubstr("floor.yaml: error: the file is missing; it lists what no agreement may share; where "
                             "nothing is listed, write floor: []"));
}

TEST(Load, OtherFilesInItsFoldersAreErrors) {
  for (std::string path : {"agreements/isa-1.yaml~", "agreements/.isa-2.yaml", "agreements/notes.txt", "agencies/x.yml",
                           "agreements/2026/isa.yaml"}) {
    PolicyFiles files = small_policy();
    files[path] = "x";
    EXPECT_THAT(problems_of(files), StartsWith(path + ": error: ")) << path;
  }
}

TEST(Load, RoutesLeadToAgencies) {
  PolicyFiles files = small_policy();
  files["routes.yaml"] = "postcode: {ES1: eastshire-council}\ngp: {A81001: nowhere}\n";
  EXPECT_EQ(problems_of(files),
            "routes.yaml:2:14: error: no file in agencies/ is about \"nowhere\"; add one, or mend the name\n");
}

TEST(Load, ASecondAgreementOfTheSameIdIsRefused) {
  PolicyFiles files = small_policy();
  files["agreements/isa-2.yaml"] = AgreementText{}.str();
  EXPECT_THAT(
      problems_of(files),
      HasSubstr(
          "agreements/isa-2.yaml:1:12: error: a second agreement \"ISA-1\" (the other: agreements/isa-1.yaml:1)"));
}

TEST(Load, DatesThatHavePassedWarnAndNeverFail) {
  constexpr std::int64_t kIn2035 = 2'060'000'000;
  Loaded loaded = load_policy(small_policy(), kIn2035);
  ASSERT_NE(loaded.set, nullptr);
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].level, Level::kWarning);
  EXPECT_THAT(loaded.problems[0].str(), HasSubstr("warning: ISA-1 is out of force since its last day, 2027-12-31"));
}

}  // namespace
}  // namespace concordat::policy
