// The shipped examples are right: they load without an error and without a warning, whatever their status; one
// agreement is in force and permits what it is for; and each agreement's examples show what every line of it does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "policy/compile/resolve.h"
#include "policy/load/policy.h"
#include "policy/redact/record.h"
#include "policy/redact/record_index.h"
#include "tests/unit/policy/shipped_policy.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;

// As if every agreement had been signed today, with the list that one of them needs.
PolicyFiles all_in_force() {
  PolicyFiles files = shipped_files();
  for (auto& [path, text] : files) {
    if (!path.starts_with("agreements/")) continue;
    for (const char* status : {"\nstatus: draft", "\nstatus: suspended"}) {
      if (text.find(status) != std::string::npos) text = replaced(text, status, "\nstatus: active");
    }
  }
  files["lists/national-data-opt-out.yaml"] =
      "list: national-data-opt-out\nmeaning: may-use\nnumbers: national-data-opt-out.txt\nstale_after: 7d\n";
  return files;
}

Policy read_example_policy() {
  Problems problems;
  Policy policy = read_policy(shipped_files(), problems);
  EXPECT_TRUE(problems.empty());
  return policy;
}

// What a record holds of the vocabulary's items.
class HeldItems {
 public:
  explicit HeldItems(const Vocabulary& vocabulary)
      : vocabulary_(vocabulary),
        fhir_(Format::kFhir, vocabulary),
        json_(Format::kJson, vocabulary),
        hl7_(Format::kHl7v2, vocabulary),
        opaque_(Format::kOpaque, vocabulary) {}

  std::set<ItemIndex> of(const std::filesystem::path& path) {
    const std::string body = read_file(path);
    const RecordIndex& index = path.extension() == ".pdf"                           ? opaque_
                               : path.extension() == ".hl7"                         ? hl7_
                               : body.find("\"resourceType\"") != std::string::npos ? fhir_
                                                                                    : json_;
    const bool opaque = index.format() == Format::kOpaque;
    const std::string file_name = opaque ? path.filename().string() : std::string();
    auto done = record_.read(index.format(), body, index, {opaque ? "application/pdf" : "", file_name});
    EXPECT_TRUE(done.has_value()) << path;
    std::set<ItemIndex> held;
    for (std::size_t i = 0; i < vocabulary_.items.size(); ++i) {
      if (record_.holds(static_cast<ItemIndex>(i))) held.insert(static_cast<ItemIndex>(i));
    }
    return held;
  }
  [[nodiscard]] bool is_of(const std::vector<Written>& kinds) const {
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const Written& kind) { return (record_.kinds() >> *vocabulary_.kind(kind.text) & 1) != 0; });
  }

 private:
  const Vocabulary& vocabulary_;
  RecordIndex fhir_, json_, hl7_, opaque_;
  Record record_;
};

std::string outcome_of(const Action& action) {
  if (action.kind == ActionKind::kWithhold) return "withheld";
  return action.kind == ActionKind::kKeep ? "released" : "changed";
}

TEST(Examples, LoadWithoutAProblem) {
  EXPECT_EQ(problems_of(shipped_files()), "");
}

TEST(Examples, WouldHaveNoProblemIfEveryAgreementWereInForce) {
  EXPECT_EQ(problems_of(all_in_force()), "");
}

TEST(Examples, ShareUnderOneAgreementUntilAnOfficerDecidesOtherwise) {
  std::set<std::string> active;
  for (const Agreement& agreement : read_example_policy().agreements) {
    if (agreement.status == Status::kActive || agreement.status == Status::kShadow) active.insert(agreement.id.str());
  }
  EXPECT_THAT(active, ::testing::ElementsAre("ISA-2026-014"));
}

