// The shipped vocabulary meets the published HL7 v2 messages: each is of a kind that the shipped agreement shares, goes
// to the council if it names anybody, and has a data item for most of what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "policy/compile/compiled.h"
#include "policy/examples/example_runner.h"
#include "policy/examples/stand_in_keys.h"
#include "policy/redact/record.h"
#include "policy/redact/record_index.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "tests/unit/policy/shipped_policy.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::Contains;

namespace fs = std::filesystem;

std::map<std::string, std::string> published_messages() {
  std::map<std::string, std::string> found;
  const char* named = std::getenv("CONCORDAT_SHARED");
  const fs::path folder = fs::path(named != nullptr ? named : CONCORDAT_SOURCE_DIR "/../shared") / "data" / "hl7v2";
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".hl7") found.emplace(entry.path().stem().string(), read_file(entry.path()));
  }
  return found;
}

class PublishedMessages : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(set_, nullptr);
    if (messages_.empty()) GTEST_SKIP() << "the published messages are not here";
  }
  const Record& read(const std::string& body) {
    auto done = record_.read(Format::kHl7v2, body, set_->record_index(Format::kHl7v2));
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().detail);
    return record_;
  }
  const std::shared_ptr<const PolicySet> set_ = load_or_fail(shipped_files());
  const std::map<std::string, std::string> messages_ = published_messages();
  Record record_;
};

TEST_F(PublishedMessages, AreEachOfOneKindThatTheAgreementShares) {
  const Agreement* agreement = nullptr;
  for (const Agreement& one : set_->compiled().policy.agreements) {
    if (one.id.str() == "ISA-2026-014") agreement = &one;
  }
  ASSERT_NE(agreement, nullptr);
  for (const auto& [name, body] : messages_) {
    SCOPED_TRACE(name);
    const KindSet kinds = read(body).kinds();
    ASSERT_EQ(__builtin_popcountll(kinds), 1);
    const std::string& kind = set_->vocabulary().kinds[static_cast<std::size_t>(__builtin_ctzll(kinds))].id.str();
    EXPECT_TRUE(std::any_of(agreement->records.begin(), agreement->records.end(), [&](const Written& shared) {
      return shared.text == kind;
    })) << kind;
  }
}

TEST_F(PublishedMessages, GoToTheCouncilWhereTheyNameARecipient) {
  const Agency* council = set_->agency("eastshire-council");
  ASSERT_NE(council, nullptr);
  std::size_t addressed = 0;
  for (const auto& [name, body] : messages_) {
    SCOPED_TRACE(name);
    const std::vector<std::string>& destinations = read(body).destinations();
    addressed += destinations.size();
    for (const std::string& destination : destinations) EXPECT_THAT(council->destinations, Contains(destination));
  }
  EXPECT_EQ(addressed, 17u);
}

// What the format keeps by itself (routing, numbers of segments, codes that change a meaning) needs no item. The rest
// of what no item names is withheld, and is meant to be: charges, insurers' rules, devices, containers, veterans, pets.
TEST_F(PublishedMessages, SayLittleThatNoItemNames) {
  std::map<std::string, std::set<std::string>> unnamed;  // by field: the messages that have it
  std::size_t values = 0, named = 0;
  for (const auto& [name, body] : messages_) {
    const Hl7Record& record = read(body).hl7();
    for (const auto& segment : record.tape().segments()) {
      for (std::uint32_t at = segment.first_value; at < segment.end_value; ++at) {
        const Hl7Mark& mark = record.mark(at);
        const auto& value = record.tape().values()[at];
        if (mark.role != Hl7Role::kNone || (segment.id() == "MSH" && value.field <= 2)) continue;
        ++values;
        if (mark.item != kNoItem) {
          ++named;
        } else {
          unnamed[std::string(segment.id()) + "-" + std::to_string(value.field)].insert(name);
        }
      }
    }
  }
  EXPECT_GT(static_cast<double>(named) / static_cast<double>(values), 0.8);
  std::ostringstream list;
  for (const auto& [field, names] : unnamed) list << field << " in " << names.size() << ", ";
  RecordProperty("named", std::to_string(named) + " of " + std::to_string(values));
  RecordProperty("unnamed", list.str());
}

// Access restrictions (ARV-3) or the confidentiality of a document (TXA-18) mark seven of them as restricted, which the
// agreement names.
TEST_F(PublishedMessages, HaveADisclosure) {
  std::set<std::string> restricted, refused;
  for (const auto& [name, body] : messages_) {
    SCOPED_TRACE(name);
    const Record& record = read(body);
    Circumstances circumstances = kNothingAgainst;
    circumstances.labels = record.labels();
    const Decision decision = set_->decide({.sender = "riverside-trust",
                                            .recipient = "eastshire-council",
                                            .purpose = "direct-care",
                                            .kinds = record.kinds(),
                                            .unix_seconds = kMidJune2026,
                                            .circumstances = circumstances});
    if (record.labels() != 0) restricted.insert(name);
    ASSERT_TRUE(decision.permit);
    Redactor redactor;
    Disclosure out;
    const auto done =
        redactor.redact(record, *decision.plan, set_->vocabulary(), "eastshire-council", StandInKeys(), out);
    if (!done) {
      refused.insert(name);
      continue;
    }
    Verifier verifier;
    const auto sound = verifier.verify(out.bytes, *decision.plan, set_->verifier_index(Format::kHl7v2));
    EXPECT_TRUE(sound.has_value()) << (sound ? "" : sound.error().detail);
  }
  EXPECT_THAT(restricted, ::testing::ElementsAre("ADT-A01-01", "ADT-A03-01", "ADT-A08-01", "ADT-A28-01", "ADT-A31-01",
                                                 "MDM_01", "ORU-R01-01"));
  EXPECT_THAT(refused, ::testing::IsEmpty());
}

TEST(ShippedExamples, OfHl7RecordsHold) {
  const auto set = load_or_fail(shipped_files());
  ASSERT_NE(set, nullptr);
  std::size_t run = 0;
  for (const Agreement& agreement : set->compiled().policy.agreements) {
    ExampleRunner runner(*set, agreement);
    for (const Example& example : agreement.examples) {
      if (!example.record.text.ends_with(".hl7")) continue;
      ++run;
      const std::string body = read_file(kExamples / "agreements" / example.record.text);
      for (const BrokenExpectation& broken : runner.run(example, Format::kHl7v2, body).broken) {
        ADD_FAILURE() << broken.place.file << ":" << broken.place.line << ": " << broken.words;
      }
    }
  }
  EXPECT_EQ(run, 4u);
}

}  // namespace
}  // namespace concordat::policy
