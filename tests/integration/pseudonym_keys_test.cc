// A key of pseudonyms is rotated while the gateway runs: the recipient gets new pseudonyms, and, for as long as the old
// generation is kept, a table that leads from the old ones to them.

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tests/integration/disclosure/canary.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

constexpr const char* kRecord = "deploy/examples/records/discharge-referral-1.json";
constexpr const char* kKey = "asc-2026";

class PseudonymKeys : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }

  // What the recipient of one more copy of the record has for its local ids.
  std::set<std::string> received_pseudonyms() {
    const Finished sent = gateway_.send({source_file(kRecord)});
    EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    const std::string folder = gateway_.outside("received-" + std::to_string(++times_));
    EXPECT_EQ(gateway_.receive(folder, {"--count", "1"}).exit_code, 0);
    std::set<std::string> found;
    for (const std::string& path : files_under(folder)) {
      const std::string text = read_file(path);
      for (std::size_t at = text.find("psn-"); at != std::string::npos; at = text.find("psn-", at + 1))
        found.insert(text.substr(at, 36));
    }
    return found;
  }
  Finished keys(std::vector<std::string> words) {
    words.insert(words.begin(), "keys");
    return gateway_.tool(words);
  }
  Finished table_of(const std::string& identifiers) {
    std::ofstream(gateway_.outside("identifiers.txt")) << identifiers;
    return keys(
        {"link", gateway_.config(), kKey, "--recipient", "eastshire-council", gateway_.outside("identifiers.txt")});
  }

  Gateway gateway_;
  int times_ = 0;
};

// Every value of the record that could be a local id, one a line.
std::string strings_of_record() {
  std::string lines;
  const std::string text = read_file(source_file(kRecord));
  for (std::size_t at = text.find('"'); at != std::string::npos;) {
    const std::size_t end = text.find('"', at + 1);
    if (end == std::string::npos) break;
    lines += text.substr(at + 1, end - at - 1) + '\n';
    at = text.find('"', end + 1);
  }
  return lines;
}

TEST_F(PseudonymKeys, ARotatedKeyMakesOtherPseudonymsThatTheTableLeadsTo) {
  const auto before = received_pseudonyms();
  ASSERT_FALSE(before.empty());
  EXPECT_EQ(received_pseudonyms(), before);
  EXPECT_EQ(table_of("x").exit_code, 1) << "there is one generation yet";

  const Finished rotated = keys({"rotate", gateway_.config(), kKey, "--overlap-days", "30"});
  EXPECT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_NE(rotated.out.find("generation 2 makes pseudonyms"), std::string::npos) << rotated.out;
  const auto now = received_pseudonyms();
  EXPECT_EQ(now.size(), before.size());
  const Finished table = table_of(strings_of_record());
  ASSERT_EQ(table.exit_code, 0) << table.err;
  for (const std::string& old : before) {
    EXPECT_EQ(now.count(old), 0u);
    const std::size_t at = table.out.find("\n" + old + ",");
    ASSERT_NE(at, std::string::npos) << old << " is not in the table";
    EXPECT_EQ(now.count(table.out.substr(at + 38, 36)), 1u);
  }

  gateway_.kill();
  gateway_.start();
  EXPECT_EQ(received_pseudonyms(), now);
  EXPECT_NE(keys({gateway_.config()}).out.find("asc-2026  2 "), std::string::npos) << keys({gateway_.config()}).out;
}

TEST_F(PseudonymKeys, AtTheEndOfTheOverlapNothingLinksThemAndTheLedgerSaysSo) {
  (void)received_pseudonyms();
  ASSERT_EQ(keys({"rotate", gateway_.config(), kKey}).exit_code, 0);
  const Finished twice = keys({"rotate", gateway_.config(), kKey});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_NE(twice.err.find("end that overlap first"), std::string::npos) << twice.err;
  ASSERT_EQ(keys({"end-overlap", gateway_.config(), kKey}).exit_code, 0);
  const Finished late = table_of(strings_of_record());
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_EQ(late.out.find("psn-"), std::string::npos);
  EXPECT_EQ(gateway_.ledger_faults(), "");
  std::vector<std::string> changes;
  for (const auto& entry : gateway_.ledger(5)) {
    if (text_of(entry, "event") != "key-change") continue;
    const auto& detail = entry.at("detail").as_object();
    changes.push_back(text_of(detail, "change") + " " + text_of(detail, "key") + " " + text_of(detail, "generation"));
  }
  EXPECT_EQ(changes, (std::vector<std::string>{"rotated asc-2026 2", "destroyed asc-2026 1"}));
  EXPECT_TRUE(gateway_.logged({"\"event.action\":\"key-change\"", "can no longer be linked"}));
}

}  // namespace
}  // namespace concordat::integration
