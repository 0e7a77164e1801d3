// A canary in every leaf of every sample, under plans drawn at random: what is withheld is nowhere, in no dress, in
// what is sent or said; and the planted record is disclosed as the ledger says, to the byte.
#include "tests/unit/policy/redaction/canary.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "policy/verify/verifier.h"
#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {
namespace {

unsigned plans() {
  return std::getenv("CONCORDAT_LONG") != nullptr ? 2000 : 50;
}

class RedactionCanary : public testing::Test {
 protected:
  void disclose(const Sample& sample, const Planting& planting, const Plan& plan) {
    const PolicySet& policy = shipped_policy();
    Record record;
    const auto read = record.read(sample.format, planting.text(), policy.record_index(sample.format));
    ASSERT_TRUE(read.has_value()) << read.error().detail;
    const Ledger ledger =
        judge(planting.text(), {sample.format, policy.vocabulary(), plan, "eastshire-council", keys_});
    Disclosure out;
    const auto done = redactor_.redact(record, plan, policy.vocabulary(), "eastshire-council", keys_, out);
    ASSERT_EQ(done.has_value(), !ledger.refused);
    if (!done) {
      EXPECT_EQ(CanarySearch(planting.all()).found_in(done.error().detail), "") << "a refusal quotes the record";
      return;
    }
    const std::set<unsigned> hidden = planting.withheld(ledger, plan);
    searched_ += hidden.size();
    const std::string found = CanarySearch(hidden).found_in(out.bytes);
    EXPECT_EQ(found, "") << where(found, ledger, plan);
    EXPECT_TRUE(out.bytes == ledger.expected);
    const auto verified = verifier_.verify(out.bytes, plan, policy.verifier_index(sample.format));
    EXPECT_TRUE(verified.has_value()) << verified.error().detail;
  }

  // The leaf that the canary was planted in.
  static std::string where(const std::string& found, const Ledger& ledger, const Plan& plan) {
    for (const LeafEntry& leaf : ledger.leaves) {
      if (found.empty() || leaf.before.find(found.substr(0, found.find(','))) != 1) continue;
      const bool named = leaf.item != kNoItem;
      const std::string item = named ? shipped_policy().vocabulary().items[leaf.item].id.str() : "no item";
      return leaf.place + " (" + item + ", " + (named ? plan.items[leaf.item].action.str() : "withheld") +
             "): " + (leaf.fate == LeafFate::kAbsent ? "absent" : leaf.after);
    }
    return "";
  }

  PlainKeys keys_;
  Redactor redactor_;
  Verifier verifier_;
  std::size_t searched_ = 0;
};

TEST_F(RedactionCanary, OfNoWithheldLeafIsFoundInAnyDisclosure) {
  std::size_t planted = 0;
  for (const Sample& sample : samples()) {
    const Planting planting(sample, shipped_policy().vocabulary());
    planted += planting.planted();
    for (unsigned seed = first_seed(); seed < first_seed() + plans(); ++seed) {
      SCOPED_TRACE(sample.name + ", plan of seed " + std::to_string(seed));
      disclose(sample, planting, generated_plan(seed));
    }
  }
  std::printf("%zu canaries in %zu records; %zu withheld ones searched for\n", planted, samples().size(), searched_);
  EXPECT_GT(searched_, planted);
}

// What cannot be read is refused with a place, never with what stands there.
TEST_F(RedactionCanary, OfAnUnreadableRecordIsNotInTheRefusal) {
  for (const Sample& sample : samples()) {
    const Planting planting(sample, shipped_policy().vocabulary());
    const CanarySearch search(planting.all());
    const std::string& whole = planting.text();
    std::mt19937 random(first_seed());
    for (int i = 0; i < 200; ++i) {
      std::string damaged = whole;
      const std::size_t at = random() % damaged.size();
      const char* const kinds[] = {"", "\"", "\x01", "\\q", "\xC0\xAF", "\\ud800", "{\"a\":1,\"a\":2}", "}"};
      damaged.insert(at, kinds[random() % std::size(kinds)]);
      if (random() % 3 == 0) damaged.resize(at);
      Record record;
      const auto read = record.read(sample.format, damaged, shipped_policy().record_index(sample.format));
      if (read) continue;
      ++searched_;
      EXPECT_EQ(search.found_in(read.error().detail), "") << sample.name;
    }
  }
  EXPECT_GT(searched_, 1000u);
}

TEST_F(RedactionCanary, IsKnownAgainInEveryDress) {
  const CanarySearch search({1234});
  const std::string word = canary_word(1234);
  std::string escaped;
  std::string hexadecimal;
  for (const char c : word) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "%02X", static_cast<unsigned char>(c));
    hexadecimal += digits;
    escaped += std::string("\\u00") + digits;
  }
  const std::string date = canary_date(1234);
  const std::string dresses[] = {
      word,
      "KANARI" + word.substr(6),
      std::string(word.rbegin(), word.rend()),
      escaped,
      hexadecimal,
      "\\X" + hexadecimal + "\\",
      base64(word),
      base64("a" + word),
      base64("ab" + word),
      date,
      date.substr(0, 4) + date.substr(5, 2) + date.substr(8),
      date.substr(8) + "/" + date.substr(5, 2) + "/" + date.substr(0, 4),
      canary_digits(1234),
      canary_postcode(1234),
  };
  for (const std::string& dress : dresses) EXPECT_NE(search.found_in("see: " + dress + "."), "") << dress;
  EXPECT_EQ(search.found_in(canary_word(1233) + canary_date(1233) + canary_digits(1233)), "");
}

}  // namespace
}  // namespace concordat::policy::test
