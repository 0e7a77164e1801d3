// The shipped vocabulary meets the published HL7 v2 messages: each is of a kind that the shipped agreement shares, goes
// to the council if it names anybody, and has a data item for most of what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "policy/compile/compiled.h"
#include "policy/redact/record.h"
#include "policy/redact/record_index.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::Contains;
using ::testing::Each;

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

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

std::shared_ptr<const PolicySet> shipped_policy() {
  const fs::path examples = fs::path(CONCORDAT_SOURCE_DIR) / "deploy" / "examples";
  PolicyFiles files;
  for (const char* folder : {"agencies", "agreements"}) {
    for (const auto& entry : fs::directory_iterator(examples / folder)) {
      files[std::string(folder) + "/" + entry.path().filename().string()] = read_file(entry.path());
    }
  }
  for (const char* name : {"vocabulary.yaml", "purposes.yaml", "floor.yaml", "routes.yaml"}) {
    files[name] = read_file(examples / name);
  }
  return load_or_fail(files);
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
  const std::shared_ptr<const PolicySet> set_ = shipped_policy();
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
  if (std::getenv("CONCORDAT_SHOW") != nullptr) std::cout << named << " of " << values << "\n" << list.str() << "\n";
}

}  // namespace
}  // namespace concordat::policy