TEST(Examples, EachAgreementSaysWhatAReaderOfItWants) {
  for (const Agreement& agreement : read_example_policy().agreements) {
    SCOPED_TRACE(agreement.id.str());
    EXPECT_TRUE(agreement.summary.starts_with("So that ")) << agreement.summary;
    EXPECT_NE(agreement.dpia, "");
    EXPECT_GT(agreement.obligations.retain_days, 0U);
    EXPECT_EQ(agreement.obligations.onward_sharing, "forbidden");
    EXPECT_GT(agreement.obligations.warn_after.count(), 0);
    EXPECT_LE(agreement.obligations.warn_after, agreement.obligations.deliver_within);
    EXPECT_LE(agreement.obligations.deliver_within, agreement.obligations.expire_after);
    EXPECT_FALSE(agreement.examples.empty());
  }
}

TEST(Examples, TheRecordsOfAnAgreementShowWhatEveryLineOfItDoes) {
  const Policy policy = read_example_policy();
  HeldItems held_items(policy.vocabulary);
  for (const Agreement& agreement : policy.agreements) {
    SCOPED_TRACE(agreement.id.str());
    const std::vector<Spoken> spoken = resolve(agreement, policy.vocabulary);
    std::set<const Rule*> shown;
    for (const Example& example : agreement.examples) {
      SCOPED_TRACE(example.record.text);
      const std::set<ItemIndex> held = held_items.of(kExamples / "agreements" / example.record.text);
      EXPECT_TRUE(held_items.is_of(agreement.records));
      const auto expect = [&](const std::vector<Written>& items, const std::string& outcome) {
        for (const Written& written : items) {
          const auto item = policy.vocabulary.item(written.text);
          ASSERT_TRUE(item) << written.text;
          EXPECT_TRUE(held.contains(*item)) << written.text << " is not in the record";
          EXPECT_EQ(outcome_of(spoken[*item].action), outcome) << written.text;
          shown.insert(spoken[*item].rule);
        }
      };
      expect(example.released, "released");
      expect(example.changed, "changed");
      expect(example.withheld, "withheld");
    }
    for (const Rule& rule : agreement.rules) EXPECT_TRUE(shown.contains(&rule)) << rule.clause;
  }
}

TEST(Examples, TheDischargeAgreementPermitsAReferralAndItsFloorHolds) {
  auto set = load_or_fail(shipped_files());
  ASSERT_NE(set, nullptr);
  Decision decision = decide(*set);
  ASSERT_TRUE(decision.permit) << ::testing::PrintToString(decision.reasons);
  EXPECT_EQ(action_of(*set, decision, "person.name"), "keep");
  EXPECT_EQ(action_of(*set, decision, "admission.time"), "generalise: day");
  EXPECT_EQ(action_of(*set, decision, "staff.phone"), "mask: last-3");
  EXPECT_EQ(action_of(*set, decision, "person.religion"), "withhold");
  EXPECT_EQ(action_of(*set, decision, "protected.adoption"), "withhold");
  EXPECT_EQ(decision.plan->obligations.retain_days, 2920u);
  EXPECT_EQ(set->pseudonym_keys(), (std::vector<std::string>{"asc-2026", "planning-2026"}));
}

// An extract beyond direct care keeps codes that many people share, and nothing that tells who somebody is.
TEST(Examples, ThePlanningExtractKeepsNothingThatIdentifies) {
  const Policy policy = read_example_policy();
  for (const Agreement& agreement : policy.agreements) {
    const Purpose* purpose = policy.purpose(agreement.purpose.text);
    ASSERT_NE(purpose, nullptr);
    if (!purpose->beyond_direct_care) continue;
    SCOPED_TRACE(agreement.id.str());
    EXPECT_EQ(agreement.conditions.opt_out, OptOut::kApplies);
    const std::vector<Spoken> spoken = resolve(agreement, policy.vocabulary);
    for (std::size_t i = 0; i < spoken.size(); ++i) {
      if (spoken[i].action.kind != ActionKind::kKeep) continue;
      const Item& item = policy.vocabulary.items[i];
      EXPECT_FALSE(item.identifying) << item.id.str();
      EXPECT_EQ(item.type, ValueType::kCode) << item.id.str();
    }
  }
}

}  // namespace
}  // namespace concordat::policy
