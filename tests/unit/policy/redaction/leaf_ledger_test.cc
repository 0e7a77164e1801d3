// Every leaf of every sample, under every plan that the shipped agreements give and under plans drawn at random: what
// the slow ledger says must happen to it is what happened, to the byte, and nothing else is in the output.
#include "tests/unit/policy/redaction/leaf_ledger.h"

#include <gtest/gtest.h>

#include <set>

#include "policy/verify/verifier.h"
#include "tests/unit/policy/redaction.h"
#include "tests/unit/policy/redaction/samples.h"

namespace concordat::policy::test {
namespace {

constexpr unsigned kGeneratedPlans = 40;

// Where two long texts part, with what is around it.
std::string difference(const std::string& expected, const std::string& actual) {
  std::size_t at = 0;
  while (at < expected.size() && at < actual.size() && expected[at] == actual[at]) ++at;
  if (at == expected.size() && at == actual.size()) return "";
  const std::size_t begin = at > 90 ? at - 90 : 0;
  return "at byte " + std::to_string(at) + "\n  expected … " + expected.substr(begin, 180) + "\n  is       … " +
         actual.substr(begin, 180);
}

class LeafLedger : public testing::Test {
 protected:
  void check(const Sample& sample, const Plan& plan) {
    const PolicySet& policy = shipped_policy();
    Record record;
    ASSERT_TRUE(record.read(sample.format, sample.text, policy.record_index(sample.format)));
    const Ledger ledger = judge(sample.text, {sample.format, policy.vocabulary(), plan, "eastshire-council", keys_});
    Disclosure out;
    const auto done = redactor_.redact(record, plan, policy.vocabulary(), "eastshire-council", keys_, out);
    ASSERT_EQ(done.has_value(), !ledger.refused) << (done ? "released, and to be refused" : done.error().detail);
    leaves_ += ledger.leaves.size();
    if (!done) {
      ++refused_;
      return;
    }
    ++disclosures_;
    copied_ += ledger.count(LeafFate::kCopied);
    changed_ += ledger.count(LeafFate::kChanged);
    const std::string where = difference(ledger.expected, out.bytes);
    EXPECT_TRUE(where.empty()) << where;
    check_lists(ledger, plan, out);
    const auto verified = verifier_.verify(out.bytes, plan, policy.verifier_index(sample.format));
    EXPECT_TRUE(verified.has_value()) << verified.error().detail;
  }

  // The manifest's lists are what the record holds and the plan says.
  static void check_lists(const Ledger& ledger, const Plan& plan, const Disclosure& out) {
    std::set<ItemIndex> present;
    for (const LeafEntry& leaf : ledger.leaves) {
      if (leaf.item != kNoItem) present.insert(leaf.item);
    }
    std::vector<ItemIndex> withheld;
    std::vector<ItemIndex> absent;
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
      const bool withhold = plan.items[i].action.kind == ActionKind::kWithhold;
      const bool structural = shipped_policy().vocabulary().items[i].category == Category::kStructural && !withhold;
      const auto item = static_cast<ItemIndex>(i);
      if (withhold && present.count(item) > 0) withheld.push_back(item);
      if (!withhold && !structural && present.count(item) == 0) absent.push_back(item);
    }
    EXPECT_EQ(out.withheld, withheld);
    EXPECT_EQ(out.absent, absent);
  }

  void TearDown() override {
    RecordProperty("leaves", std::to_string(leaves_));
    std::printf("%zu disclosures, %zu refused, %zu leaves: %zu copied, %zu changed, %zu absent\n", disclosures_,
                refused_, leaves_, copied_, changed_, leaves_ - copied_ - changed_);
  }

  PlainKeys keys_;
  Redactor redactor_;
  Verifier verifier_;
  std::size_t disclosures_ = 0, refused_ = 0, leaves_ = 0, copied_ = 0, changed_ = 0;
};

TEST_F(LeafLedger, HoldsForEverySampleUnderEveryShippedAgreement) {
  ASSERT_GT(shipped_plans().size(), 5u);
  for (const Sample& sample : samples()) {
    for (const auto& [name, plan] : shipped_plans()) {
      SCOPED_TRACE(sample.name + " under " + name);
      check(sample, plan);
    }
  }
}

TEST_F(LeafLedger, HoldsForEverySampleUnderGeneratedPlans) {
  for (const Sample& sample : samples()) {
    for (unsigned seed = first_seed(); seed < first_seed() + kGeneratedPlans; ++seed) {
      SCOPED_TRACE(sample.name + ", plan of seed " + std::to_string(seed));
      check(sample, generated_plan(seed));
    }
  }
}

TEST_F(LeafLedger, SeesThePublishedSamples) {
  if (!published_samples_are_there())
    GTEST_SKIP() << "the published samples are not beside the checkout: set CONCORDAT_SHARED";
  EXPECT_GE(samples().size(), 26u);
}

}  // namespace
}  // namespace concordat::policy::test
