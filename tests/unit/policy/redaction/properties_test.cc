// What holds of every plan and every sample: what comes out is a record, and is told apart from nothing by being
// redacted again; a narrower plan releases no more; no plan releases nothing; how a record arrived makes no difference.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "policy/verify/verifier.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"
#include "tests/unit/policy/redaction.h"
#include "tests/unit/policy/redaction/json_tree.h"
#include "tests/unit/policy/redaction/samples.h"

namespace concordat::policy::test {
namespace {

constexpr unsigned kPlans = 40;

Plan with_every_item(const char* action) {
  Plan plan;
  for (const Item& item : shipped_policy().vocabulary().items) {
    const bool structure = item.category == Category::kStructural;
    plan.items.edit().push_back({*Action::parse(structure ? "keep" : action), {}});
  }
  return plan;
}

class RedactionProperty : public testing::Test {
 protected:
  // Empty: refused.
  std::string disclose(Format format, std::string_view body, const Plan& plan) {
    Record record;
    const auto read = record.read(format, body, shipped_policy().record_index(format));
    EXPECT_TRUE(read.has_value()) << read.error().detail;
    Disclosure out;
    const auto done = redactor_.redact(record, plan, shipped_policy().vocabulary(), "eastshire-council", keys_, out);
    if (!done) return "";
    const auto verified = verifier_.verify(out.bytes, plan, shipped_policy().verifier_index(format));
    EXPECT_TRUE(verified.has_value()) << verified.error().detail;
    return out.bytes;
  }

  template <typename Check>
  void for_every_sample(Check check) {
    for (const Sample& sample : samples()) {
      for (unsigned seed = first_seed(); seed < first_seed() + kPlans; ++seed) {
        SCOPED_TRACE(sample.name + ", plan of seed " + std::to_string(seed));
        check(sample, seed);
      }
    }
  }

  PlainKeys keys_;
  Redactor redactor_;
  Verifier verifier_;
};

TEST_F(RedactionProperty, WhatComesOutIsJson) {
  for_every_sample([this](const Sample& sample, unsigned seed) {
    const std::string out = disclose(sample.format, sample.text, generated_plan(seed));
    boost::json::error_code error;
    (void)boost::json::parse(out.empty() ? "{}" : out, error);
    // The one thing in our samples that JSON allows and that parser does not: a number past every double.
    EXPECT_TRUE(!error || out.find("1E400") != std::string::npos) << error.message();
  });
}

TEST_F(RedactionProperty, APlanThatKeepsEverythingChangesNothingOfAnOutput) {
  const Plan keep = with_every_item("keep");
  for_every_sample([&](const Sample& sample, unsigned seed) {
    const std::string once = disclose(sample.format, sample.text, generated_plan(seed));
    if (!once.empty()) {
      EXPECT_EQ(disclose(sample.format, once, keep), once);
    }
  });
}

// Each leaf as its member name and bytes; how often each is there.
std::multiset<std::string> leaves_in(const std::string& text) {
  std::multiset<std::string> out;
  if (text.empty()) return out;
  const std::unique_ptr<Element> root = read_tree(text);
  for (const Element* leaf : leaves_of(*root)) {
    const Element* named = leaf;
    while (named->parent != nullptr && named->parent->array()) named = named->parent;
    std::string name;
    for (std::size_t i = 0; named->parent != nullptr && i < named->parent->children.size(); ++i) {
      if (named->parent->children[i].get() == named) name = named->parent->name(i);
    }
    out.insert(name + "=" + leaf->raw);
  }
  return out;
}

TEST_F(RedactionProperty, ANarrowerPlanReleasesNoMore) {
  for_every_sample([this](const Sample& sample, unsigned seed) {
    Plan wide = generated_plan(seed);
    // Kept words say less where less is released, in other words: those have tests of their own.
    const std::vector<Item>& items = shipped_policy().vocabulary().items;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].type == ValueType::kFreeText) wide.items.edit()[i].action = {};
    }
    Plan narrow = wide;
    std::mt19937 random(seed);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (random() % 3 == 0 && items[i].category != Category::kStructural) narrow.items.edit()[i].action = {};
    }
    const std::string more = disclose(sample.format, sample.text, wide);
    // Refused for what it would release a part of, and a narrower plan may release nothing of that.
    if (more.empty()) return;
    const std::string less = disclose(sample.format, sample.text, narrow);
    const std::multiset<std::string> all = leaves_in(more);
    for (const std::string& leaf : leaves_in(less)) {
      // Not what the redactor itself says: marks, and the label on what was changed.
      const bool ours = leaf.find("[withheld]") != std::string::npos || leaf == "code=\"REDACTED\"" ||
                        leaf == "system=\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\"" ||
                        leaf == "valueCode=\"masked\"" ||
                        leaf == "url=\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\"";
      EXPECT_TRUE(ours || all.count(leaf) > 0) << leaf;
    }
  });
}

TEST_F(RedactionProperty, WithoutAPlanNothingIsSent) {
  for (const Sample& sample : samples()) {
    EXPECT_EQ(disclose(sample.format, sample.text, Plan{}), "") << sample.name;
    EXPECT_EQ(disclose(sample.format, sample.text, with_every_item("withhold")), "") << sample.name;
  }
}

// The redactor is given whole records; what arrives in pieces is put together by the door's frames.
TEST_F(RedactionProperty, HowARecordWasCutOnItsWayMakesNoDifference) {
  const Plan plan = with_every_item("keep");
  for (const Sample& sample : samples()) {
    protocol::native::Frame sent;
    sent.mutable_submit()->set_body(sample.text);
    std::string wire;
    protocol::native::append_frame(wire, sent);
    std::mt19937 random(first_seed());
    for (int i = 0; i < 20; ++i) {
      protocol::native::FrameReader reader(limits::kFrameBytes);
      protocol::native::Frame arrived;
      bool whole = false;
      for (std::size_t at = 0; at < wire.size();) {
        const std::size_t size = std::min<std::size_t>(1 + random() % 3000, wire.size() - at);
        wire.copy(reader.prepare(size).data(), size, at);
        reader.commit(size);
        at += size;
        const auto got = reader.next(arrived);
        ASSERT_TRUE(got.has_value());
        whole = *got;
      }
      ASSERT_TRUE(whole);
      EXPECT_EQ(disclose(sample.format, arrived.submit().body(), plan), disclose(sample.format, sample.text, plan));
    }
  }
}

}  // namespace
}  // namespace concordat::policy::test
